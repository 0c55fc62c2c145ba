import type { Task } from '../playbook/task.ts';
import { asText } from '../value/text.ts';
import type { Value } from '../value/types.ts';

const none: readonly string[] = [];
const known = new WeakMap<readonly Value[], readonly string[]>();

/** The collections that a task's short module names are looked for in. */
export function collectionsOf(task: Task): readonly string[] {
  const c = task.get('collections');
  if (!Array.isArray(c)) return none;
  let names = known.get(c);
  if (!names) {
    names = c.map((x) => asText(x) ?? '');
    known.set(c, names);
  }
  return names;
}
