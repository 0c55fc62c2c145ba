import type { Task } from '../../playbook/task.ts';
import { asText } from '../../value/text.ts';
import type { Value } from '../../value/types.ts';
import type { RunContext } from '../context.ts';
import type { HostState } from '../host-state.ts';
import type { PlayIterator } from '../iterator.ts';
import { isChanged, isFailed, isSkipped, isUnreachable } from '../outcome.ts';
import { type HostResult, processResult } from '../process-result.ts';

/** A task that the debugger's user wants to run again, with variables over those of its host. */
export interface Redo {
  readonly task: Task;
  readonly vars: ReadonlyMap<string, Value>;
}

/** The debugger's user has ended the run. */
export class DebuggerQuit extends Error {}

/**
 * Takes a result into the run as processResult does, and opens the task debugger where it is asked for. Returns what
 * is to run again in place of the result. Throws DebuggerQuit.
 */
export async function takeResult(
  run: RunContext,
  iterator: PlayIterator,
  r: HostResult,
  runOnce: boolean,
  /** What an earlier redo of the task set. */
  vars: ReadonlyMap<string, Value> | undefined,
): Promise<Redo | undefined> {
  const { task } = r;
  if (run.taskDebugger !== true && task.get('debugger') === undefined)
    return void (await processResult(run, iterator, r, runOnce));
  const before = new Map<string, HostState>();
  for (const h of runOnce ? iterator.hosts : [r.host.name]) before.set(h, iterator.state(h).copy());
  await processResult(run, iterator, r, runOnce);
  if (!(await isAskedFor(run, iterator, r))) return undefined;
  // most runs never come here
  const { dialogue } = await import('./dialogue.ts');
  const next = await dialogue(run, iterator, r, vars);
  if (next === 'exit') throw new DebuggerQuit();
  if (next === 'continue') return undefined;
  takeBack(run, iterator, r, before);
  return next;
}

async function isAskedFor(run: RunContext, iterator: PlayIterator, r: HostResult): Promise<boolean> {
  const { task, host, outcome } = r;
  const failed =
    isFailed(outcome) && !(outcome.ignoreErrors && run.settings.bool('TASK_DEBUGGER_IGNORE_ERRORS'));
  let when = task.get('debugger');
  // the keywords of a loop and of a skipped task are never templated
  if (when !== undefined && !outcome.items && !isSkipped(outcome)) {
    const templar = run.templar(run.vars.scope({ play: iterator.play, host, task }), task);
    if (templar.isTemplate(when)) {
      try {
        when = await templar.template(when);
      } catch {
        when = undefined;
      }
    }
  }
  switch (asText(when ?? null)) {
    case 'always':
      return true;
    case 'never':
      return false;
    case 'on_failed':
      if (failed) return true;
      break;
    case 'on_unreachable':
      if (isUnreachable(outcome)) return true;
      break;
    case 'on_skipped':
      if (isSkipped(outcome)) return true;
      break;
  }
  return run.taskDebugger === true && (failed || isUnreachable(outcome));
}

/**
 * Puts the host back to where it stood before the result. As in Ansible "ok" counts one less even for a task that
 * failed, the host stays out of ansible_play_hosts, an unreachable one stays out of the play, and the other hosts of a
 * failed run_once task come back with the strategy linear only.
 */
function takeBack(
  run: RunContext,
  iterator: PlayIterator,
  r: HostResult,
  before: ReadonlyMap<string, HostState>,
): void {
  const { host, task, outcome } = r;
  const { stats } = run;
  run.failedHosts.clear();
  for (const [name, state] of before) {
    if (name !== host.name) {
      if (run.strategyName !== 'linear' || !isFailed(outcome) || task.get('run_once') === undefined) continue;
      iterator.play.removedHosts.restore(name);
    }
    iterator.commit(name, state);
  }
  if (isFailed(outcome)) stats.subtract('failures', host.name);
  if (isUnreachable(outcome)) stats.subtract('unreachable', host.name);
  if (isChanged(outcome)) stats.subtract('changed', host.name);
  if (isSkipped(outcome)) stats.subtract('skipped', host.name);
  stats.subtract('ok', host.name);
}
