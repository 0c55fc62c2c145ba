import { AnsibleError, UnexpectedError } from '../errors/ansible-error.ts';
import type { Position } from '../errors/position.ts';
import { errorText } from '../errors/report.ts';
import { tellMovedLookup } from '../template/moved-lookups.ts';
import { str } from '../value/repr.ts';
import { asText } from '../value/text.ts';
import { typeName } from '../value/type-name.ts';
import type { Dict, Value } from '../value/types.ts';
import { positionOfValue } from '../yaml/positions.ts';
import { actions, isRoleInclude, isTaskInclude } from './actions.ts';
import type { Block } from './block.ts';
import { isDict, type LoadContext, oldLanguage, parserError, positionIn, yamlTypeName } from './context.ts';
import { handlerKeywords, includeKeywords, loopControlKeywords, taskKeywords } from './keywords.ts';
import {
  checkKeywords,
  checkText,
  loadVars,
  type NodeClass,
  takeKeywords,
  takeModuleDefaults,
  withoutOldKeywords,
} from './load-node.ts';
import { parseAction } from './mod-args.ts';
import type { Role } from './role.ts';
import { Task } from './task.ts';

export interface TaskPlace {
  readonly parent: Block | Task | undefined;
  readonly role: Role | undefined;
  readonly handler: boolean;
}

const handled = new Set([
  'action',
  'local_action',
  'args',
  'delegate_to',
  'vars',
  'loop',
  'static',
  'first_available_file',
]);

/** Loads one task, handler or include from its mapping. */
export function loadTask(source: Dict, place: TaskPlace, ctx: LoadContext): Task {
  const ds = withoutOldKeywords(source);
  const task = new Task();
  task.isHandler = place.handler;
  task.parent = place.parent;
  task.role = place.role;
  task.position = positionIn(source);
  const collections = (ds.get('collections') ?? task.get('collections')) as Value | undefined;
  const names = Array.isArray(collections) ? collections.map((c) => asText(c) ?? '') : [];
  let parsed: ReturnType<typeof parseAction>;
  try {
    parsed = parseAction(ds, names, ctx);
  } catch (e) {
    if (e instanceof AnsibleError && e.kind !== 'action' && !e.position && !e.hideExcerpt)
      e.position = positionIn(source);
    throw e;
  }
  task.action = parsed.action;
  task.resolvedAction = parsed.resolved;
  task.args = parsed.args;
  if (parsed.delegateTo !== undefined && parsed.delegateTo !== null) {
    checkText('delegate_to', parsed.delegateTo, task.position ?? ds);
    task.own.set('delegate_to', parsed.delegateTo);
  }
  moveCmd(task, source);

  const cls = className(task);
  const kept: Dict = new Map();
  const spelled = parsed.action;
  for (const [k, v] of ds) {
    const key = asText(k) ?? '';
    if (key === spelled || key === 'shell' || handled.has(key)) continue;
    if (key.startsWith('with_') && ctx.hasLookup(key.slice(5))) {
      tellMovedLookup(key.slice(5));
      withLoop(task, ds, key, v, source);
      continue;
    }
    kept.set(k, v);
  }
  if (ds.has('loop')) {
    if (task.loopWith !== undefined)
      throw new AnsibleError(`duplicate loop in task: ${task.loopWith}`, {
        kind: 'action',
        position: positionIn(source),
      });
    const loop = ds.get('loop') ?? null;
    if (loop !== null) task.loop = loop;
  }
  if (ds.has('first_available_file')) firstAvailable(task, ds.get('first_available_file') ?? null);
  // static includes hand every keyword down to what they bring
  if (actions.includeTasks.has(task.action) || actions.includeRole.has(task.action)) {
    for (const k of ds.keys()) {
      const key = str(k);
      if (key === spelled || key === 'local_action' || key === 'static' || key.startsWith('with_')) continue;
      if (key !== 'delegate_to' && !Object.hasOwn(taskKeywords, key)) continue;
      if (!includeKeywords.has(key) && !(place.handler && key === 'listen')) {
        throw parserError(`'${key}' is not a valid attribute for a ${cls}`, source);
      }
    }
  }
  suppressible(() => checkKeywords(kept, place.handler ? handlerKeywords : taskKeywords, cls, source));
  const loopControl = kept.get('loop_control');
  if (loopControl !== undefined && loopControl !== null) {
    if (!isDict(loopControl)) {
      throw parserError(
        'the `loop_control` value must be specified as a dictionary and cannot be a variable itself (though it can contain variables)',
        positionOfValue(source, 'loop_control') ?? source,
      );
    }
    checkKeywords(loopControl, loopControlKeywords, 'LoopControl');
  }
  takeKeywords(task, kept, handled);
  takeModuleDefaults(task, ctx);
  task.vars = loadVars(ds.get('vars'), ds, cls);
  includeArguments(task, source);
  return task;
}

function className(task: Task): NodeClass {
  if (isTaskInclude(task.action)) return task.isHandler ? 'HandlerTaskInclude' : 'TaskInclude';
  if (isRoleInclude(task.action)) return 'IncludeRole';
  return task.isHandler ? 'Handler' : 'Task';
}

function suppressible(check: () => void): void {
  try {
    check();
  } catch (e) {
    if (e instanceof AnsibleError && !(e instanceof UnexpectedError)) {
      // Ansible words the place twice here
      e.message = `${errorText(e)}\nThis error can be suppressed as a warning using the "invalid_task_attribute_failed" configuration`;
    }
    throw e;
  }
}

/** `cmd` of command-like modules is the same as their free text. */
function moveCmd(task: Task, source: Dict): void {
  // raw knows no `cmd`
  if (!actions.command.has(task.action) || task.action.endsWith('raw') || !task.args.has('cmd')) return;
  const raw = task.args.get('_raw_params');
  if (raw !== undefined && raw !== '') {
    throw new AnsibleError(
      "The 'cmd' argument cannot be used when other raw parameters are specified. Please put everything in one or the other place.",
      { kind: 'action', position: positionIn(source) },
    );
  }
  const args: Dict = new Map(task.args);
  args.set('_raw_params', args.get('cmd') as Value);
  args.delete('cmd');
  task.args = args;
}

function withLoop(task: Task, ds: Dict, key: string, value: Value, source: Dict): void {
  const name = key.slice(5);
  const position = positionIn(source);
  if (task.loopWith !== undefined || (ds.get('loop') ?? null) !== null) {
    throw new AnsibleError(`duplicate loop in task: ${name}`, { kind: 'action', position });
  }
  if (value === null)
    throw new AnsibleError(`you must specify a value when using ${key}`, { kind: 'action', position });
  task.loopWith = name;
  task.loop = value;
}

/** `first_available_file` of Ansible 1.x: the first of these files is the task's `item`. */
function firstAvailable(task: Task, value: Value): void {
  oldLanguage('Using first_available_file is deprecated; use with_first_found or the first_found lookup.');
  task.loopWith = 'first_found';
  task.loop = value;
}

/** Checks and takes apart the arguments of includes. */
function includeArguments(task: Task, source: Dict): void {
  if (task.isTaskInclude) {
    const legacy = actions.include.has(task.action);
    const file = task.args.get('file');
    if (file !== undefined) {
      const args: Dict = new Map(task.args);
      if (!args.has('_raw_params')) args.set('_raw_params', file);
      args.delete('file');
      task.args = args;
    }
    if (!legacy) {
      const known = new Set(['_raw_params', ...(actions.importTasks.has(task.action) ? [] : ['apply'])]);
      const bad = [...task.args.keys()].map(String).filter((k) => !known.has(k));
      if (bad.length > 0) throw parserError(`Invalid options for ${task.action}: ${bad.join(',')}`, source);
    }
    const named = task.args.get('_raw_params');
    if (named === undefined) throw parserError(`No file specified for ${task.action}`, source);
    if (file !== undefined && asText(named) === '')
      throw parserError(`No file specified for ${task.action}`, source, { hideExcerpt: true });
    if (typeof named === 'number' || typeof named === 'boolean')
      throw new UnexpectedError(`object of type '${typeName(named)}' has no len()`, {
        position: positionIn(source),
        hint: `${task.action}: the name of a file is a text.`,
      });
    task.apply = takeApply(task, source);
  } else if (task.isRoleInclude) roleArguments(task, source);
}

function takeApply(task: Task, source: Dict): Map<string, Value> | undefined {
  const apply = task.args.get('apply');
  if (apply === undefined || apply === null) return undefined;
  if (!isDict(apply))
    throw parserError(`Expected a dict for apply but got ${yamlTypeName(apply)} instead`, source);
  const args: Dict = new Map(task.args);
  args.delete('apply');
  task.args = args;
  return apply as Map<string, Value>;
}

const fromArgs = ['tasks_from', 'vars_from', 'defaults_from', 'handlers_from'];
const otherRoleArgs = ['apply', 'public', 'allow_duplicates', 'rolespec_validate'];

function roleArguments(task: Task, source: Dict): void {
  const given = task.args.get('name') ?? task.args.get('role') ?? null;
  const name = asText(given) ?? (given === null ? undefined : str(given));
  if (name === undefined) throw parserError(`'name' is a required field for ${task.action}.`, source);
  const dynamic = actions.includeRole.has(task.action);
  if (task.args.has('public') && !dynamic)
    throw parserError(`Invalid options for ${task.action}: public`, source);
  const known = new Set(['name', 'role', ...fromArgs, ...otherRoleArgs]);
  const bad = [...task.args.keys()].map(String).filter((k) => !known.has(k));
  if (bad.length > 0) throw parserError(`Invalid options for ${task.action}: ${bad.join(',')}`, source);
  const from = new Map<string, string>();
  for (const key of fromArgs) {
    const value = task.args.get(key);
    if (value === undefined) continue;
    const text = asText(value);
    if (text === undefined)
      throw parserError(`Expected a string for ${key} but got ${yamlTypeName(value)} instead`, source, {
        hideExcerpt: true,
      });
    from.set(key.slice(0, -5), text.slice(text.lastIndexOf('/') + 1));
  }
  if (task.args.has('apply') && !dynamic)
    throw parserError(`Invalid options for ${task.action}: apply`, source);
  task.roleRequest = {
    name,
    invalidName: asText(given) === undefined ? given : undefined,
    from,
    allowDuplicates: task.args.get('allow_duplicates') ?? true,
    public: task.args.get('public') ?? false,
    validate: task.args.get('rolespec_validate') ?? true,
    position: positionOfRoleName(source, task),
  };
  task.apply = takeApply(task, source);
}

/** Where the name of an included role stands. */
function positionOfRoleName(source: Dict, task: Task): Position | undefined {
  for (const args of [source.get(task.action), source.get('args'), task.args]) {
    if (!isDict(args)) continue;
    const found = positionOfValue(args, 'name') ?? positionOfValue(args, 'role');
    if (found) return found;
  }
  return undefined;
}
