import { AnsibleError, UndefinedVariableError } from '../errors/ansible-error.ts';
import { isKnownConnection } from '../target/pool.ts';
import type { Templar } from '../template/templar.ts';
import { str } from '../value/repr.ts';
import { isText } from '../value/text.ts';
import { typeName } from '../value/type-name.ts';
import { PyFloat, type Value } from '../value/types.ts';
import { checkBecomeMethod } from './connection-info.ts';
import type { RunContext } from './context.ts';
import type { Delegated } from './delegation.ts';
import type { Execution } from './execute.ts';
import {
  invalidValue,
  type KeywordValues,
  looseBool,
  notBool,
  notInt,
  undefinedIn,
} from './keyword-values.ts';

/**
 * What a task says of its connection, in the order in which Ansible looks at it: the field, the variables that set it
 * (the first one counts), its type where that is not text, and whether a keyword of the task sets it as well.
 */
const fields: ReadonlyArray<readonly [string, readonly string[], ('int' | 'bool')?, boolean?]> = [
  ['connection', ['ansible_connection'], undefined, true],
  ['port', ['ansible_ssh_port', 'ansible_port'], 'int'],
  ['remote_user', ['ansible_ssh_user', 'ansible_user'], undefined, true],
  ['timeout', ['ansible_ssh_timeout', 'ansible_timeout'], 'int'],
  ['become', ['ansible_become'], 'bool', true],
  ['become_method', ['ansible_become_method'], undefined, true],
  ['become_user', ['ansible_become_user'], undefined, true],
  ['become_flags', ['ansible_become_flags'], undefined, true],
  ['become_exe', ['ansible_become_exe']],
  ['module_compression', ['ansible_module_compression']],
  ['shell', ['ansible_shell_type']],
  ['executable', ['ansible_shell_executable']],
  ['remote_addr', ['ansible_ssh_host', 'ansible_host']],
  ['password', ['ansible_ssh_pass', 'ansible_password']],
  ['connection_user', ['ansible_connection_user']],
  ['private_key_file', ['ansible_ssh_private_key_file', 'ansible_private_key_file']],
  ['pipelining', ['ansible_ssh_pipelining', 'ansible_pipelining'], 'bool'],
  ['network_os', ['ansible_network_os']],
  ['docker_extra_args', ['ansible_docker_extra_args']],
  ['become_pass', ['ansible_become_password', 'ansible_become_pass']],
];

const variableNames = fields.flatMap(([, variables]) => variables);

/** The values below a loop's items, by the variables that the task makes: they stay while the loop runs. */
const beneath = new WeakMap<ReadonlyMap<string, Value>, Map<string, Value>>();

/** How a variable of the connection is looked up: a loop asks the levels below its items once, not for each item. */
function lookUp(ex: Execution): (name: string) => Value | undefined {
  const { own, scope } = ex.scope;
  const { loopVars } = ex;
  if (!loopVars) return (name) => scope.get(name);
  let below = beneath.get(own);
  if (!below) {
    below = new Map();
    for (const name of variableNames) {
      const value = scope.get(name);
      if (value !== undefined && value !== loopVars.get(name)) below.set(name, value);
    }
    beneath.set(own, below);
  }
  return (name) => loopVars.get(name) ?? own.get(name) ?? below.get(name);
}

/**
 * Looks at the variables and keywords of a task's connection before anything runs, as Ansible does for every task,
 * whether it needs the host or not. Throws AnsibleError for what is undefined or not of its type.
 */
export async function checkConnection(
  run: RunContext,
  ex: Execution,
  delegated: Delegated | undefined,
  own: Templar,
  keywords: KeywordValues,
): Promise<void> {
  const { task } = ex;
  const templar = delegated?.templar ?? own;
  const find = delegated ? (name: string) => delegated.scope.get(name) : lookUp(ex);
  for (const [field, variables, type, keyword] of fields) {
    let raw: Value | undefined;
    for (const name of variables) {
      raw = find(name);
      if (raw !== undefined) break;
    }
    if (raw === undefined) {
      if (keyword !== true || task.get(field) === undefined) continue;
      if (type === 'bool') await keywords.bool(field);
      else await keywords.raw(field);
      continue;
    }
    let value = raw;
    if (templar.isTemplate(raw)) {
      try {
        value = await templar.template(raw);
      } catch (e) {
        throw e instanceof UndefinedVariableError ? undefinedIn(field, e, task, true) : e;
      }
    }
    if (type === undefined || value === null || value === run.omit) continue;
    const why = type === 'int' ? notNumber(value) : notBool(value);
    if (why !== undefined) throw invalidValue(field, raw, type, `${why}. ${why}`, undefined);
  }
}

function notNumber(v: Value): string | undefined {
  if (isText(v)) return notInt(v);
  if (typeof v === 'number' || typeof v === 'bigint' || typeof v === 'boolean' || v instanceof PyFloat)
    return undefined;
  return `int() argument must be a string, a bytes-like object or a real number, not '${typeName(v)}'`;
}

const shells = /^(?:ansible\.(?:builtin|posix)\.)?(?:sh|csh|fish|powershell|cmd)$/;

/**
 * The plugins that a task's connection needs are there, also where the task acts on the control node only: Ansible
 * loads them for every task.
 */
export async function checkPlugins(
  run: RunContext,
  ex: Execution,
  delegated: Delegated | undefined,
  own: Templar,
  keywords: KeywordValues,
): Promise<void> {
  const templar = delegated?.templar ?? own;
  const find = delegated ? (name: string) => delegated.scope.get(name) : lookUp(ex);
  const variable = (name: string): Promise<string> | undefined => {
    const raw = find(name);
    return raw === undefined || raw === null ? undefined : templar.template(raw).then(str);
  };
  const connection =
    (await variable('ansible_connection')) ?? (await keywords.text('connection')) ?? run.options.connection;
  if (connection !== undefined && !isKnownConnection(connection))
    throw new AnsibleError(`the connection plugin '${connection}' was not found`, {
      kind: 'plugin-not-found',
    });
  const become = await variable('ansible_become');
  const wanted = become === undefined ? await keywords.bool('become') : looseBool(become);
  if (wanted ?? run.options.become) {
    const method =
      (await variable('ansible_become_method')) ??
      (await keywords.text('become_method')) ??
      run.options.becomeMethod;
    if (method !== undefined) checkBecomeMethod(method, run.settings);
  }
  const shell = await variable('ansible_shell_type');
  if (shell !== undefined && !shells.test(shell))
    throw new AnsibleError(`Could not find the shell plugin required (${shell}).`, {
      kind: 'plugin-not-found',
    });
}
