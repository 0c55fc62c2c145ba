import type { PlainObject } from '../../value/plain.ts';
import { asText } from '../../value/text.ts';
import { type Dict, PyFloat, PyObject, type Value } from '../../value/types.ts';
import type { OptionSpec } from '../define.ts';
import { ModuleFailure } from '../define.ts';
import { mutuallyExclusive, relationErrors, sameArgument } from './checks.ts';
import { boolOf, CoerceError, classOf, coerce, toDict } from './coerce.ts';
import { redact, redactMessage } from './redact.ts';
import { strArgument } from './repr.ts';
import { type ArgumentSpec, type CompiledSpec, compileSpec, subSpecOf } from './spec.ts';

export interface ValidateOptions {
  /** As error texts name the module: "ansible.legacy.copy". */
  readonly moduleName: string;
  /** The environment for `fallbackEnv`. */
  readonly environment?: Readonly<Record<string, string | undefined>> | undefined;
  /** False where failures carry no `invocation` (actions of the control side). Default true. */
  readonly invocation?: boolean | undefined;
  /** Nothing is refused: unknown arguments are left out, and what is no bool is false. */
  readonly lenient?: boolean | undefined;
}

export interface ArgumentDeprecation {
  readonly msg: string;
  readonly version?: string;
  readonly date?: string;
  readonly collection?: string;
}

export interface ValidatedArguments {
  /**
   * What the module gets: every option by its own name, null where none is given; floats as numbers, sub-options as
   * objects, other dicts as Maps, lists as arrays, texts plain.
   */
  readonly params: Record<string, PlainObject[string]>;
  /** `module_args` of the invocation: arguments as given, then defaults, then None; nothing masked yet. */
  readonly moduleArgs: Dict;
  readonly noLogValues: Set<string>;
  readonly warnings: string[];
  readonly deprecations: ArgumentDeprecation[];
  /** Set where paths hold `~` or `$`: resolves them by `expand` in moduleArgs and gives the params anew. */
  readonly expandPaths:
    | ((expand: (path: string) => Promise<string>) => Promise<ValidatedArguments['params']>)
    | undefined;
}

interface State extends ValidateOptions {
  readonly errors: string[];
  readonly noLogValues: Set<string>;
  readonly warnings: string[];
  readonly deprecations: ArgumentDeprecation[];
  readonly unsupported: Array<{ readonly name: string; readonly supported: string; readonly depth: number }>;
  readonly paths: Array<{ readonly path: string; readonly put: (path: string) => void }>;
}

/** A value as a module sees it: texts plain, nothing of ours left. */
export function unwrapArgument(v: Value): Value {
  if (typeof v !== 'object' || v === null) return v;
  const text = asText(v);
  if (text !== undefined) return text;
  if (Array.isArray(v)) return Array.from(v, unwrapArgument);
  if (v instanceof Map) {
    const out: Dict = new Map();
    for (const [k, x] of v) out.set(unwrapArgument(k), unwrapArgument(x));
    return out;
  }
  if (v instanceof PyFloat) return v;
  // Sets and other collections reach a module as lists.
  if (v instanceof PyObject && Symbol.iterator in v)
    return Array.from(v as unknown as Iterable<Value>, unwrapArgument);
  return v;
}

function collectSecrets(v: Value, into: Set<string>): void {
  if (v === null || typeof v === 'boolean') return;
  if (Array.isArray(v)) for (const x of v) collectSecrets(x, into);
  else if (v instanceof Map) for (const x of v.values()) collectSecrets(x, into);
  else if (v !== '') into.add(strArgument(v));
}

function applyAliases(c: CompiledSpec, args: Dict, prefix: string, s: State): void {
  for (const [name, option] of c.entries) {
    for (const alias of option.aliases ?? []) {
      if (!args.has(alias)) continue;
      if (args.has(name))
        s.warnings.push(`Both option ${prefix}${name} and its alias ${prefix}${alias} are set.`);
      args.set(name, args.get(alias)!);
      const old = option.deprecatedAliases?.find((d) => d.name === alias);
      if (old !== undefined)
        s.deprecations.push({
          msg: `Alias '${alias}' is deprecated. See the module docs for more information`,
          ...(old.version !== undefined && { version: old.version }),
          ...(old.date !== undefined && { date: old.date }),
          ...(old.collection !== undefined && { collection: old.collection }),
        });
    }
  }
}

function noticeRemoved(c: CompiledSpec, args: Dict, s: State): void {
  for (const [name, option] of c.entries) {
    if (option.removedInVersion === undefined || !args.has(name)) continue;
    s.deprecations.push({
      msg: `Param '${name}' is deprecated. See the module docs for more information`,
      version: option.removedInVersion,
      ...(option.removedFromCollection !== undefined && { collection: option.removedFromCollection }),
    });
  }
}

function supportedList(c: CompiledSpec): string {
  const listed = c.entries.filter(([, o]) => !o.unlisted);
  const names = listed.map(([name]) => name).sort();
  const aliases = listed.flatMap(([, o]) => o.aliases ?? []).sort();
  return names.join(', ') + (aliases.length > 0 ? ` (${aliases.join(', ')})` : '');
}

function convert(name: string, option: OptionSpec, args: Dict, context: string, s: State): void {
  const value = args.get(name) ?? null;
  if (value === null) return;
  const type = option.type ?? 'str';
  let out: Value;
  try {
    out = coerce(value, type);
  } catch (e) {
    if (!(e instanceof CoerceError)) throw e;
    if (s.lenient) args.set(name, type === 'bool' ? false : null);
    const where = context === '' ? '' : ` found in '${context}'.`;
    s.errors.push(
      `argument '${name}' is of type ${classOf(value)}${where} and we were unable to convert to ${type}: ${e.message}`,
    );
    return;
  }
  args.set(name, out);
  if (type === 'path') notePath(out, (p) => void args.set(name, p), s);
  if (option.elements === undefined || !Array.isArray(out)) return;
  const items: Value[] = [];
  args.set(name, items);
  for (const item of out) {
    try {
      const n = items.push(coerce(item, option.elements)) - 1;
      if (option.elements === 'path') notePath(items[n]!, (p) => void items.splice(n, 1, p), s);
    } catch (e) {
      if (!(e instanceof CoerceError)) throw e;
      const where = context === '' ? '' : ` found in '${context}'`;
      s.errors.push(
        `Elements value for option '${name}'${where} is of type ${classOf(item)} and we were unable to convert to ${option.elements}: ${e.message}`,
      );
    }
  }
}

function notePath(v: Value, put: (path: string) => void, s: State): void {
  if (typeof v === 'string' && (v.startsWith('~') || v.includes('$'))) s.paths.push({ path: v, put });
}

function checkChoices(name: string, option: OptionSpec, args: Dict, suffix: string, s: State): void {
  const choices = option.choices;
  if (choices === undefined || choices === null || !args.has(name)) return;
  if (!Array.isArray(choices)) {
    s.errors.push(
      `internal error: choices for argument ${name} are not iterable: ${strArgument(choices as unknown as Value)}`,
    );
    return;
  }
  const value = args.get(name)!;
  const shown = (): string => choices.map(strArgument).join(', ');
  if (Array.isArray(value)) {
    const off = value.filter((v) => !choices.some((c) => sameArgument(c, v)));
    if (off.length > 0)
      s.errors.push(
        `value of ${name} must be one or more of: ${shown()}. Got no match for: ${off.map(strArgument).join(', ')}${suffix}`,
      );
    return;
  }
  if (choices.some((c) => sameArgument(c, value))) return;
  // YAML turned yes/no/on/off into a bool: it stands for the one choice that reads so.
  if (value === true || value === false || value === 'True' || value === 'False') {
    const wanted = value === true || value === 'True';
    const fits = choices.filter((c) => typeof c === 'string' && boolOf(c) === wanted);
    if (fits.length === 1) {
      args.set(name, fits[0]!);
      return;
    }
  }
  s.errors.push(`value of ${name} must be one of: ${shown()}, got: ${strArgument(value)}${suffix}`);
}

function validateSub(
  name: string,
  option: OptionSpec,
  args: Dict,
  context: readonly string[],
  s: State,
): void {
  if (option.options === undefined) return;
  if (option.type !== 'dict' && !(option.type === 'list' && option.elements === 'dict')) return;
  const spec = subSpecOf(option);
  if (option.applyDefaults && (args.get(name) ?? null) === null) args.set(name, new Map());
  const value = args.get(name) ?? null;
  if (value === null) return;
  const parts = Array.isArray(value) ? value : [value];
  for (const part of parts) {
    if (part instanceof Map) validateLevel(spec, part, [...context, name], s);
    else s.errors.push(`value of '${name}' must be of type dict or list of dicts`);
  }
}

function validateLevel(spec: ArgumentSpec, args: Dict, context: readonly string[], s: State): void {
  const c = compileSpec(spec);
  const place = context.join(' -> ');
  const suffix = place === '' ? '' : ` found in ${place}`;
  for (const [name, option] of c.entries) {
    const env = args.has(name)
      ? undefined
      : option.fallbackEnv?.find((e) => s.environment?.[e] !== undefined);
    if (env !== undefined) args.set(name, s.environment?.[env] ?? null);
  }
  if (c.aliasOf.size > 0) applyAliases(c, args, context.map((x) => `${x}.`).join(''), s);
  noticeRemoved(c, args, s);
  const secretsIn = (): void => {
    if (!c.hasNoLog) return;
    for (const [name, option] of c.entries)
      if (option.noLog) collectSecrets(args.get(name) ?? null, s.noLogValues);
  };
  secretsIn();
  if (!spec.anyArguments) {
    for (const key of args.keys()) {
      const name = strArgument(key);
      if (c.options.has(name) || c.aliasOf.has(name)) continue;
      s.unsupported.push({
        name: [...context, name].join('.'),
        supported: supportedList(c),
        depth: context.length,
      });
    }
  }
  const exclusive = mutuallyExclusive(spec, args);
  if (exclusive !== undefined) s.errors.push(exclusive + suffix);
  for (const [name, option] of c.entries) {
    if (option.default !== undefined && option.default !== null && !args.has(name))
      args.set(name, structuredDefault(option.default));
  }
  secretsIn();
  // a spec that a role brings may contradict itself
  for (const [name, option] of c.entries)
    if (option.required && option.default !== undefined && option.default !== null)
      s.errors.push(`internal error: required and default are mutually exclusive for ${name}`);
  const missing = c.entries
    .filter(([name, option]) => option.required && !args.has(name))
    .map(([name]) => name);
  if (missing.length > 0) s.errors.push(`missing required arguments: ${missing.sort().join(', ')}${suffix}`);
  // Text that should be a dict of sub-options is told before every other error of type.
  for (const [name, option] of c.entries) {
    const v = option.options === undefined ? null : (args.get(name) ?? null);
    for (const item of Array.isArray(v) ? v : [v]) {
      if (typeof item !== 'string') continue;
      try {
        toDict(item);
      } catch (e) {
        if (e instanceof CoerceError) s.errors.unshift(e.message);
      }
    }
  }
  for (const [name, option] of c.entries) if (args.has(name)) convert(name, option, args, place, s);
  for (const [name, option] of c.entries)
    if (option.choices !== undefined) checkChoices(name, option, args, suffix, s);
  for (const error of relationErrors(spec, args)) s.errors.push(error + suffix);
  for (const [name] of c.entries) if (!args.has(name)) args.set(name, null);
  for (const [name, option] of c.entries) validateSub(name, option, args, context, s);
}

/** A default that may be changed by its module must not be shared between tasks. */
const structuredDefault = (v: Value): Value => (typeof v === 'object' ? unwrapArgument(v) : v);

function asParam(v: Value, option: OptionSpec | undefined): PlainObject[string] {
  if (v === null || option === undefined) return v;
  if (option.type === 'float' && v instanceof PyFloat) return v.value;
  if (Array.isArray(v)) {
    if (option.options !== undefined)
      return v.map((x) => (x instanceof Map ? asParams(subSpecOf(option), x) : x));
    return option.elements === 'float'
      ? (v.map((x) => (x instanceof PyFloat ? x.value : x)) as unknown as Value[])
      : v;
  }
  return option.options !== undefined && v instanceof Map ? asParams(subSpecOf(option), v) : v;
}

function asParams(spec: ArgumentSpec, args: Dict): Record<string, PlainObject[string]> {
  const c = compileSpec(spec);
  const out: Record<string, PlainObject[string]> = {};
  for (const [name, option] of c.entries) out[name] = asParam(args.get(name) ?? null, option);
  if (spec.anyArguments) {
    for (const [k, v] of args) {
      const name = strArgument(k);
      if (!c.options.has(name) && !c.aliasOf.has(name) && name !== '__proto__') out[name] = v;
    }
  }
  return out;
}

function prepare(spec: ArgumentSpec, args: Dict, options: ValidateOptions): { s: State; moduleArgs: Dict } {
  const s: State = {
    moduleName: options.moduleName,
    environment: options.environment,
    invocation: options.invocation,
    lenient: options.lenient,
    errors: [],
    noLogValues: new Set(),
    warnings: [],
    deprecations: [],
    unsupported: [],
    paths: [],
  };
  const moduleArgs: Dict = new Map();
  const known = compileSpec(spec);
  for (const [k, v] of args) {
    const name = strArgument(k);
    // Free arguments (set_fact ...) are handed on as they are: no copy of what may be large.
    const free = spec.anyArguments && !known.options.has(name) && !known.aliasOf.has(name);
    moduleArgs.set(name, free ? v : unwrapArgument(v));
  }
  return { s, moduleArgs };
}

function unsupportedText(s: State): string | undefined {
  if (s.unsupported.length === 0) return undefined;
  const names = [...new Set(s.unsupported.map((u) => u.name))].sort().join(', ');
  const top = s.unsupported.find((u) => u.depth === 0) ?? s.unsupported[0]!;
  return `${names}. Supported parameters include: ${top.supported}.`;
}

/** All errors of arguments against a spec, in Ansible's order (roles' argument specs, validate_argument_spec). */
export function argumentErrors(spec: ArgumentSpec, args: Dict): string[] {
  const { s, moduleArgs } = prepare(spec, args, { moduleName: '' });
  validateLevel(spec, moduleArgs, [], s);
  const unsupported = unsupportedText(s);
  return (unsupported === undefined ? s.errors : [...s.errors, unsupported]).map((e) =>
    redactMessage(e, s.noLogValues),
  );
}

/** Whether an option that these arguments leave out may come from the host's environment. */
export function wantsEnvironment(spec: ArgumentSpec, args: Dict): boolean {
  return compileSpec(spec).fromEnvironment.some((name) => !args.has(name));
}

/**
 * Checks a module's arguments against its spec, in Ansible's order and with its texts, and fills in defaults.
 * Throws ModuleFailure with the first error (secrets masked, `invocation` in its details).
 */
export function validateArguments(
  spec: ArgumentSpec,
  args: Dict,
  options: ValidateOptions,
): ValidatedArguments {
  const { s, moduleArgs } = prepare(spec, args, options);
  validateLevel(spec, moduleArgs, [], s);
  const unsupported = unsupportedText(s);
  let message = s.errors[0];
  if (message === undefined && unsupported !== undefined)
    message = `Unsupported parameters for (${options.moduleName}) module: ${unsupported}`;
  if (message !== undefined && !options.lenient) {
    // what Ansible's release does not know is shown only where it was given
    for (const [name, o] of compileSpec(spec).entries)
      if (o.unlisted && !args.has(name)) moduleArgs.delete(name);
    const details =
      options.invocation === false ? {} : { invocation: invocationOf(moduleArgs, s.noLogValues) };
    throw new ModuleFailure(redactMessage(message, s.noLogValues), details);
  }
  const { noLogValues, warnings, deprecations, paths } = s;
  const expandPaths = async (expand: (path: string) => Promise<string>) => {
    for (const p of paths) p.put(await expand(p.path));
    return asParams(spec, moduleArgs);
  };
  return {
    params: asParams(spec, moduleArgs),
    moduleArgs,
    noLogValues,
    warnings,
    deprecations,
    expandPaths: paths.length > 0 ? expandPaths : undefined,
  };
}

/** The `invocation` of a result, secrets masked. */
export function invocationOf(moduleArgs: Dict, secrets: ReadonlySet<string>): Dict {
  return redact(new Map<Value, Value>([['module_args', moduleArgs]]), secrets);
}
