import type { Settings } from '../../config/settings.ts';
import type { Role } from '../../playbook/role.ts';
import type { Task } from '../../playbook/task.ts';
import type { Value } from '../../value/types.ts';
import type { RunOptions } from '../options.ts';

/** The release of ansible-core whose language and output this program follows. */
export const followedVersion = '2.14.18';

/** Magic variables that stay the same for the whole run. */
export function runMagic(parts: {
  settings: Settings;
  options: RunOptions;
  omit: string;
}): Map<string, Value> {
  const { settings, options } = parts;
  const [major, minor, revision] = followedVersion.split('.').map(Number) as [number, number, number];
  const version = new Map<Value, Value>([
    ['string', followedVersion],
    ['full', followedVersion],
    ['major', major],
    ['minor', minor],
    ['revision', revision],
  ]);
  const vars = new Map<string, Value>([
    ['omit', parts.omit],
    ['ansible_playbook_python', '/usr/bin/python3'],
    ['ansible_config_file', settings.configFile ?? null],
    ['ansible_version', version],
    ['ansible_check_mode', options.check],
    ['ansible_diff_mode', options.diff],
    ['ansible_forks', options.forks],
    ['ansible_inventory_sources', [...options.inventorySources]],
    ['ansible_skip_tags', [...options.skipTags]],
    ['ansible_run_tags', options.tags.length > 0 ? [...options.tags] : ['all']],
    ['ansible_verbosity', options.verbosity],
  ]);
  if (options.limit !== undefined) vars.set('ansible_limit', options.limit);
  return vars;
}

/** Magic variables of a task in a role. */
export function taskMagic(task: Task): Map<string, Value> {
  const vars = new Map<string, Value>();
  const role = task.role;
  if (role) {
    vars.set('role_name', role.roleName);
    vars.set('role_path', role.path);
    vars.set('role_uuid', role.uuid);
    vars.set('ansible_collection_name', role.collection ?? null);
    vars.set('ansible_role_name', role.title());
  }
  const parents = includingRoles(task);
  if (parents.length > 0) {
    vars.set(
      'ansible_parent_role_names',
      parents.map((r) => r.title()),
    );
    vars.set(
      'ansible_parent_role_paths',
      parents.map((r) => r.path),
    );
  }
  return vars;
}

/** The roles whose include_role or import_role brought this task, nearest first. */
function includingRoles(task: Task): Role[] {
  const out: Role[] = [];
  let include = task.firstParentInclude();
  while (include) {
    if (include.isRoleInclude && include.role && include.role !== task.role) out.push(include.role);
    include = include.firstParentInclude();
  }
  return out;
}
