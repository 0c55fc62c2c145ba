import { AnsibleError } from '../errors/ansible-error.ts';
import type { Host } from '../inventory/host.ts';
import { redirects } from '../playbook/redirect.ts';
import type { Task } from '../playbook/task.ts';
import { str } from '../value/repr.ts';
import { asText } from '../value/text.ts';
import { truth } from '../value/truth.ts';
import { PyFloat, type Value } from '../value/types.ts';
import type { RunContext } from './context.ts';
import type { Redo } from './debugger/index.ts';
import type { TaskView } from './events.ts';
import type { PlayIterator } from './iterator.ts';
import type { HostResult } from './process-result.ts';
import { collectionsOf } from './task-collections.ts';
import { executeTask } from './task-executor.ts';
import { taskView } from './views.ts';

/** How a batch of hosts ended, as bits that add up. */
export const Ended = {
  ok: 0,
  failedHosts: 2,
  unreachableHosts: 4,
  breakPlay: 8,
  error: 1,
  unknown: 255,
} as const;

/** Whether a role's task is passed over because the role ran to its end for this host before. */
export function roleAlreadyRan(task: Task, host: Host): boolean {
  if (task.isHandler || !task.role?.hasRun(host.name)) return false;
  const { metadata } = task.role;
  return !metadata.allowDuplicates;
}

/** Whether a task runs on one host for all: by keyword, or because its module says so. */
export async function isRunOnce(
  run: RunContext,
  iterator: PlayIterator,
  host: Host,
  task: Task,
): Promise<boolean> {
  const raw = task.get('run_once');
  if (raw !== undefined) {
    const templar = run.templar(run.vars.scope({ play: iterator.play, host, task }), task);
    const value: Value = templar.isTemplate(raw) ? await templar.template(raw) : raw;
    if (truth(value)) return true; // as in Ansible, before it is known for a truth value: "no" in quotes is one
  }
  return bypassesHosts(run, task);
}

async function bypassesHosts(run: RunContext, task: Task): Promise<boolean> {
  const action = run.registry.resolve(task.action, collectionsOf(task));
  if (action?.kind !== 'native') return false;
  redirects.scheduled(action);
  return (await run.registry.load(action.fqcn)).oncePerBatch === true;
}

/** The view of a task with its name templated for a host; as written where that fails. */
export async function viewFor(
  run: RunContext,
  iterator: PlayIterator,
  host: Host,
  task: Task,
): Promise<TaskView> {
  const raw = task.own.get('name');
  // a name that is no text counts as none
  if (typeof raw === 'number' || typeof raw === 'boolean') return taskView(run, task, task.action);
  if (raw === undefined || typeof raw !== 'string' || !raw.includes('{')) return taskView(run, task);
  try {
    const templar = run.templar(run.vars.scope({ play: iterator.play, host, task }), task);
    const value = await templar.template(raw, { failOnUndefined: false });
    return taskView(run, task, asText(value) ?? '');
  } catch {
    return taskView(run, task);
  }
}

/**
 * Runs a task on hosts, at most `forks` (and `throttle`) at a time; results in the order in which they end. What the
 * debugger wants to run again joins the hosts that still wait.
 */
export async function runOnHosts(
  run: RunContext,
  iterator: PlayIterator,
  hosts: readonly Host[],
  task: Task,
  view: TaskView,
  each: (r: HostResult, vars: Redo['vars'] | undefined) => Promise<Redo | undefined>,
): Promise<HostResult[]> {
  const throttle = await throttleOf(run, iterator, hosts[0], task);
  const limit = Math.max(1, throttle > 0 ? Math.min(throttle, run.options.forks) : run.options.forks);
  const results: HostResult[] = [];
  const queue: Array<{ host: Host; redo?: Redo }> = hosts.map((host) => ({ host }));
  let next = 0;
  // results are taken in one after the other, so that callbacks and state see no two at once
  let taking: Promise<void> = Promise.resolve();
  const worker = async (): Promise<void> => {
    while (next < queue.length && !run.abort.signal.aborted) {
      const { host, redo } = queue[next++] as { host: Host; redo?: Redo };
      const its = redo?.task ?? task;
      const shown = redo && its.action !== view.action ? { ...view, action: its.action } : view;
      run.emit({ type: 'runner_start', host: host.name, task: view });
      await run.vars.prepare(iterator.play, host);
      const outcome = await executeTask(run, iterator.play, host, its, shown, redo?.vars);
      const r: HostResult = { host, task: its, view: shown, outcome };
      taking = taking.then(async () => {
        const again = await each(r, redo?.vars);
        if (again) queue.push({ host, redo: again });
        else results.push(r);
      });
      await taking;
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, hosts.length) }, worker));
  return results;
}

async function throttleOf(
  run: RunContext,
  iterator: PlayIterator,
  host: Host | undefined,
  task: Task,
): Promise<number> {
  const raw = task.get('throttle');
  if (raw === undefined || !host) return 0;
  const templar = run.templar(run.vars.scope({ play: iterator.play, host, task }), task);
  let value = raw;
  try {
    if (templar.isTemplate(raw)) value = await templar.template(raw);
  } catch (e) {
    throw notNumber(task, e);
  }
  const text = str(value).trim();
  if (/^[+-]?\d+$/.test(text) || typeof value === 'number') return Number(text);
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (value instanceof PyFloat) return Math.trunc(value.value);
  throw notNumber(task);
}

const notNumber = (task: Task, cause?: unknown): AnsibleError =>
  new AnsibleError('Failed to convert the throttle value to an integer.', {
    kind: 'action',
    position: task.position,
    ...(cause instanceof AnsibleError && { hint: cause.message }),
  });

/** There is nobody to answer any more: the run ends. */
export class InputEnded extends Error {}

/** Asks whether to run a task (--step), on one host where they do not keep step: yes, no, or all the rest. */
export async function takeStep(run: RunContext, task: Task, host?: Host): Promise<boolean> {
  const where = host === undefined ? '' : ` on ${host.name}`;
  const text = `Perform task: ${task.isHandler ? 'HANDLER' : 'TASK'}: ${task.title()}${where} (N)o/(y)es/(c)ontinue: `;
  const given = await (run.options.prompt?.(text, { private: false }) ?? 'n');
  if (given === undefined) throw new InputEnded();
  const answer = given.toLowerCase();
  let ret = false;
  if (answer === 'y' || answer === 'yes') ret = true;
  else if (answer === 'c' || answer === 'continue') {
    run.step = false;
    ret = true;
  }
  run.banner(text);
  return ret;
}
