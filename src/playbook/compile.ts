import type { Value } from '../value/types.ts';
import { actions } from './actions.ts';
import { Block } from './block.ts';
import type { Play } from './play.ts';
import type { Role } from './role.ts';
import { tagList, tagsSelected } from './tags.ts';
import { Task } from './task.ts';

/** A task that the program puts in itself. */
function metaTask(what: string, block: Block, role: Role | undefined): Task {
  const t = new Task();
  t.action = 'meta';
  t.resolvedAction = 'ansible.builtin.meta';
  t.args = new Map<Value, Value>([['_raw_params', what]]);
  t.implicit = true;
  t.parent = block;
  t.role = role;
  t.own.set('tags', ['always']);
  return t;
}

function metaBlock(what: string, play: Play, role?: Role): Block {
  const b = new Block();
  b.play = play;
  b.implicit = true;
  b.role = role;
  b.block = [metaTask(what, b, role)];
  return b;
}

/** The role's blocks, those of its dependencies first, as they run in this place of the play. */
export function compileRole(role: Role, play: Play, chain: readonly Role[]): Block[] {
  const out: Block[] = [];
  const next = [...chain, role];
  for (const dep of role.dependencies) out.push(...compileRole(dep, play, next));
  for (const b of role.taskBlocks) {
    const copy = b.copy();
    copy.depChain = next;
    copy.play = play;
    out.push(copy);
  }
  const end = metaBlock('role_complete', play, role);
  end.depChain = next;
  out.push(end);
  return out;
}

/**
 * The play as one list of blocks: pre_tasks, roles, tasks, post_tasks, with handlers flushed after each part. With
 * `forceHandlers` the flush stands in the always part of a block around them, so that failed hosts run it too.
 */
export function compilePlay(play: Play, forceHandlers: boolean): Block[] {
  const flush = (): Block => metaBlock('flush_handlers', play);
  const roles = play.roles.filter((r) => !r.fromInclude).flatMap((r) => compileRole(r, play, []));
  const parts = [play.preTasks, [...roles, ...play.tasks], play.postTasks];
  if (!forceHandlers) return parts.flatMap((p) => [...p, flush()]);
  return parts.map((p) => {
    const b = new Block();
    b.play = play;
    b.implicit = true;
    b.block = p.length > 0 ? [...p] : metaBlock('noop', play).block;
    b.always = [flush()];
    return b;
  });
}

/** Templates tags; async because a tag may hold a lookup. */
export type TagTemplate = (tags: Value, task: Task) => Promise<Value>;

/** A copy of the block with only the tasks that the tags select. */
export async function filterTagged(
  block: Block,
  only: readonly string[],
  skip: readonly string[],
  template: TagTemplate,
): Promise<Block> {
  const copy = block.shell();
  const pick = async (items: Block['block']): Promise<Block['block']> => {
    const out: Block['block'] = [];
    for (const item of items) {
      if (item instanceof Block) {
        const b = await filterTagged(item, only, skip, template);
        if (b.hasTasks()) out.push(b);
      } else if (
        (actions.meta.has(item.action) && item.implicit) ||
        (await selected(item, only, skip, template))
      )
        out.push(item);
    }
    return out;
  };
  copy.block = await pick(block.block);
  copy.rescue = await pick(block.rescue);
  copy.always = await pick(block.always);
  return copy;
}

async function selected(
  task: Task,
  only: readonly string[],
  skip: readonly string[],
  template: TagTemplate,
): Promise<boolean> {
  const raw = task.get('tags');
  const needs = Array.isArray(raw) && raw.some((t) => typeof t === 'string' && t.includes('{{'));
  const tags = tagList(needs ? await template(raw as Value, task) : raw);
  if (needs) task.settledTags = tags;
  if (actions.include.has(task.action) && tagsSelected(tags, [], skip)) return true;
  return tagsSelected(tags, only, skip);
}
