/** Names of the actions that the runner itself treats specially, in all spellings that Ansible accepts. */
const spellings = (...names: string[]): ReadonlySet<string> =>
  new Set(names.flatMap((n) => [n, `ansible.builtin.${n}`, `ansible.legacy.${n}`]));

export const actions = {
  include: spellings('include'),
  includeTasks: spellings('include_tasks'),
  importTasks: spellings('import_tasks'),
  includeRole: spellings('include_role'),
  importRole: spellings('import_role'),
  importPlaybook: spellings('import_playbook'),
  meta: spellings('meta'),
  debug: spellings('debug'),
  setFact: spellings('set_fact'),
  gatherFacts: spellings('gather_facts'),
  gathering: spellings('gather_facts', 'setup'),
  includeVars: spellings('include_vars'),
  /** Facts of these are the user's own: not cleaned, not wrapped as unsafe. */
  ownFacts: spellings('set_fact', 'include_vars'),
  inventory: spellings('add_host', 'group_by'),
  /** Includes whose variables outweigh those of the tasks inside; those of imports do not. */
  dynamicInclude: spellings('include', 'include_tasks', 'include_role'),
  /** Take `free form k=v` text. */
  rawParams: spellings(
    'command',
    'shell',
    'script',
    'include',
    'include_tasks',
    'include_role',
    'import_tasks',
    'import_role',
    'add_host',
    'group_by',
    'set_fact',
    'meta',
    'raw',
    'include_vars',
    'win_command',
    'win_shell',
  ),
  /** Every word belongs to the command; k=v words are not split off but for the module's own parameters. */
  command: spellings('command', 'shell', 'script', 'raw', 'win_command', 'win_shell'),
  localAction: new Set(['local_action']),
} as const;

const anyIncludeTasks = new Set([...actions.include, ...actions.includeTasks, ...actions.importTasks]);
const anyRole = new Set([...actions.includeRole, ...actions.importRole]);

export const isTaskInclude = (action: string): boolean => anyIncludeTasks.has(action);
export const isRoleInclude = (action: string): boolean => anyRole.has(action);
/** Includes of tasks that run as a task of their own: `include` and `include_tasks`. */
export const isDynamicTaskInclude = (action: string): boolean =>
  actions.include.has(action) || actions.includeTasks.has(action);
