/**
 * The keywords of plays, blocks, tasks, roles and handlers, with their types and how they inherit.
 * Source: Ansible's "Playbook Keywords" reference and ansible-core 2.14.18's behaviour.
 */
export type KeywordType = 'str' | 'bool' | 'int' | 'float' | 'percent' | 'list' | 'dict' | 'raw';

export interface Keyword {
  readonly type: KeywordType;
  /** Handed down from play to role to block to task. */
  readonly inherit?: boolean;
  /** The parents' values are joined with the own ones; `prepend` puts the parents' first ones last. */
  readonly extend?: boolean;
  readonly prepend?: boolean;
  /** Never templated (vars, register). */
  readonly static?: boolean;
}

export type KeywordTable = Readonly<Record<string, Keyword>>;

const down = (type: KeywordType, more: Partial<Keyword> = {}): Keyword => ({ type, inherit: true, ...more });
const own = (type: KeywordType, more: Partial<Keyword> = {}): Keyword => ({ type, ...more });

/** What plays, roles, blocks and tasks share. */
export const baseKeywords: KeywordTable = {
  name: own('str'),
  connection: down('str'),
  port: down('int'),
  remote_user: down('str'),
  vars: own('raw', { static: true }),
  module_defaults: down('list', { extend: true, prepend: true }),
  environment: down('list', { extend: true, prepend: true }),
  no_log: down('bool'),
  run_once: down('bool'),
  ignore_errors: down('bool'),
  ignore_unreachable: down('bool'),
  check_mode: down('bool'),
  diff: down('bool'),
  any_errors_fatal: down('bool'),
  throttle: down('int'),
  timeout: down('int'),
  debugger: down('str'),
  become: down('bool'),
  become_method: down('str'),
  become_user: down('str'),
  become_flags: down('str'),
  become_exe: down('str'),
};

const taggable: KeywordTable = { tags: down('list', { extend: true }) };
const conditional: KeywordTable = { when: down('list', { extend: true, prepend: true }) };
const collections: KeywordTable = { collections: down('list', { static: true }) };
const delegable: KeywordTable = { delegate_to: down('str'), delegate_facts: down('bool') };
const notifiable: KeywordTable = { notify: down('list') };

export const playKeywords: KeywordTable = {
  ...baseKeywords,
  ...taggable,
  ...collections,
  hosts: own('list'),
  gather_facts: own('bool'),
  gather_subset: own('list'),
  gather_timeout: own('int'),
  fact_path: own('str'),
  vars_files: own('raw'),
  vars_prompt: own('raw'),
  roles: own('raw'),
  handlers: own('raw'),
  pre_tasks: own('raw'),
  post_tasks: own('raw'),
  tasks: own('raw'),
  force_handlers: own('bool'),
  max_fail_percentage: own('percent'),
  serial: own('list'),
  strategy: own('str'),
  order: own('str'),
};

export const blockKeywords: KeywordTable = {
  ...baseKeywords,
  ...taggable,
  ...conditional,
  ...collections,
  ...delegable,
  ...notifiable,
  block: own('raw'),
  rescue: own('raw'),
  always: own('raw'),
};

export const taskKeywords: KeywordTable = {
  ...baseKeywords,
  ...taggable,
  ...conditional,
  ...collections,
  ...delegable,
  ...notifiable,
  args: own('raw'),
  action: own('raw'),
  async: own('int'),
  changed_when: own('list'),
  delay: own('int'),
  failed_when: own('list'),
  loop: own('raw'),
  loop_control: own('raw'),
  poll: own('int'),
  register: own('str', { static: true }),
  retries: own('int'),
  until: own('list'),
};

export const handlerKeywords: KeywordTable = { ...taskKeywords, listen: own('list', { static: true }) };

/** What may stand beside `role:` in a list of roles; every other key there is a role parameter. */
export const roleKeywords: KeywordTable = {
  ...baseKeywords,
  ...taggable,
  ...conditional,
  ...collections,
  ...delegable,
  role: own('str'),
};

/** What meta/main.yml of a role may hold. */
export const roleMetadataKeywords: KeywordTable = {
  ...baseKeywords,
  ...collections,
  allow_duplicates: own('bool'),
  dependencies: own('list'),
  galaxy_info: own('raw'),
  argument_specs: own('raw'),
};

export const playbookIncludeKeywords: KeywordTable = {
  ...baseKeywords,
  ...taggable,
  ...conditional,
  import_playbook: own('str'),
};

export const loopControlKeywords: KeywordTable = {
  loop_var: own('str'),
  index_var: own('str'),
  label: own('raw'),
  pause: own('float'),
  extended: own('bool'),
  extended_allitems: own('bool'),
};

/** The keywords that a dynamic or static include of tasks takes. */
export const includeKeywords: ReadonlySet<string> = new Set([
  'action',
  'args',
  'collections',
  'debugger',
  'ignore_errors',
  'loop',
  'loop_control',
  'loop_with',
  'name',
  'no_log',
  'register',
  'run_once',
  'tags',
  'timeout',
  'vars',
  'when',
]);
