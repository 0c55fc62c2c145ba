import type { Block } from '../playbook/block.ts';
import type { Task } from '../playbook/task.ts';

/** Where a host stands in a block. */
export type RunPhase = 'setup' | 'tasks' | 'rescue' | 'always' | 'handlers' | 'complete';

/** In which parts of a block a host failed. */
export const Failed = { none: 0, setup: 1, tasks: 2, rescue: 4, always: 8, handlers: 16 } as const;

/** The place of one host in a play: an index into each part of the current block, and a child state inside it. */
export class HostState {
  blocks: readonly Block[];
  handlers: readonly Task[] = [];
  curBlock = 0;
  curTask = 0;
  curRescue = 0;
  curAlways = 0;
  curHandler = 0;
  phase: RunPhase = 'setup';
  failed: number = Failed.none;
  phaseBeforeHandlers: RunPhase | undefined;
  renewHandlers = true;
  pendingSetup = false;
  didRescue = false;
  startedAtTask = false;
  tasksChild: HostState | undefined;
  rescueChild: HostState | undefined;
  alwaysChild: HostState | undefined;

  constructor(blocks: readonly Block[]) {
    this.blocks = blocks;
  }

  copy(): HostState {
    const s = new HostState(this.blocks);
    // the lists are shared: whoever inserts into one replaces it
    Object.assign(s, this);
    s.tasksChild = this.tasksChild?.copy();
    s.rescueChild = this.rescueChild?.copy();
    s.alwaysChild = this.alwaysChild?.copy();
    return s;
  }

  /** Begins the next block of the list. */
  nextBlock(): void {
    this.curBlock += 1;
    this.curTask = 0;
    this.curRescue = 0;
    this.curAlways = 0;
    this.tasksChild = undefined;
    this.rescueChild = undefined;
    this.alwaysChild = undefined;
  }
}

/** Whether the state, or the state inside it that is in work, has failed past rescue. */
export function isFailed(state: HostState | undefined): boolean {
  if (!state) return false;
  const { phase } = state;
  if (phase === 'rescue' && isFailed(state.rescueChild)) return true;
  if (phase === 'always' && isFailed(state.alwaysChild)) return true;
  if (phase === 'handlers' && (state.failed & Failed.handlers) !== 0) return true;
  if (state.failed !== Failed.none) {
    if (phase === 'rescue' && (state.failed & Failed.rescue) === 0) return false;
    if (phase === 'always' && (state.failed & Failed.always) === 0) return false;
    return !(state.didRescue && (state.failed & Failed.always) === 0);
  }
  if (phase === 'tasks' && isFailed(state.tasksChild)) {
    const block = state.blocks[state.curBlock];
    return !(block && block.rescue.length > 0 && (state.failed & Failed.rescue) === 0);
  }
  return false;
}

/** The innermost state that is in work. */
export function activeState(state: HostState): HostState {
  if (state.phase === 'tasks' && state.tasksChild) return activeState(state.tasksChild);
  if (state.phase === 'rescue' && state.rescueChild) return activeState(state.rescueChild);
  if (state.phase === 'always' && state.alwaysChild) return activeState(state.alwaysChild);
  return state;
}

/** Whether the current block, or one inside it, has a rescue part to go to. */
export function isRescuing(state: HostState): boolean {
  if (state.phase === 'tasks' && (state.blocks[state.curBlock]?.rescue.length ?? 0) > 0) return true;
  const child = state.tasksChild ?? state.rescueChild ?? state.alwaysChild;
  return child ? isRescuing(child) : false;
}

/** Notes a failure at the place in work: the block's rescue or always part comes next, or the end. */
export function setFailed(state: HostState): HostState {
  switch (state.phase) {
    case 'setup':
      state.failed |= Failed.setup;
      state.phase = 'complete';
      break;
    case 'tasks':
      if (state.tasksChild) state.tasksChild = setFailed(state.tasksChild);
      else {
        state.failed |= Failed.tasks;
        state.phase = phaseAfter(state, true);
      }
      break;
    case 'rescue':
      if (state.rescueChild) state.rescueChild = setFailed(state.rescueChild);
      else {
        state.failed |= Failed.rescue;
        state.phase = phaseAfter(state, false);
      }
      break;
    case 'always':
      if (state.alwaysChild) state.alwaysChild = setFailed(state.alwaysChild);
      else {
        state.failed |= Failed.always;
        state.phase = 'complete';
      }
      break;
    case 'handlers':
      state.failed |= Failed.handlers;
      state.renewHandlers = true;
      state.phase = phaseAfter(state, true);
      break;
    case 'complete':
      break;
  }
  return state;
}

function phaseAfter(state: HostState, rescue: boolean): RunPhase {
  const block = state.blocks[state.curBlock];
  if (rescue && (block?.rescue.length ?? 0) > 0) return 'rescue';
  return (block?.always.length ?? 0) > 0 ? 'always' : 'complete';
}

export function clearErrors(state: HostState): void {
  state.failed = Failed.none;
  const child = state.tasksChild ?? state.rescueChild ?? state.alwaysChild;
  if (child) clearErrors(child);
}
