import { AnsibleError, UndefinedVariableError } from '../errors/ansible-error.ts';
import { notices } from '../errors/notices.ts';
import type { Host } from '../inventory/host.ts';
import { actions } from '../playbook/actions.ts';
import { checkTexts } from '../playbook/load-node.ts';
import type { Play } from '../playbook/play.ts';
import type { Task } from '../playbook/task.ts';
import { fromPlain } from '../value/plain.ts';
import { str } from '../value/repr.ts';
import { asText } from '../value/text.ts';
import { truth } from '../value/truth.ts';
import type { Dict, Value } from '../value/types.ts';
import { isIdentifier } from '../vars/identifier.ts';
import type { RunContext } from './context.ts';
import { addDynamicGroup, addDynamicHost } from './dynamic-inventory.ts';
import type { TaskView } from './events.ts';
import { isRescuing } from './host-state.ts';
import type { PlayIterator } from './iterator.ts';
import {
  flag,
  isChanged,
  isFailed,
  isSkipped,
  isUnreachable,
  type Outcome,
  registered,
  resultView,
} from './outcome.ts';
import { taskView } from './views.ts';

/** A result with the host and the task that it is of. */
export interface HostResult {
  readonly host: Host;
  readonly task: Task;
  readonly view: TaskView;
  readonly outcome: Outcome;
}

/** Takes a result into the run: state of the host, statistics, facts, handlers, inventory, and the callbacks. */
export async function processResult(
  run: RunContext,
  iterator: PlayIterator,
  r: HostResult,
  runOnce: boolean,
): Promise<void> {
  const { host, task, outcome, view } = r;
  const { play } = iterator;
  let ran = false;
  if (isFailed(outcome)) {
    ran = true;
    failed(run, iterator, r, runOnce);
  } else if (isUnreachable(outcome)) {
    if (outcome.ignoreUnreachable) {
      run.stats.add('ok', host.name);
      run.stats.add('ignored', host.name);
    } else {
      run.unreachableHosts.add(host.name);
      play.removedHosts.add(host.name);
      run.stats.add('unreachable', host.name);
    }
    run.emit({
      type: 'runner_unreachable',
      result: { ...resultView(host.name, view, outcome), ignoreErrors: outcome.ignoreUnreachable },
    });
  } else if (isSkipped(outcome)) {
    run.stats.add('skipped', host.name);
    run.emit({ type: 'runner_skipped', result: resultView(host.name, view, outcome) });
  } else {
    ran = true;
    await succeeded(run, iterator, r, runOnce);
  }
  const given = task.own.get('register') ?? null;
  const register = given === null ? undefined : str(given);
  if (register !== undefined) {
    // the task failed for it; as in Ansible the run ends, too
    if (!isIdentifier(register))
      throw new AnsibleError(`Invalid variable name in 'register' specified: '${register}'`, {
        kind: 'action',
        position: task.position,
      });
    const value = registered(outcome.result);
    for (const h of hostsOf(run, play, host, runOnce)) run.facts.setNonPersistent(h, [[register, value]]);
  }
  if (task.role && ran) task.role.ranOn.add(host.name);
  if (task.isHandler) forgetNotified(play, task, host.name);
}

function forgetNotified(play: Play, task: Task, host: string): void {
  for (const block of play.handlers) {
    for (const h of block.tasks()) {
      if (h.uuid !== task.uuid) continue;
      const at = h.notifiedHosts.indexOf(host);
      if (at >= 0) h.notifiedHosts.splice(at, 1);
    }
  }
  const at = task.notifiedHosts.indexOf(host);
  if (at >= 0) task.notifiedHosts.splice(at, 1);
}

/** The hosts that a result counts for: with run_once all of the play that can still be reached. */
export function hostsOf(run: RunContext, play: Play, host: Host, runOnce: boolean): string[] {
  if (!runOnce) return [host.name];
  return run.inventory
    .getHosts(playPattern(play))
    .map((h) => h.name)
    .filter((h) => !run.unreachableHosts.has(h));
}

export const playPattern = (play: Play): string[] =>
  Array.isArray(play.hosts) ? play.hosts.map((h) => asText(h) ?? '') : [asText(play.hosts) ?? 'all'];

function failed(run: RunContext, iterator: PlayIterator, r: HostResult, runOnce: boolean): void {
  const { host, task, outcome, view } = r;
  if (outcome.ignoreErrors) {
    run.stats.add('ok', host.name);
    run.stats.add('ignored', host.name);
    if (isChanged(outcome)) run.stats.add('changed', host.name);
  } else {
    const before = iterator.state(host.name).copy();
    if (runOnce) {
      for (const h of run.inventory.getHosts(playPattern(iterator.play)))
        if (!run.unreachableHosts.has(h.name)) iterator.markFailed(h.name);
    } else iterator.markFailed(host.name);
    const { state } = iterator.peek(host.name);
    if (iterator.isFailed(host.name) && state.phase === 'complete') run.failedHosts.add(host.name);
    if (isRescuing(before)) {
      run.stats.add('rescued', host.name);
      iterator.play.removedHosts.restore(host.name);
      run.facts.setNonPersistent(host.name, [
        ['ansible_failed_task', fromPlain(describeTask(task), true)],
        ['ansible_failed_result', registeredFailure(outcome)],
      ]);
    } else run.stats.add('failures', host.name);
  }
  run.emit({ type: 'runner_failed', result: resultView(host.name, view, outcome) });
}

const registeredFailure = (o: Outcome): Dict => o.result;

/** The failed task as rescue sees it: its keywords by name. */
function describeTask(task: Task): Dict {
  const out: Dict = new Map<Value, Value>([
    ['name', task.name],
    ['action', task.action],
    ['args', task.args],
  ]);
  for (const k of Object.keys(task.keywords)) {
    if (out.has(k) || k === 'vars') continue;
    out.set(k, task.get(k) ?? null);
  }
  out.set('uuid', task.uuid);
  out.set('resolved_action', task.resolvedAction ?? null);
  if (task.role)
    out.set(
      'role',
      new Map<Value, Value>([
        ['_role_name', task.role.roleName],
        ['_role_path', task.role.path],
      ]),
    );
  return out;
}

async function succeeded(
  run: RunContext,
  iterator: PlayIterator,
  r: HostResult,
  runOnce: boolean,
): Promise<void> {
  const { host, task, outcome, view } = r;
  const items = outcome.items ?? [outcome];
  for (const item of items) {
    if (isChanged(outcome)) await notify(run, iterator, host.name, item.notify);
    if (item.result.has('add_host') || item.result.has('add_group')) {
      await addToInventory(run, iterator, r, item);
      if (outcome.items) {
        if (flag(item.result, 'changed')) outcome.result.set('changed', true);
        if (flag(item.result, 'failed')) outcome.result.set('failed', true);
      }
    }
    takeFacts(run, iterator.play, r, item, runOnce);
    takeStats(run, iterator.play, r, item, runOnce);
  }
  if (outcome.result.has('diff') && !outcome.items && (run.options.diff || view.diff)) {
    run.emit({ type: 'file_diff', result: resultView(host.name, view, outcome) });
  }
  if (!task.isTaskInclude && !task.isRoleInclude) {
    run.stats.add('ok', host.name);
    if (isChanged(outcome)) run.stats.add('changed', host.name);
  }
  run.emit({ type: 'runner_ok', result: resultView(host.name, view, outcome) });
}

async function addToInventory(
  run: RunContext,
  iterator: PlayIterator,
  r: HostResult,
  item: Outcome,
): Promise<void> {
  const { host, task } = r;
  const changed = item.result.has('add_host')
    ? addDynamicHost(run, item.result)
    : addDynamicGroup(run, host.name, item.result);
  item.result.set('changed', changed);
  const info = changed ? item.result.get('add_host') : undefined;
  if (info instanceof Map) run.vars.playHosts?.add(str(info.get('host_name') ?? ''));
  // the module could not know whether it changes anything, so the conditions are judged again now
  const scope = run.vars.scope({ play: iterator.play, host, task });
  const templar = run.templar(scope, task);
  const condition = task.own.get('changed_when');
  if (condition !== undefined && !(Array.isArray(condition) && condition.length === 0)) {
    let is = true;
    for (const c of Array.isArray(condition) ? condition : [condition])
      is = is && (await templar.evaluateConditional(c));
    item.result.set('changed', is);
  }
  if (item.itemLabel !== undefined)
    run.emit({ type: 'item_ok', result: resultView(host.name, r.view, item, true) });
}

function takeFacts(run: RunContext, play: Play, r: HostResult, item: Outcome, runOnce: boolean): void {
  const facts = item.result.get('ansible_facts');
  if (!(facts instanceof Map) || actions.debug.has(r.task.action)) return;
  const hosts =
    item.delegatedTo !== undefined && item.delegateFacts
      ? [item.delegatedTo]
      : hostsOf(run, play, r.host, runOnce);
  for (const host of hosts) {
    if (actions.includeVars.has(r.task.action)) {
      for (const [k, v] of facts) run.facts.setIncluded(host, str(k), v);
    } else if (actions.setFact.has(r.task.action)) {
      if (item.cacheable) run.vars.setFacts(host, facts);
      run.facts.setNonPersistent(host, facts);
    } else {
      run.vars.setFacts(host, actions.gatherFacts.has(r.task.action) ? asGathered(facts) : facts);
    }
  }
}

/** Marks facts as gathered, for `gathering = smart`. */
const asGathered = (facts: Dict): Dict => new Map([...facts, ['_ansible_facts_gathered', true]]);

function takeStats(run: RunContext, play: Play, r: HostResult, item: Outcome, runOnce: boolean): void {
  const stats = item.result.get('ansible_stats');
  if (!(stats instanceof Map)) return;
  const data = stats.get('data');
  if (!(data instanceof Map) || data.size === 0) return;
  const perHost = truth(stats.get('per_host') ?? true);
  const aggregate = truth(stats.get('aggregate') ?? false);
  for (const host of perHost ? hostsOf(run, play, r.host, runOnce) : [undefined]) {
    for (const [k, v] of data) {
      if (aggregate) run.stats.aggregateCustom(host, k, v);
      else run.stats.setCustom(host, k, v);
    }
  }
}

const tellNotified = (run: RunContext, handler: Task, host: string): void =>
  run.emit({ type: 'notify', handler: handler.title(), host, task: taskView(run, handler) });

/** Notes handlers by name or by the topics they listen to. */
export async function notify(
  run: RunContext,
  iterator: PlayIterator,
  host: string,
  names: readonly string[],
): Promise<void> {
  for (const name of names) {
    let found = false;
    const handlers = iterator.play.handlers.flatMap((b) => b.tasks());
    const byName = await handlerByName(run, iterator.play, name);
    if (byName) {
      found = true;
      if (byName.notifyHost(host)) tellNotified(run, byName, host);
    }
    for (const h of handlers) {
      const topics = h.own.get('listen');
      const list = topics === undefined ? [] : Array.isArray(topics) ? topics : [topics];
      checkTexts('listen', list, h.position);
      if (!list.some((t) => asText(t) === name)) continue;
      found = true;
      if (h.notifyHost(host)) tellNotified(run, h, host);
    }
    if (found) continue;
    const message = `The requested handler '${name}' was not found in either the main handlers list nor in the listening handlers list`;
    if (run.settings.bool('ERROR_ON_MISSING_HANDLER')) throw new AnsibleError(message, { kind: 'action' });
    notices().warning(message);
  }
}

/** The handler of that name, with the role's name before it or without: of several lists the last, in it the first. */
async function handlerByName(run: RunContext, play: Play, name: string): Promise<Task | undefined> {
  for (const h of [...play.handlers].reverse().flatMap((b) => b.tasks())) {
    if (!h.name) continue;
    if (!h.nameTemplated) {
      const templar = run.templar(run.vars.scope({ play, task: h }), h);
      if (templar.isTemplate(h.own.get('name') as Value)) {
        try {
          h.set('name', await templar.template(h.own.get('name') as Value));
        } catch (e) {
          if (!(e instanceof UndefinedVariableError)) throw e;
          if (!h.own.has('listen')) {
            notices().warning(
              `Handler '${h.name}' is unusable because it has no listen topics and the name could not be templated (host-specific variables are not supported in handler names). The error: ${e.message}`,
            );
          }
          continue;
        }
      }
      h.nameTemplated = true;
    }
    if (h.name === name || h.title(false) === name || h.title(true) === name) return h;
  }
  return undefined;
}
