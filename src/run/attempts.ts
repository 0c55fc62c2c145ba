import { setTimeout as sleep } from 'node:timers/promises';
import { AnsibleError, ConnectionError } from '../errors/ansible-error.ts';
import { errorText } from '../errors/report.ts';
import { actions } from '../playbook/actions.ts';
import { redirects } from '../playbook/redirect.ts';
import type { Templar } from '../template/templar.ts';
import { fromPlain } from '../value/plain.ts';
import { str } from '../value/repr.ts';
import { OverlayScope, type Scope } from '../value/scope.ts';
import { asText } from '../value/text.ts';
import { type Dict, UnsafeText, type Value } from '../value/types.ts';
import { cleanFacts, namespaceFacts } from '../vars/clean-facts.ts';
import { isIdentifier } from '../vars/identifier.ts';
import { startJob } from './async.ts';
import type { RunContext } from './context.ts';
import type { Delegated } from './delegation.ts';
import type { Execution } from './execute.ts';
import type { KeywordValues } from './keyword-values.ts';
import { type ModuleCall, runModule } from './module-runner.ts';
import {
  isChanged,
  isUnreachable,
  newOutcome,
  type Outcome,
  registered,
  resultView,
  takeInternalKeys,
} from './outcome.ts';
import { collectionsOf } from './task-collections.ts';
import { infoOf, openControl, openTarget } from './task-target.ts';

export interface Attempt extends Execution {
  /** The task's variables with those of its connection. */
  readonly seen: Scope;
  readonly templar: Templar;
  readonly keywords: KeywordValues;
  readonly args: Dict;
  readonly delegated: Delegated | undefined;
  readonly noLog: boolean;
  /** The task's `environment`, its levels joined. */
  readonly environment: Readonly<Record<string, string>> | undefined;
}

/** Runs the module, again while `until` does not hold, and judges each result by changed_when and failed_when. */
export async function runAttempts(run: RunContext, at: Attempt): Promise<Outcome> {
  const { task, keywords } = at;
  const until = task.own.get('until');
  const hasUntil = until !== undefined && !(Array.isArray(until) && until.length === 0);
  let tries = 1;
  if (hasUntil) {
    const retries = (await keywords.int('retries')) ?? 3;
    tries = retries <= 0 ? 1 : retries + 1;
  }
  let delay = (await keywords.int('delay')) ?? 5;
  if (delay < 0) delay = 1;
  const given = task.own.get('register') ?? null;
  const register = given === null ? undefined : str(given);
  if (register !== undefined && !isIdentifier(register)) {
    throw new AnsibleError(`Invalid variable name in 'register' specified: '${register}'`, {
      kind: 'parser',
    });
  }
  const vars = new Map<string, Value>();
  const templar = at.templar.withScope(new OverlayScope(vars, at.seen));
  let outcome = newOutcome(new Map());
  for (let attempt = 1; attempt <= tries; attempt++) {
    outcome = await oneAttempt(run, at);
    const { result } = outcome;
    // a host that is lost ends it all: nothing is judged, tried again or told of where it was delegated to but the name
    if (isUnreachable(outcome)) {
      if (at.delegated) outcome.delegatedTo = at.delegated.name;
      return outcome;
    }
    const note = (): void => {
      if (register !== undefined) vars.set(register, registered(result));
      takeFacts(run, at, result, vars);
    };
    if (!result.has('failed')) {
      const rc = result.get('rc');
      result.set('failed', rc !== undefined && rc !== null && rc !== 0 && asText(rc) !== '0');
    }
    if (hasUntil) result.set('attempts', attempt);
    if (!result.has('changed')) result.set('changed', false);
    note();
    await judge(at, templar, result);
    if (tries === 1 || run.abort.signal.aborted) break;
    note();
    if (await holds(templar, until as Value)) break;
    if (attempt === tries) {
      result.set('attempts', tries - 1);
      result.set('failed', true);
      break;
    }
    result.set('retries', tries);
    result.set('_ansible_retry', true);
    run.emit({ type: 'retry', result: resultView(at.host.name, at.view, { ...outcome, noLog: at.noLog }) });
    result.delete('_ansible_retry');
    await sleep(delay * 1000, undefined, { signal: run.abort.signal }).catch(() => undefined);
  }
  // later items of the loop, and the label, see what this one made
  if (register !== undefined) at.scope.own.set(register, registered(outcome.result));
  takeFacts(run, at, outcome.result, at.scope.own);
  outcome.notify = await notified(at, outcome);
  if (at.delegated) {
    outcome.delegatedTo = at.delegated.name;
    outcome.delegatedAddress = await addressOf(at.delegated);
    outcome.delegatedVars = delegatedVars(run, at.delegated, outcome.delegatedAddress);
    outcome.delegateFacts = at.delegated.facts;
  }
  return outcome;
}

async function notified(at: Attempt, o: Outcome): Promise<string[]> {
  if (!isChanged(o)) return [];
  const value = (await at.keywords.raw('notify')) ?? null;
  if (value === null) return [];
  return (Array.isArray(value) ? value : [value])
    .flatMap((v) => (Array.isArray(v) ? v : [v]))
    .map((v) => str(v));
}

function delegatedVars(run: RunContext, d: Delegated, address: string | undefined): Dict {
  const of = (name: string): Value => d.scope.get(name) ?? null;
  return new Map<Value, Value>([
    ['ansible_host', address ?? d.name],
    ['ansible_port', of('ansible_port')],
    ['ansible_user', of('ansible_user')],
    ['ansible_connection', d.scope.get('ansible_connection') ?? run.options.connection ?? 'ssh'],
  ]);
}

async function addressOf(d: Delegated): Promise<string | undefined> {
  const raw = d.scope.get('ansible_host');
  return raw === undefined ? undefined : asText(await d.templar.template(raw));
}

/** Facts of the result, as variables for what is evaluated next in this task. */
function takeFacts(run: RunContext, at: Attempt, result: Dict, into: Map<string, Value>): void {
  const facts = result.get('ansible_facts');
  if (!(facts instanceof Map) || actions.debug.has(at.task.action)) return;
  if (at.delegated?.facts) return;
  if (actions.ownFacts.has(at.task.action)) {
    for (const [k, v] of facts) into.set(str(k), v);
    return;
  }
  const before = at.scope.scope.get('ansible_facts');
  into.set('ansible_facts', new Map([...(before instanceof Map ? before : []), ...namespaceFacts(facts)]));
  if (run.settings.bool('INJECT_FACTS_AS_VARS')) for (const [k, v] of cleanFacts(facts)) into.set(k, v);
}

async function holds(templar: Templar, conditions: Value): Promise<boolean> {
  for (const c of Array.isArray(conditions) ? conditions : [conditions])
    if (!(await templar.evaluateConditional(c))) return false;
  return true;
}

async function judge(at: Attempt, templar: Templar, result: Dict): Promise<void> {
  if (result.has('skipped')) return;
  const given = (name: string): Value | undefined => {
    const v = at.task.own.get(name);
    return v === undefined || (Array.isArray(v) && v.length === 0) ? undefined : v;
  };
  let part = 'changed';
  try {
    const changed = given('changed_when');
    if (changed !== undefined) result.set('changed', await holds(templar, changed));
    part = 'failed';
    const failed = given('failed_when');
    if (failed !== undefined) {
      const is = await holds(templar, failed);
      result.set('failed', is);
      result.set('failed_when_result', is);
    }
  } catch (e) {
    if (!(e instanceof AnsibleError)) throw e;
    result.set('failed', true);
    result.set(`${part}_when_result`, fromPlain(errorText(e), true));
  }
}

/** Actions of the control side, which cannot run beside the play. */
const notAsync = new Set(
  'add_host assemble assert async_status copy debug fail fetch gather_facts group_by include_vars pause raw script set_fact set_stats template unarchive validate_argument_spec wait_for_connection'
    .split(' ')
    .map((n) => `ansible.builtin.${n}`),
);

/** One call of the module on the host (or the one that it is delegated to). */
async function oneAttempt(run: RunContext, at: Attempt): Promise<Outcome> {
  const { task, keywords } = at;
  const action =
    run.registry.resolve(task.action, collectionsOf(task)) ??
    run.registry.resolve(asText(await at.templar.template(task.action)) ?? '', collectionsOf(task));
  if (!action || action.kind === 'runner') {
    throw new AnsibleError(`The module ${task.action} was not found in configured module paths`, {
      kind: 'plugin-not-found',
    });
  }
  redirects.called(action);
  const check = (await keywords.bool('check_mode')) ?? run.options.check;
  const diff = (await keywords.bool('diff')) ?? run.options.diff;
  const timeout = (await keywords.int('timeout')) ?? run.settings.int('TASK_TIMEOUT');
  // a signal of its own costs more than a small module: only where the task can time out
  const stop = timeout > 0 ? new AbortController() : undefined;
  const onAbort = (): void => stop?.abort();
  if (stop) run.abort.signal.addEventListener('abort', onAbort, { once: true });
  const timer = stop ? setTimeout(() => stop.abort('timeout'), timeout * 1000) : undefined;
  const host = at.delegated?.host ?? at.host;
  const call: ModuleCall = {
    action,
    args: at.args,
    task,
    host: at.host.name,
    scope: at.scope.scope,
    templar: at.templar,
    checkMode: check,
    diff,
    noLog: at.noLog,
    signal: stop?.signal ?? run.abort.signal,
    open: () => openTarget(run, at),
    route: {
      delegate: at.delegated?.host.name,
      inventoryHost: () => infoOf(run, at, false),
      actingHost: () => infoOf(run, at, true),
      reconnect: async (seconds) => {
        await run.pool.reset(await infoOf(run, at, true));
        return openTarget(run, at, seconds);
      },
      control: () => openControl(run, at),
    },
    live: (line) => {
      if (run.options.live && !at.noLog)
        run.emit({ type: 'live_output', host: host.name, task: at.view, line: run.options.live(line) });
    },
  };
  try {
    const seconds = (await keywords.int('async')) ?? 0;
    if (seconds > 0 && (check || notAsync.has(action.fqcn)))
      return newOutcome(
        new Map<Value, Value>([
          ['failed', true],
          [
            'msg',
            notAsync.has(action.fqcn)
              ? 'async is not supported for this task.'
              : 'check mode and async cannot be used on same task.',
          ],
          ['exception', 'NoneType: None\n'],
        ]),
      );
    const ended = seconds > 0 ? startJob(run, at, call, seconds) : runModule(run, call);
    const result = stop
      ? await Promise.race([ended, timedOut(stop.signal, task.action, timeout)])
      : await ended;
    const o = newOutcome(result);
    takeInternalKeys(o);
    return o;
  } catch (e) {
    if (!(e instanceof ConnectionError)) throw e;
    return newOutcome(
      new Map<Value, Value>([
        ['unreachable', true],
        ['msg', new UnsafeText(e.message)],
        ['changed', false],
      ]),
    );
  } finally {
    if (stop) {
      clearTimeout(timer);
      run.abort.signal.removeEventListener('abort', onAbort);
    }
  }
}

function timedOut(signal: AbortSignal, action: string, seconds: number): Promise<Dict> {
  return new Promise((resolve) => {
    signal.addEventListener('abort', () =>
      resolve(
        new Map<Value, Value>([
          ['failed', true],
          [
            'msg',
            `The ${action} action failed to execute in the expected time frame (${seconds}) and was terminated`,
          ],
        ]),
      ),
    );
  });
}
