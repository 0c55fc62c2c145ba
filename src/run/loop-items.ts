import { AnsibleError } from '../errors/ansible-error.ts';
import { loopItems as lookupItems } from '../lookup/index.ts';
import type { Task } from '../playbook/task.ts';
import { tellMovedLookup } from '../template/moved-lookups.ts';
import type { Templar } from '../template/templar.ts';
import { str } from '../value/repr.ts';
import { Tuple, type Value } from '../value/types.ts';

/** The items of a task's loop, or undefined where it has none. */
export async function loopItems(task: Task, templar: Templar): Promise<Value[] | undefined> {
  if (task.loop === undefined) return undefined;
  if (task.loopWith !== undefined) {
    tellMovedLookup(task.loopWith, 2);
    return lookupItems(task.loopWith, task.loop, templar);
  }
  const items = await templar.template(task.loop);
  if (!Array.isArray(items) || items instanceof Tuple) {
    throw new AnsibleError(
      `Invalid data passed to 'loop', it requires a list, got this instead: ${str(items)}. Hint: If you passed a list/dict of just one element, try adding wantlist=True to your lookup invocation or use q/query instead of lookup.`,
      { kind: 'lookup' },
    );
  }
  return items;
}
