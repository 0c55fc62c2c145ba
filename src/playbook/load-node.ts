import { AnsibleError, UnexpectedError } from '../errors/ansible-error.ts';
import type { Position } from '../errors/position.ts';
import { reprText, str } from '../value/repr.ts';
import { asText, isText } from '../value/text.ts';
import { typeName } from '../value/type-name.ts';
import { type Dict, Tuple, type Value } from '../value/types.ts';
import { isIdentifier } from '../vars/identifier.ts';
import { positionOf, positionOfValue } from '../yaml/positions.ts';
import { type GroupPlace, resolveModuleDefaults } from './action-groups.ts';
import { isDict, oldLanguage, parserError, yamlTypeName } from './context.ts';
import { nearestName } from './nearest.ts';
import type { PlaybookNode } from './node.ts';

/** Keywords of releases before 2.8 that stand for another one of today. */
const oldKeywords: Readonly<Record<string, (v: Value) => Array<[string, Value]>>> = {
  sudo: (v) => [
    ['become', v],
    ['become_method', 'sudo'],
  ],
  sudo_user: (v) => [
    ['become_user', v],
    ['become_method', 'sudo'],
  ],
  su: (v) => [
    ['become', v],
    ['become_method', 'su'],
  ],
  su_user: (v) => [
    ['become_user', v],
    ['become_method', 'su'],
  ],
  always_run: (v) => [['check_mode', invert(v)]],
};

const invert = (v: Value): Value => {
  if (typeof v === 'boolean') return !v;
  const text = asText(v);
  return text !== undefined && /\{\{/.test(text)
    ? `{{ not (${text.replace(/^\s*\{\{|\}\}\s*$/g, '')}) }}`
    : false;
};

/** A copy of `ds` with old keywords in their form of today. Each use warns once. */
export function withoutOldKeywords(ds: Dict): Dict {
  let out: Dict | undefined;
  for (const [k, v] of ds) {
    const old = typeof k === 'string' ? oldKeywords[k] : undefined;
    if (!old) continue;
    out ??= new Map(ds);
    out.delete(k);
    const now = old(v);
    oldLanguage(
      k === 'always_run'
        ? 'always_run is deprecated. Use check_mode = no instead.'
        : `Instead of ${k === 'sudo' || k === 'su' ? `${k}/${k}_user` : String(k)}, use become/become_user and make sure become_method is '${String(k).startsWith('sudo') ? 'sudo' : 'su'}' (default is sudo).`,
    );
    for (const [name, value] of now) if (!out.has(name)) out.set(name, value);
  }
  return out ?? ds;
}

/** Where each class of node says its name in messages. */
export type NodeClass =
  | 'Play'
  | 'Block'
  | 'Task'
  | 'Handler'
  | 'TaskInclude'
  | 'HandlerTaskInclude'
  | 'IncludeRole'
  | 'RoleInclude'
  | 'PlaybookInclude'
  | 'LoopControl'
  | 'RoleMetadata';

/** Refuses keys that are no keywords, in Ansible's words. */
export function checkKeywords(
  ds: Dict,
  allowed: ReadonlySet<string> | Readonly<Record<string, unknown>>,
  cls: NodeClass,
  ds0: Dict = ds,
): void {
  const has =
    allowed instanceof Set ? (k: string) => allowed.has(k) : (k: string) => Object.hasOwn(allowed, k);
  for (const k of ds.keys()) {
    const key = asText(k);
    if (key !== undefined && has(key)) continue;
    const shown = key ?? str(k);
    if (key === undefined && (cls === 'Task' || cls === 'Handler'))
      throw new UnexpectedError(`${reprText(typeName(k))} object has no attribute 'startswith'`, {
        position: positionOf(ds0),
        hint: `The key ${shown} is no text: names of keywords and modules are.`,
      });
    throw parserError(`'${shown}' is not a valid attribute for a ${cls}`, ds0, {
      hint: nearestName(shown, allowed instanceof Set ? [...allowed] : Object.keys(allowed)),
    });
  }
}

/** Refuses a list or dict where a keyword wants text. */
export function checkText(name: string, v: Value, at: Parameters<typeof parserError>[1]): void {
  if (!isDict(v) && (!Array.isArray(v) || v instanceof Tuple)) return;
  throw parserError(
    `The field '${name}' is supposed to be a string type, however the incoming data structure is a ${yamlTypeName(v)}`,
    at,
  );
}

/** Takes the plain keywords of `ds` into the node; lists get their list form. */
export function takeKeywords(node: PlaybookNode, ds: Dict, skip: ReadonlySet<string>): void {
  for (const [k, v] of ds) {
    const name = asText(k);
    if (name === undefined || skip.has(name)) continue;
    const keyword = node.keywords[name];
    if (!keyword || v === null) continue;
    if (name === 'module_defaults') checkModuleDefaults(v, ds);
    if (keyword.type === 'str') checkText(name, v, node.position ?? ds);
    if (name === 'collections') checkTexts(name, Array.isArray(v) ? v : [v], node.position);
    if (keyword.type === 'list' && !(Array.isArray(v) && !(v instanceof Tuple))) {
      if (name === 'tags' && isText(v)) {
        node.own.set(
          name,
          (asText(v) as string).split(',').map((t) => t.trim()),
        );
        continue;
      }
      if (name === 'tags')
        throw new AnsibleError('tags must be specified as a list', {
          kind: 'action',
          position: (isDict(v) ? positionOf(v) : positionOfValue(ds, 'tags')) ?? positionOf(ds),
        });
      node.own.set(name, [v]);
    } else node.own.set(name, v);
  }
}

/** The keys of a node's module_defaults become full names; see resolveModuleDefaults. */
export function takeModuleDefaults(node: PlaybookNode, at: GroupPlace): void {
  const raw = node.own.get('module_defaults');
  if (raw !== undefined) node.own.set('module_defaults', resolveModuleDefaults(raw, at));
}

/** Refuses a list that holds anything but texts in Ansible's words. */
export function checkTexts(
  name: string,
  list: readonly Value[],
  position: Position | undefined,
  typeText: (v: Value) => string = yamlTypeName,
): void {
  for (const item of list) {
    if (isText(item)) continue;
    throw new AnsibleError(
      `the field '${name}' should be a list of (<class 'str'>,), but the item '${str(item)}' is a ${typeText(item)}`,
      { kind: 'parser', position },
    );
  }
}

/** Module defaults are mappings, never text: their keys are known before any template is. */
function checkModuleDefaults(v: Value, ds: Dict): void {
  if ((Array.isArray(v) ? v : [v]).every((d) => isDict(d))) return;
  throw parserError(
    "The field 'module_defaults' is supposed to be a dictionary or list of dictionaries, the keys of which must be static action, module, or group names. Only the values may contain templates. For example: {'ping': \"{{ ping_defaults }}\"}",
    positionOfValue(ds, 'module_defaults') ?? ds,
    { hideExcerpt: true },
  );
}

/** `vars` of a play, block or task: a mapping, or (as of old) a list of them. */
export function loadVars(ds: Value | undefined, at: Dict, cls: NodeClass): Map<string, Value> {
  const out = new Map<string, Value>();
  if (ds === undefined || ds === null) return out;
  // a full stop where Ansible knows no place
  const bad = () =>
    parserError(
      `Vars in a ${cls} must be specified as a dictionary, or a list of dictionaries${isDict(ds) || Array.isArray(ds) || isText(ds) ? '' : '. '}`,
      isDict(ds) || Array.isArray(ds) ? ds : (positionOfValue(at, 'vars') ?? at),
    );
  const take = (m: Dict): void => {
    for (const [k, v] of m) {
      const name = asText(k);
      if (name === undefined || !isIdentifier(name)) {
        throw parserError(
          `Invalid variable name in vars specified for ${cls}: '${name ?? str(k)}' is not a valid variable name`,
          m,
        );
      }
      out.set(name, v);
    }
  };
  if (isDict(ds)) take(ds);
  else if (Array.isArray(ds)) {
    for (const item of ds) {
      if (!isDict(item)) throw bad();
      take(item);
    }
  } else throw bad();
  return out;
}
