import { notices } from '../errors/notices.ts';
import type { Host } from '../inventory/host.ts';
import { actions } from '../playbook/actions.ts';
import type { RunContext } from './context.ts';
import { takeResult } from './debugger/index.ts';
import { expandIncludes } from './includes.ts';
import type { PlayIterator } from './iterator.ts';
import { looseBool } from './keyword-values.ts';
import { runMeta } from './meta.ts';
import type { HostResult } from './process-result.ts';
import { Ended, InputEnded, isRunOnce, roleAlreadyRan, runOnHosts, takeStep, viewFor } from './strategy.ts';

/**
 * The free strategy: each host goes through the play as fast as it can, at most `forks` at a time.
 * `pinned` (host_pinned): a host keeps its place until it is done before the next one begins.
 */
export async function runFree(
  run: RunContext,
  iterator: PlayIterator,
  hosts: readonly Host[],
  pinned: boolean,
): Promise<number> {
  let taking: Promise<void> = Promise.resolve();
  const inTurn = <T>(f: () => Promise<T>): Promise<T> => {
    const done = taking.then(f);
    taking = done.then(
      () => undefined,
      () => undefined,
    );
    return done;
  };
  const warned = new Set<string>();
  const step = async (host: Host): Promise<boolean> => {
    if (run.abort.signal.aborted || run.unreachableHosts.has(host.name)) return false;
    const { state, task } = iterator.peek(host.name);
    if (!task) return false;
    iterator.commit(host.name, state);
    if (roleAlreadyRan(task, host)) return true;
    await run.vars.prepare(iterator.play, host);
    if (actions.meta.has(task.action)) {
      await inTurn(() => runMeta(run, iterator, host, task));
      return true;
    }
    if (await isRunOnce(run, iterator, host, task)) {
      if (looseBool(task.get('run_once') ?? false) && !warned.has(task.uuid)) {
        warned.add(task.uuid);
        notices().warning(
          'Using run_once with the free strategy is not currently supported. This task will still be executed for every host in the inventory list.',
        );
      } else if (!looseBool(task.get('run_once') ?? false) && !warned.has(task.uuid)) {
        warned.add(task.uuid);
        throw new Error(
          `The '${task.action}' module bypasses the host loop, which is currently not supported in the free strategy and would instead execute for every host in the inventory list.`,
        );
      }
    }
    // Ansible hangs at a No: here the task is left out
    if (run.step && !(await inTurn(async () => !run.step || (await takeStep(run, task, host))))) return true;
    if (looseBool(task.get('any_errors_fatal') ?? run.settings.bool('ANY_ERRORS_FATAL'))) {
      notices().warning(
        'Using any_errors_fatal with the free strategy is not supported, as tasks are executed independently on each host',
      );
    }
    const view = await viewFor(run, iterator, host, task);
    run.emit(
      task.isHandler
        ? { type: 'handler_task_start', task: view }
        : { type: 'task_start', task: view, isConditional: false },
    );
    const results: HostResult[] = await runOnHosts(run, iterator, [host], task, view, (r, vars) =>
      inTurn(() => takeResult(run, iterator, r, false, vars)),
    );
    await inTurn(() => expandIncludes(run, iterator, results, [host]));
    return true;
  };
  const waiting = [...hosts];
  const worker = async (): Promise<void> => {
    for (;;) {
      const host = waiting.shift();
      if (!host) return;
      if (pinned) {
        while (await step(host));
      } else if (await step(host)) waiting.push(host);
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.max(1, Math.min(run.options.forks, hosts.length)) }, worker));
  } catch (e) {
    if (!(e instanceof InputEnded)) throw e;
    return Ended.failedHosts | Ended.breakPlay;
  }
  return Ended.ok;
}
