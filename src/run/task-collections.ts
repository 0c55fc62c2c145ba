import type { Task } from '../playbook/task.ts';
import { asText } from '../value/text.ts';

/** The collections that a task's short module names are looked for in. */
export function collectionsOf(task: Task): string[] {
  const c = task.get('collections');
  return Array.isArray(c) ? c.map((x) => asText(x) ?? '') : [];
}
