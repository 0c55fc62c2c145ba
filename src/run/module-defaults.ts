import { inActionGroup } from '../playbook/action-groups.ts';
import type { Task } from '../playbook/task.ts';
import type { Templar } from '../template/templar.ts';
import { asText } from '../value/text.ts';
import type { Dict, Value } from '../value/types.ts';
import type { RunContext } from './context.ts';

/** Arguments over those that the task's module_defaults give a module; `action` is its name as it was written. */
export async function withModuleDefaults(
  run: RunContext,
  action: string,
  task: Task,
  fqcn: string | undefined,
  args: Dict,
  templar: Templar,
): Promise<Dict> {
  const raw = task.get('module_defaults');
  if (raw === undefined || fqcn === undefined) return args;
  const names = spellings(action, fqcn);
  const defaults: Dict = new Map();
  for (const entry of Array.isArray(raw) ? raw : [raw]) {
    if (!(entry instanceof Map)) continue;
    for (const [k, v] of entry) {
      const name = asText(k) ?? '';
      if (name.startsWith('group/')) {
        if (inActionGroup(name.slice('group/'.length), fqcn, run)) await take(defaults, v, templar);
        continue;
      }
      if (names.has(name)) await take(defaults, v, templar);
    }
  }
  if (defaults.size === 0) return args;
  return new Map([...defaults, ...args]);
}

async function take(into: Dict, v: Value, templar: Templar): Promise<void> {
  const value = await templar.template(v);
  if (value instanceof Map) for (const [k, x] of value) into.set(k, x);
}

function spellings(action: string, fqcn: string): Set<string> {
  const short = fqcn.slice(fqcn.lastIndexOf('.') + 1);
  return new Set([action, fqcn, short, `ansible.legacy.${short}`]);
}
