import { AnsibleError, UnexpectedError } from '../errors/ansible-error.ts';
import { notices } from '../errors/notices.ts';
import type { Host } from '../inventory/host.ts';
import type { Task } from '../playbook/task.ts';
import { asText } from '../value/text.ts';
import type { Value } from '../value/types.ts';
import { connectionInfo } from './connection-info.ts';
import type { RunContext } from './context.ts';
import { refreshInventory } from './dynamic-inventory.ts';
import type { PlayIterator } from './iterator.ts';
import { KeywordValues } from './keyword-values.ts';
import { newOutcome, resultView } from './outcome.ts';
import { playPattern } from './process-result.ts';
import { taskView } from './views.ts';

/** What a meta task asks of the run. */
export function metaAction(task: Task): string {
  return asText(task.args.get('_raw_params') ?? null) ?? '';
}

/** Meta actions that concern one host; the others act for the whole batch at once. */
export const perHostMeta: ReadonlySet<string> = new Set([
  'noop',
  'reset_connection',
  'end_host',
  'role_complete',
  'flush_handlers',
]);

/** Does what a meta task asks, for one host. */
export async function runMeta(
  run: RunContext,
  iterator: PlayIterator,
  host: Host,
  task: Task,
): Promise<void> {
  if ((task.args.get('_raw_params') ?? null) === null)
    throw new UnexpectedError("'_raw_params'", {
      position: task.position,
      hint: 'meta takes a word: flush_handlers, noop, end_play, ...',
    });
  const action = metaAction(task);
  const view = taskView(run, task);
  if (!task.implicit)
    run.emit(
      task.isHandler
        ? { type: 'handler_task_start', task: view }
        : { type: 'task_start', task: view, isConditional: false },
    );
  const conditional = (): boolean => {
    const when = task.get('when');
    return Array.isArray(when) ? when.length > 0 : when !== undefined;
  };
  if (['noop', 'refresh_inventory', 'reset_connection'].includes(action) && conditional()) {
    notices().warning(`${action} task does not support when conditional`);
  }
  const met = async (): Promise<boolean> => {
    if (!conditional()) return true;
    const templar = run.templar(run.vars.scope({ play: iterator.play, host, task }), task);
    for (const c of task.get('when') as Value[]) {
      try {
        if (!(await templar.evaluateConditional(c))) return false;
      } catch (e) {
        if (e instanceof AnsibleError) e.position ??= task.position;
        throw e;
      }
    }
    return true;
  };
  const everyHost = (): Host[] => run.inventory.getHosts(playPattern(iterator.play));
  let msg = action;
  let skip: string | undefined;
  const only = async (then: string, otherwise: string, act: () => void | Promise<void>): Promise<void> => {
    if (await met()) {
      await act();
      msg = then;
    } else skip = `${action} conditional evaluated to False${otherwise}`;
  };
  switch (action) {
    case 'noop':
      msg = 'noop';
      break;
    case 'flush_handlers':
      await only(
        `triggered running handlers for ${host.name}`,
        `, not running handlers for ${host.name}`,
        () => flush(run, iterator, host),
      );
      break;
    case 'refresh_inventory':
      await refreshInventory(run);
      msg = 'inventory successfully refreshed';
      break;
    case 'clear_facts':
      await only('facts cleared', `, not clearing facts and fact cache for ${host.name}`, () => {
        for (const h of everyHost()) run.facts.clear(h.name);
      });
      break;
    case 'clear_host_errors':
      await only('cleared host errors', `, not clearing host error state for ${host.name}`, () => {
        for (const h of everyHost()) {
          run.failedHosts.delete(h.name);
          run.unreachableHosts.delete(h.name);
          iterator.clearErrors(h.name);
        }
      });
      break;
    case 'end_batch':
    case 'end_play':
      await only(
        action === 'end_play' ? 'ending play' : 'ending batch',
        action === 'end_play' ? ', continuing play' : ', continuing current batch',
        () => {
          for (const h of everyHost()) {
            if (run.unreachableHosts.has(h.name)) continue;
            iterator.setPhase(h.name, 'complete');
            if (action === 'end_play') iterator.endPlay = true;
          }
        },
      );
      break;
    case 'end_host':
      await only(`ending play for ${host.name}`, `, continuing execution for ${host.name}`, () => {
        iterator.setPhase(host.name, 'complete');
        iterator.play.removedHosts.add(host.name);
      });
      if (skip !== undefined)
        msg = `end_host conditional evaluated to false, continuing execution for ${host.name}`;
      break;
    case 'role_complete':
      if (task.implicit && task.role?.ranOn.has(host.name)) {
        task.role.completedOn.add(host.name);
        msg = `role_complete for ${host.name}`;
      }
      break;
    case 'reset_connection':
      msg = await resetConnection(run, iterator, host, task);
      break;
    default:
      throw new AnsibleError(`invalid meta action requested: ${action}`, {
        kind: 'action',
        position: task.position,
      });
  }
  if (!task.implicit) notices().verbose(2, `META: ${skip ?? msg}`);
  if (task.isHandler) {
    const at = task.notifiedHosts.indexOf(host.name);
    if (at >= 0) task.notifiedHosts.splice(at, 1);
  }
  if (skip !== undefined && !task.implicit) {
    const o = newOutcome(
      new Map<Value, Value>([
        ['msg', msg],
        ['skipped', true],
        ['skip_reason', skip],
      ]),
    );
    run.emit({ type: 'runner_skipped', result: resultView(host.name, view, o) });
  }
}

function flush(run: RunContext, iterator: PlayIterator, host: Host): void {
  const state = iterator.state(host.name);
  if (state.phase === 'handlers')
    throw new AnsibleError('flush_handlers cannot be used as a handler', { kind: 'action' });
  if (run.unreachableHosts.has(host.name)) return;
  state.phaseBeforeHandlers = state.phase;
  state.phase = 'handlers';
}

async function resetConnection(
  run: RunContext,
  iterator: PlayIterator,
  host: Host,
  task: Task,
): Promise<string> {
  const scope = run.vars.scope({ play: iterator.play, host, task });
  const templar = run.templar(scope, task);
  const info = await connectionInfo(
    task,
    new KeywordValues(task, templar, run.omit),
    { name: host.name, address: host.address, scope, templar, implicit: host.implicit },
    run.settings,
    run.options,
  );
  if (info.connection === 'local') {
    notices().warning('Reset is not implemented for this connection');
    return 'reset connection';
  }
  await run.pool.reset(info);
  return 'reset connection';
}
