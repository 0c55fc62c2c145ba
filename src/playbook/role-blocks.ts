import type { Dict, Value } from '../value/types.ts';
import { Block } from './block.ts';
import type { LoadContext } from './context.ts';
import { blockKeywords } from './keywords.ts';
import { checkKeywords, loadVars, takeKeywords, takeModuleDefaults } from './load-node.ts';
import type { Play } from './play.ts';
import type { Role } from './role.ts';
import type { Task } from './task.ts';

/** What stands between an include and what it brings: a block with the include's `apply`, or the include itself. */
export function parentBlock(task: Task, play: Play, ctx: LoadContext): Block {
  const b = new Block();
  b.play = play;
  b.role = task.role;
  b.parent = task;
  b.position = task.position;
  if (task.apply) {
    const kept: Dict = new Map(task.apply);
    checkKeywords(kept, blockKeywords, 'Block', task.apply as ReadonlyMap<Value, Value> as Dict);
    takeKeywords(b, kept, new Set(['vars']));
    takeModuleDefaults(b, ctx);
    b.vars = loadVars(kept.get('vars'), kept, 'Block');
  }
  return b;
}

export function handlerBlocksOf(role: Role, play: Play, chain: readonly Role[]): Block[] {
  const out: Block[] = [];
  const next = [...chain, role];
  for (const dep of role.dependencies) out.push(...handlerBlocksOf(dep, play, next));
  for (const b of role.handlerBlocks) {
    const copy = b.copy();
    copy.depChain = next;
    copy.play = play;
    out.push(copy);
  }
  return out;
}
