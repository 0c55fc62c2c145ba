import { ParserError } from '../errors/ansible-error.ts';
import { notices } from '../errors/notices.ts';
import type { Host } from '../inventory/host.ts';
import { actions } from '../playbook/actions.ts';
import type { Task } from '../playbook/task.ts';
import type { RunContext } from './context.ts';
import { type Redo, takeResult } from './debugger/index.ts';
import { checkDelegate } from './delegation.ts';
import type { TaskView } from './events.ts';
import { activeState, Failed, type HostState } from './host-state.ts';
import { expandIncludes } from './includes.ts';
import type { PlayIterator } from './iterator.ts';
import { rawBool } from './keyword-values.ts';
import { metaAction, perHostMeta, runMeta } from './meta.ts';
import { isFailed, isUnreachable } from './outcome.ts';
import type { HostResult } from './process-result.ts';
import { Ended, InputEnded, isRunOnce, roleAlreadyRan, runOnHosts, takeStep, viewFor } from './strategy.ts';
import { taskView } from './views.ts';

interface HostTask {
  readonly host: Host;
  /** Undefined: the host waits in this step. */
  readonly task: Task | undefined;
}

/** The linear strategy: every host runs a task before any host runs the next one. Returns bits of `Ended`. */
export async function runLinear(
  run: RunContext,
  iterator: PlayIterator,
  hosts: readonly Host[],
): Promise<number> {
  let result: number = Ended.ok;
  const lostBefore = new Set(run.failedHosts);
  const lockstep = new Lockstep(iterator);
  for (;;) {
    if (run.abort.signal.aborted) break;
    const left = hosts.filter((h) => !run.unreachableHosts.has(h.name));
    const step = lockstep.next(left);
    if (!step) break;
    let round: Round;
    try {
      round = await runStep(run, iterator, left, step);
    } catch (e) {
      if (!(e instanceof InputEnded)) throw e;
      return Ended.failedHosts | Ended.breakPlay;
    }
    if (round.skipped) continue;
    result |= await afterStep(run, iterator, left, round, lostBefore);
    if (result !== Ended.ok && run.failedHosts.size >= left.length) {
      run.emit({ type: 'no_hosts_remaining' });
      return result;
    }
  }
  return result;
}

interface TurnOf extends HostTask {
  readonly task: Task;
}

interface Round {
  readonly results: HostResult[];
  /** Hosts for which a meta task ran: their state may have changed without a result. */
  readonly metaHosts: Host[];
  readonly fatal: boolean;
  readonly skipped: boolean;
}

async function runStep(
  run: RunContext,
  iterator: PlayIterator,
  left: readonly Host[],
  step: readonly HostTask[],
): Promise<Round> {
  const results: HostResult[] = [];
  const metaHosts: Host[] = [];
  const nothing = { results, metaHosts, fatal: false, skipped: true };
  const toRun = step.filter((s): s is TurnOf => s.task !== undefined && !roleAlreadyRan(s.task, s.host));
  const first = toRun[0];
  if (!first) return nothing;
  let fatal = false;
  const anyErrors = (task: Task): boolean =>
    rawBool(task.get('any_errors_fatal') ?? run.settings.bool('ANY_ERRORS_FATAL'));
  const judge = (task: Task, once: boolean): void => {
    fatal ||= (anyErrors(task) || once) && !rawBool(task.get('ignore_errors'));
  };
  // hosts of one step share one task, but at the end of handlers and for copies made by includes
  const groups = new Map<Task, Host[]>();
  for (const { host, task } of toRun) {
    if (actions.meta.has(task.action)) {
      await runMeta(run, iterator, host, task);
      metaHosts.push(host);
      const forAll = !perHostMeta.has(metaAction(task));
      judge(task, forAll);
      if (forAll) break;
      continue;
    }
    const known = groups.get(task);
    if (known) known.push(host);
    else groups.set(task, [host]);
  }
  let announced: { task: Task; view: TaskView } | undefined;
  for (const [task, hosts] of groups) {
    if (!announced && run.step && !(await takeStep(run, task))) return nothing;
    const lead = hosts[0] as Host;
    // what is wrong with the variables' files ends the run before the task is announced
    await run.vars.prepare(iterator.play, lead, announced ? undefined : task);
    await checkDelegate(run, iterator.play, lead, task);
    if (actions.include.has(task.action))
      notices().deprecated(
        '"include" is deprecated, use include_tasks/import_tasks/import_playbook instead.',
        { version: '2.16' },
      );
    const once = await isRunOnce(run, iterator, lead, task);
    judge(task, once);
    let view: TaskView;
    if (!announced) {
      view = await viewFor(run, iterator, lead, task);
      announced = { task, view };
      run.emit(
        task.isHandler
          ? { type: 'handler_task_start', task: view }
          : { type: 'task_start', task: view, isConditional: false },
      );
    } else view = task.uuid === announced.task.uuid ? announced.view : taskView(run, task);
    const forEveryHost = once && rawBool(task.get('run_once') ?? false);
    const take = (r: HostResult, vars: Redo['vars'] | undefined): Promise<Redo | undefined> =>
      takeResult(run, iterator, r, forEveryHost, vars);
    results.push(...(await runOnHosts(run, iterator, once ? [lead] : hosts, task, view, take)));
    if (once) break;
  }
  await expandIncludes(run, iterator, results, left);
  return { results, metaHosts, fatal, skipped: false };
}

async function afterStep(
  run: RunContext,
  iterator: PlayIterator,
  left: readonly Host[],
  round: Round,
  /** Hosts that failed in earlier plays and batches. */
  lostBefore: ReadonlySet<string>,
): Promise<number> {
  let result: number = Ended.ok;
  const failed = [
    ...round.results
      .filter((r) => isFailed(r.outcome) && iterator.isFailed(r.host.name))
      .map((r) => r.host.name),
    ...round.metaHosts.filter((h) => iterator.isFailed(h.name)).map((h) => h.name),
  ];
  const unreachable = round.results.filter((r) => isUnreachable(r.outcome) && !isFailed(r.outcome));
  if (round.fatal && (failed.length > 0 || unreachable.length > 0)) {
    for (const host of left) {
      const state = activeState(iterator.peek(host.name).state);
      const spared = state.phase === 'rescue' || state.phase === 'always';
      if (!spared || (state.phase === 'rescue' && (state.failed & Failed.rescue) !== 0)) {
        run.failedHosts.add(host.name);
        result |= Ended.breakPlay;
      }
    }
  }
  const limit = iterator.play.own.get('max_fail_percentage');
  if (limit !== undefined && limit !== null && round.results.length > 0) {
    const percentage = Number(String(limit).replace('%', '')) / 100;
    const now = [...run.failedHosts].filter((h) => !lostBefore.has(h)).length;
    if (now / iterator.batchSize > percentage) {
      for (const host of left) {
        if (failed.includes(host.name)) continue;
        run.failedHosts.add(host.name);
        iterator.markFailed(host.name);
      }
      run.emit({ type: 'no_hosts_remaining' });
      result |= Ended.breakPlay;
    }
  }
  return result;
}

/** Keeps hosts in step: in each round those hosts run whose next task is the first one in the play's order. */
class Lockstep {
  #inHandlers = false;
  constructor(private readonly iterator: PlayIterator) {}

  /** Undefined where every host is done. */
  next(hosts: readonly Host[]): HostTask[] | undefined {
    const { iterator } = this;
    const ahead: Array<{ host: Host; state: HostState; task: Task }> = [];
    for (const host of hosts) {
      const { state, task } = iterator.peek(host.name);
      if (task) ahead.push({ host, state, task });
    }
    if (ahead.length === 0) return undefined;
    if (this.#inHandlers && !ahead.some((a) => a.state.phase === 'handlers')) this.#inHandlers = false;
    let current: Task | undefined;
    let lowest = Infinity;
    if (this.#inHandlers) {
      for (const a of ahead) if (a.state.phase === 'handlers') lowest = Math.min(lowest, a.state.curHandler);
    } else current = this.current(ahead.map((a) => a.task));
    const out: HostTask[] = [];
    for (const { host, state, task } of ahead) {
      // as Ansible, a host that is through with its handlers may take its next task in the round of the last one
      const turn = this.#inHandlers ? state.curHandler === lowest : task.uuid === current?.uuid;
      if (turn) iterator.commit(host.name, state);
      out.push({ host, task: turn ? task : undefined });
    }
    if (current && actions.meta.has(current.action) && metaAction(current) === 'flush_handlers')
      this.#inHandlers = true;
    return out;
  }

  private current(tasks: readonly Task[]): Task {
    const { iterator } = this;
    const wanted = new Set(tasks.map((t) => t.uuid));
    for (let rounds = 0; rounds <= 1; rounds++) {
      while (iterator.curTask < iterator.allTasks.length) {
        const task = iterator.allTasks[iterator.curTask] as Task;
        iterator.curTask += 1;
        if (wanted.has(task.uuid)) return task;
      }
      // tasks that are left after clear_host_errors
      iterator.curTask = 0;
    }
    throw new ParserError('BUG: There seems to be a mismatch between tasks in PlayIterator and HostStates.', {
      kind: 'internal',
    });
  }
}
