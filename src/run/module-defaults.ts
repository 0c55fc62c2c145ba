import { UndefinedVariableError } from '../errors/ansible-error.ts';
import { inActionGroup } from '../playbook/action-groups.ts';
import type { Task } from '../playbook/task.ts';
import type { Templar } from '../template/templar.ts';
import { asText } from '../value/text.ts';
import type { Dict } from '../value/types.ts';
import type { RunContext } from './context.ts';
import { undefinedIn } from './keyword-values.ts';

/**
 * Arguments over those that the task's module_defaults give the action `fqcn`: of the groups that it belongs to first,
 * then its own. The same key in an inner module_defaults takes the place of an outer one, whole.
 */
export async function withModuleDefaults(
  run: RunContext,
  task: Task,
  fqcn: string | undefined,
  args: Dict,
  templar: Templar,
): Promise<Dict> {
  const raw = task.get('module_defaults');
  if (raw === undefined || fqcn === undefined) return args;
  const merged: Dict = new Map();
  for (const entry of Array.isArray(raw) ? raw : [raw])
    if (entry instanceof Map) for (const [k, v] of entry) merged.set(k, v);
  if (merged.size === 0) return args;
  const place = { settings: run.settings, loader: run.loader, resolver: run.registry };
  const defaults: Dict = new Map();
  // as in Ansible, all of them must be known, those of other modules too
  const values = await templated(merged, task, templar);
  const take = (key: string): void => {
    const value = values.get(key);
    if (value instanceof Map) for (const [k, x] of value) defaults.set(k, x);
  };
  for (const k of merged.keys()) {
    const name = asText(k) ?? '';
    if (name.startsWith('group/') && inActionGroup(name.slice('group/'.length), fqcn, place))
      await take(name);
  }
  take(fqcn);
  return defaults.size === 0 ? args : new Map([...defaults, ...args]);
}

async function templated(merged: Dict, task: Task, templar: Templar): Promise<Dict> {
  try {
    return (await templar.template(merged)) as Dict;
  } catch (e) {
    if (!(e instanceof UndefinedVariableError)) throw e;
    throw undefinedIn('module_defaults', e, task);
  }
}
