import { Block, type BlockItem } from '../playbook/block.ts';
import type { Play } from '../playbook/play.ts';
import type { Task } from '../playbook/task.ts';
import { clearErrors, Failed, HostState, isFailed, type RunPhase, setFailed } from './host-state.ts';

/** What decides whether a host's facts are gathered at the start of a play. */
export type GatherDecision = (host: string) => boolean;

/**
 * Walks a play for every host: setup, then block after block with rescue and always, with handlers in between.
 * A look ahead works on a copy of the host's state; the caller commits it.
 */
export class PlayIterator {
  readonly states = new Map<string, HostState>();
  /** All tasks in order, for keeping hosts in step. */
  allTasks: Task[];
  curTask = 0;
  endPlay = false;
  handlers: Task[];

  constructor(
    readonly play: Play,
    readonly hosts: readonly string[],
    /** The first is the setup block. */
    blocks: readonly Block[],
    private readonly gathers: GatherDecision,
  ) {
    this.allTasks = blocks.flatMap((b) => b.tasks());
    this.handlers = [];
    this.renewHandlers();
    for (const h of hosts) this.states.set(h, new HostState(blocks));
  }

  get batchSize(): number {
    return this.hosts.length;
  }

  /** Takes the play's handlers anew, after a role brought more. */
  renewHandlers(): void {
    this.handlers = this.play.handlers.flatMap((b) => b.tasks());
  }

  state(host: string): HostState {
    let s = this.states.get(host);
    if (!s) {
      s = new HostState([]);
      this.states.set(host, s);
    }
    return s;
  }

  commit(host: string, state: HostState): void {
    this.states.set(host, state);
  }

  /** The host's next task and the state it leads to; the host's own state is not changed. */
  peek(host: string): { state: HostState; task: Task | undefined } {
    const state = this.state(host).copy();
    if (state.phase === 'complete') return { state, task: undefined };
    return { state, task: this.next(state, host) };
  }

  setPhase(host: string, phase: RunPhase): void {
    this.state(host).phase = phase;
  }

  markFailed(host: string): void {
    this.states.set(host, setFailed(this.state(host).copy()));
    this.play.removedHosts.add(host);
  }

  isFailed(host: string): boolean {
    return isFailed(this.state(host));
  }

  clearErrors(host: string): void {
    clearErrors(this.state(host));
  }

  /** Puts the blocks of an include at the host's place. */
  insert(host: string, blocks: readonly Block[]): void {
    if (blocks.length === 0) return;
    const state = this.state(host).copy();
    insertInto(state, blocks);
    this.states.set(host, state);
  }

  private next(state: HostState, host: string): Task | undefined {
    for (;;) {
      const block = state.blocks[state.curBlock];
      if (!block) {
        state.phase = 'complete';
        return undefined;
      }
      let task: Task | undefined;
      switch (state.phase) {
        case 'setup':
          task = this.setup(state, host, block);
          break;
        case 'tasks':
          state.pendingSetup = false;
          task = this.part(state, host, block, 'tasks');
          break;
        case 'rescue':
          task = this.part(state, host, block, 'rescue');
          break;
        case 'always':
          task = this.part(state, host, block, 'always');
          break;
        case 'handlers':
          task = this.handler(state, host);
          break;
        case 'complete':
          return undefined;
      }
      if (task) return task;
    }
  }

  private setup(state: HostState, host: string, block: Block): Task | undefined {
    if (!state.pendingSetup) {
      state.pendingSetup = true;
      const first = block.block[0];
      return first && !(first instanceof Block) && this.gathers(host) ? first : undefined;
    }
    state.pendingSetup = false;
    state.phase = 'tasks';
    if (!state.startedAtTask) state.nextBlock();
    return undefined;
  }

  /** One step in a part of the block; undefined where the place changed without yielding a task. */
  private part(
    state: HostState,
    host: string,
    block: Block,
    part: 'tasks' | 'rescue' | 'always',
  ): Task | undefined {
    const childKey = `${part}Child` as const;
    const child = state[childKey];
    if (child) {
      const task = child.phase === 'complete' ? undefined : this.next(child, host);
      if (isFailed(child)) {
        state[childKey] = undefined;
        setFailed(state);
        return undefined;
      }
      if (task === undefined || child.phase === 'complete') {
        state[childKey] = undefined;
        return undefined;
      }
      return task;
    }
    const item =
      part === 'tasks'
        ? this.nextOfTasks(state, block)
        : part === 'rescue'
          ? nextOfRescue(state, block)
          : nextOfAlways(state, block);
    if (item instanceof Block) {
      const inner = new HostState([item]);
      inner.phase = 'tasks';
      state[childKey] = inner;
      return undefined;
    }
    return item;
  }

  private nextOfTasks(state: HostState, block: Block): BlockItem | undefined {
    if (isFailed(state)) {
      state.phase = 'rescue';
      return undefined;
    }
    const item = block.block[state.curTask];
    if (!item) {
      state.phase = 'always';
      return undefined;
    }
    state.curTask += 1;
    return item;
  }

  private handler(state: HostState, host: string): Task | undefined {
    if (state.renewHandlers) {
      state.handlers = this.handlers;
      state.renewHandlers = false;
      state.curHandler = 0;
    }
    if ((state.failed & Failed.handlers) !== 0) {
      state.renewHandlers = true;
      state.phase = 'complete';
      return undefined;
    }
    for (;;) {
      const task = state.handlers[state.curHandler];
      if (!task) {
        state.phase = state.phaseBeforeHandlers ?? 'complete';
        state.renewHandlers = true;
        return undefined;
      }
      state.curHandler += 1;
      if (task.notifiedHosts.includes(host)) return task;
    }
  }
}

function nextOfRescue(state: HostState, block: Block): BlockItem | undefined {
  if ((state.failed & Failed.rescue) !== 0) {
    state.phase = 'always';
    return undefined;
  }
  const item = block.rescue[state.curRescue];
  if (!item) {
    if (block.rescue.length > 0) state.failed = Failed.none;
    state.phase = 'always';
    state.didRescue = true;
    return undefined;
  }
  state.curRescue += 1;
  return item;
}

function nextOfAlways(state: HostState, block: Block): BlockItem | undefined {
  const item = block.always[state.curAlways];
  if (item) {
    state.curAlways += 1;
    return item;
  }
  if (state.failed !== Failed.none) state.phase = 'complete';
  else {
    state.nextBlock();
    state.phase = 'tasks';
    state.didRescue = false;
  }
  return undefined;
}

function insertInto(state: HostState, blocks: readonly Block[]): void {
  if (state.failed !== Failed.none && state.phase === 'tasks') return;
  const child =
    state.phase === 'tasks'
      ? state.tasksChild
      : state.phase === 'rescue'
        ? state.rescueChild
        : state.phase === 'always'
          ? state.alwaysChild
          : undefined;
  if (child) {
    insertInto(child, blocks);
    return;
  }
  if (state.phase === 'handlers') {
    const tasks = blocks.flatMap((b) => b.tasks());
    state.handlers = [
      ...state.handlers.slice(0, state.curHandler),
      ...tasks,
      ...state.handlers.slice(state.curHandler),
    ];
    return;
  }
  const current = state.blocks[state.curBlock];
  if (!current) return;
  const copy = current.shell();
  const put = (list: readonly BlockItem[], at: number): BlockItem[] => [
    ...list.slice(0, at),
    ...blocks,
    ...list.slice(at),
  ];
  copy.block = state.phase === 'tasks' ? put(current.block, state.curTask) : current.block;
  copy.rescue = state.phase === 'rescue' ? put(current.rescue, state.curRescue) : current.rescue;
  copy.always = state.phase === 'always' ? put(current.always, state.curAlways) : current.always;
  state.blocks = [...state.blocks.slice(0, state.curBlock), copy, ...state.blocks.slice(state.curBlock + 1)];
}
