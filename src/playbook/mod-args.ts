import { AnsibleError } from '../errors/ansible-error.ts';
import { asText, isText } from '../value/text.ts';
import type { Dict, Value } from '../value/types.ts';
import { parseKv, splitArgs } from '../vars/kv.ts';
import { actions, isRoleInclude, isTaskInclude } from './actions.ts';
import { isDict, type LoadContext, parserError, yamlTypeName } from './context.ts';
import { handlerKeywords, taskKeywords } from './keywords.ts';
import { nearestName } from './nearest.ts';
import { redirects } from './redirect.ts';

/** An action as a task writes it, in any of the forms that Ansible accepts. */
export interface ParsedAction {
  readonly action: string;
  readonly args: Dict;
  /** `local_action`: 'localhost'; else the task's own `delegate_to`, undefined where it has none. */
  readonly delegateTo: Value | undefined;
  readonly resolved: string | undefined;
}

/** Keys of a task that are never a module's name. */
const notActions = new Set([
  ...Object.keys(taskKeywords),
  ...Object.keys(handlerKeywords),
  'local_action',
  'static',
  'async_val',
  // the language of Ansible 1.x and 2.0 to 2.4
  'sudo',
  'sudo_user',
  'sudo_pass',
  'su',
  'su_user',
  'su_pass',
  'always_run',
  'first_available_file',
  'remote_port',
]);

/** Whether text holds a template. */
const isTemplateText = (text: string): boolean => /\{\{|\{%|\{#/.test(text);

/** Finds the action of a task and its arguments. */
export function parseAction(ds: Dict, collections: readonly string[], ctx: LoadContext): ParsedAction {
  let action: string | undefined;
  let args: Dict = new Map();
  let resolved: string | undefined;
  let delegateTo = ds.get('delegate_to');
  const additional = ds.has('args') ? (ds.get('args') as Value) : new Map<Value, Value>();

  const oldForm = (thing: Value): void => {
    ({ action, args } = normalize(thing, undefined, additional, ds));
    // neither a module nor text: as though there were no action at all
    if (action === '') action = undefined;
  };
  if (ds.has('action')) oldForm(ds.get('action') ?? null);
  if (ds.has('local_action')) {
    if (action !== undefined) throw parserError('action and local_action are mutually exclusive', ds);
    delegateTo = 'localhost';
    oldForm(ds.get('local_action') ?? null);
  }
  const candidates = [...ds]
    .map(([k, v]) => [asText(k), v] as const)
    .filter(
      (e): e is readonly [string, Value] =>
        e[0] !== undefined && !notActions.has(e[0]) && !e[0].startsWith('with_'),
    );
  // what is wrong with the first one's arguments is told before that there are two
  if (action === undefined && candidates.length > 1) {
    const [name, value] = candidates[0] as readonly [string, Value];
    normalize(value, name, additional, ds);
  }
  for (const [item] of candidates) {
    const other = action ?? (item === candidates[0]?.[0] ? undefined : candidates[0]?.[0]);
    if (other === undefined) continue;
    throw parserError(`conflicting action statements: ${other}, ${item}`, ds, {
      hint: keywordHint(item) ?? keywordHint(other),
    });
  }
  for (const [item, value] of candidates) {
    const special = isTaskInclude(item) || isRoleInclude(item) || actions.meta.has(item);
    const found = special ? undefined : ctx.resolver.resolve(item, collections);
    if (!special && !found) continue;
    resolved = found?.fqcn;
    if (found) redirects.loaded(found);
    ({ args } = normalize(value, item, additional, ds));
    action = item;
  }
  if (action === undefined) {
    if (candidates.length > 0) {
      const [name, value] = candidates[0] as readonly [string, Value];
      const free = normalize(value, name, additional, ds).args.get('_raw_params');
      if (free !== undefined) noFreeForm(name, free, ds);
      throw parserError(
        `couldn't resolve module/action '${candidates[0]?.[0]}'. This often indicates a misspelling, missing collection, or incorrect module path.`,
        ds,
        { kind: 'plugin-not-found', hint: ctx.resolver.nearest(candidates[0]?.[0] ?? '') },
      );
    }
    throw parserError('no module/action detected in task.', ds);
  }
  const raw = args.get('_raw_params');
  if (raw !== undefined) noFreeForm(action, raw, ds);
  if (raw !== undefined && !actions.rawParams.has(action) && isTemplateText(asText(raw) ?? '')) {
    args = new Map(args);
    args.delete('_raw_params');
    args.set('_variable_params', raw);
  }
  return { action, args, delegateTo, resolved };
}

/** Refuses free text after a module that takes none. */
function noFreeForm(action: string, raw: Value, ds: Dict): void {
  if (actions.rawParams.has(action) || isTemplateText(asText(raw) ?? '') || raw === '') return;
  throw parserError(
    `this task '${action}' has extra params, which is only allowed in the following modules: ${rawParamsText}`,
    ds,
  );
}

/** What a key that is no action was probably meant as. */
const keywordHint = (name: string): string | undefined => nearestName(name, Object.keys(taskKeywords));

/** The modules that take free-form text, as Ansible lists them in its message. */
const rawParamsText =
  'include_role, import_tasks, command, script, add_host, win_command, win_shell, include_vars, shell, group_by, ' +
  'import_role, include_tasks, raw, set_fact, include, meta';

function normalize(
  thing: Value,
  action: string | undefined,
  additional: Value,
  ds: Dict,
): { action: string; args: Dict } {
  const final: Dict = new Map();
  if (isText(additional)) {
    const text = asText(additional) as string;
    if (text !== '') {
      if (!isTemplateText(text)) {
        throw parserError(
          "Complex args containing variables cannot use bare variables (without Jinja2 delimiters), and must use the full variable style ('{{var_name}}')",
        );
      }
      final.set('_variable_params', additional);
    }
  } else if (isDict(additional)) for (const [k, v] of additional) final.set(k, v);
  else if (
    additional !== null &&
    additional !== false &&
    !(Array.isArray(additional) && additional.length === 0)
  ) {
    throw parserError('Complex args must be a dictionary or variable string ("{{var}}").', ds);
  }
  let name = action;
  let args: Dict | undefined;
  if (name !== undefined) args = newStyle(thing, name, ds);
  else ({ action: name, args } = oldStyle(thing, ds));
  if (args && !actions.command.has(name ?? '')) {
    for (const k of args.keys()) {
      if (String(k).startsWith('_ansible_')) {
        throw new AnsibleError(`invalid parameter specified for action '${name}': '${String(k)}'`, {
          kind: 'action',
        });
      }
    }
  }
  for (const [k, v] of args ?? []) final.set(k, v);
  return { action: name ?? '', args: final };
}

function newStyle(thing: Value, action: string, ds: Dict): Dict | undefined {
  if (isDict(thing)) return thing;
  if (isText(thing)) return parseKv(asText(thing) as string, actions.command.has(action));
  if (thing === null) return undefined;
  throw parserError(`unexpected parameter type in action: ${yamlTypeName(thing)}`, ds);
}

function oldStyle(thing: Value, ds: Dict): { action: string | undefined; args: Dict | undefined } {
  if (isDict(thing)) {
    const args: Dict = new Map(thing);
    const module = asText(thing.get('module') ?? null);
    if (module === undefined) return { action: undefined, args: undefined };
    const [action, rest] = splitModule(module);
    for (const [k, v] of parseKv(rest, actions.command.has(action))) args.set(k, v);
    args.delete('module');
    return { action, args: unfold(args) };
  }
  if (isText(thing)) {
    const [action, rest] = splitModule(asText(thing) as string);
    return { action, args: unfold(parseKv(rest, actions.command.has(action))) };
  }
  throw parserError(`unexpected parameter type in action: ${yamlTypeName(thing)}`, ds);
}

/** `args` inside the arguments is taken apart. */
function unfold(args: Dict): Dict {
  const inner = args.get('args');
  if (inner === undefined) return args;
  args.delete('args');
  const more = isText(inner)
    ? parseKv(asText(inner) as string, false)
    : isDict(inner)
      ? inner
      : new Map<Value, Value>();
  for (const [k, v] of more) args.set(k, v);
  return args;
}

/** The module's name, which may be a template with spaces in it, and the rest of the text. */
function splitModule(text: string): [string, string] {
  const t = text.trimStart();
  if (!t.startsWith('{') && !t.includes('{{')) {
    const at = t.search(/\s/);
    return at < 0 ? [t, ''] : [t.slice(0, at), t.slice(at).trimStart()];
  }
  const [name = '', ...rest] = splitArgs(t);
  return [name.trim(), rest.join(' ').trimStart()];
}
