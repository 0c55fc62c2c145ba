import { dictSet, identity } from './dict.ts';
import { typeError } from './errors.ts';
import { typeName } from './type-name.ts';
import { type Dict, PyFloat, PyObject, Tuple, type Value } from './types.ts';

export type Kwargs = Map<string, Value>;
export const noKwargs: Kwargs = new Map();

interface Parameter {
  readonly name: string;
  readonly default: Value | undefined;
  readonly kind: 'positional' | 'both' | 'keyword' | 'args' | 'kwargs';
}

/** A parsed Python signature. */
export interface Signature {
  readonly name: string;
  readonly params: readonly Parameter[];
  /** Those that can be given by position. */
  readonly positional: readonly Parameter[];
  readonly required: number;
  /** No `*`, `**` or keyword-only parameters: the quick way is open. */
  readonly simple: boolean;
  /** A function of CPython's own, whose TypeErrors read otherwise: "!len(obj)" takes one, "%eq(a, b)" a fixed
   * number, "#permutations(iterable, r=None)" names (a leading `self` is not counted). */
  readonly builtin: '!' | '%' | '#' | undefined;
}

function defaultValue(text: string): Value {
  switch (text) {
    case 'None':
      return null;
    case 'True':
      return true;
    case 'False':
      return false;
    case '()':
      return Tuple.from([]) as Tuple;
    case '[]':
      return [];
    case '{}':
      return new Map();
  }
  if (/^-?\d+$/.test(text)) return Number(text);
  if (/^-?[\d.]+(e[+-]?\d+)?$/.test(text)) return new PyFloat(Number(text));
  const m = /^(['"])(.*)\1$/s.exec(text);
  if (m !== null) return m[2]!.replaceAll('\\n', '\n').replaceAll('\\t', '\t').replaceAll('\\\\', '\\');
  throw new Error(`bad default in a signature: ${text}`);
}

const parsed = new Map<string, Signature>();

/** Parses "name(a, b=1, /, *args, c=2, **kw)"; kept by text. */
export function signature(text: string): Signature {
  const kept = parsed.get(text);
  if (kept !== undefined) return kept;
  const open = text.indexOf('(');
  const mark = text[0];
  const builtin = mark === '!' || mark === '%' || mark === '#' ? mark : undefined;
  const params: Parameter[] = [];
  let keywordOnly = false;
  for (const part of splitParams(text.slice(open + 1, text.lastIndexOf(')')))) {
    if (part === '/') {
      for (let i = 0; i < params.length; i++) params[i] = { ...params[i]!, kind: 'positional' };
    } else if (part === '*') keywordOnly = true;
    else if (part.startsWith('**')) params.push({ name: part.slice(2), default: undefined, kind: 'kwargs' });
    else if (part.startsWith('*')) {
      params.push({ name: part.slice(1), default: undefined, kind: 'args' });
      keywordOnly = true;
    } else {
      const eq = part.indexOf('=');
      params.push({
        name: eq < 0 ? part : part.slice(0, eq).trim(),
        default: eq < 0 ? undefined : defaultValue(part.slice(eq + 1).trim()),
        kind: keywordOnly ? 'keyword' : 'both',
      });
    }
  }
  const positional = params.filter((p) => p.kind === 'both' || p.kind === 'positional');
  const out: Signature = {
    name: text.slice(builtin === undefined ? 0 : 1, open),
    builtin,
    params,
    positional,
    required: positional.filter((p) => p.default === undefined).length,
    simple: params.every((p) => p.kind === 'both'),
  };
  parsed.set(text, out);
  return out;
}

function splitParams(s: string): string[] {
  const out: string[] = [];
  let quote = '';
  let depth = 0;
  let cur = '';
  for (const c of s) {
    if (quote) {
      if (c === quote) quote = '';
    } else if (c === "'" || c === '"') quote = c;
    else if (c === '(' || c === '[' || c === '{') depth++;
    else if (c === ')' || c === ']' || c === '}') depth--;
    else if (c === ',' && depth === 0) {
      out.push(cur.trim());
      cur = '';
      continue;
    }
    cur += c;
  }
  if (cur.trim()) out.push(cur.trim());
  return out;
}

const listNames = (names: readonly string[]): string => {
  const q = names.map((n) => `'${n}'`);
  if (q.length < 3) return q.join(' and ');
  return `${q.slice(0, -1).join(', ')}, and ${q.at(-1)}`;
};
const plural = (n: number): string => (n === 1 ? '' : 's');

function builtinError(sig: Signature, args: readonly Value[], kwargs: Kwargs): Error {
  if (kwargs.size > 0)
    return typeError(`${sig.builtin === '%' ? '_operator.' : ''}${sig.name}() takes no keyword arguments`);
  if (sig.builtin === '!')
    return typeError(`${sig.name}() takes exactly one argument (${args.length} given)`);
  return typeError(`${sig.name} expected ${sig.required} arguments, got ${args.length}`);
}

/** Fails as a C function with names fails, where the arguments do not fit. */
function checkNamed(sig: Signature, args: readonly Value[], kwargs: Kwargs): void {
  const { name, positional, params } = sig;
  const hidden = params[0]?.name === 'self' ? 1 : 0;
  const most = params.length - hidden;
  const given = args.length + kwargs.size - hidden;
  if (params.every((p) => p.kind !== 'args') && given > most)
    throw typeError(`${name}() takes at most ${most} argument${plural(most)} (${given} given)`);
  positional.forEach((p, i) => {
    if (p.default === undefined && i >= args.length && !kwargs.has(p.name))
      throw typeError(`${name}() missing required argument '${p.name}' (pos ${i + 1 - hidden})`);
  });
  for (const k of kwargs.keys())
    if (!params.some((p) => p.name === k && p.kind !== 'args' && k !== 'self'))
      throw typeError(`'${k}' is an invalid keyword argument for ${name}()`);
}

/**
 * Binds arguments to a Python function's parameters, with CPython's TypeErrors. Returns one value a parameter, in
 * order; `*args` as a Tuple, `**kwargs` as a Dict. `isMethod` is not needed: write `self` in the signature.
 */
export function bind(sig: Signature, args: readonly Value[], kwargs: Kwargs): Value[] {
  if (sig.simple && kwargs.size === 0 && args.length >= sig.required && args.length <= sig.params.length) {
    const out = args.slice() as Value[];
    for (let i = args.length; i < sig.params.length; i++) out.push(sig.params[i]!.default!);
    return out;
  }
  if (sig.builtin === '#') checkNamed(sig, args, kwargs);
  else if (sig.builtin !== undefined) throw builtinError(sig, args, kwargs);
  const values = new Map<string, Value>();
  const np = sig.positional.length;
  for (let i = 0; i < Math.min(np, args.length); i++) values.set(sig.positional[i]!.name, args[i]!);
  const hasArgs = sig.params.some((p) => p.kind === 'args');
  const hasKwargs = sig.params.some((p) => p.kind === 'kwargs');
  const extra: Dict = new Map();
  for (const [k, v] of kwargs) {
    const p = sig.params.find((x) => x.name === k && (x.kind === 'both' || x.kind === 'keyword'));
    if (p === undefined) {
      if (!hasKwargs) {
        if (sig.params.some((x) => x.name === k && x.kind === 'positional'))
          throw typeError(
            `${sig.name}() got some positional-only arguments passed as keyword arguments: '${k}'`,
          );
        throw typeError(`${sig.name}() got an unexpected keyword argument '${k}'`);
      }
      dictSet(extra, k, v);
    } else if (values.has(k)) throw typeError(`${sig.name}() got multiple values for argument '${k}'`);
    else values.set(k, v);
  }
  if (args.length > np && !hasArgs) {
    const kwOnly = sig.params.filter((p) => p.kind === 'keyword' && values.has(p.name)).length;
    const range = sig.required === np ? `${np}` : `from ${sig.required} to ${np}`;
    const s = plural(np === sig.required ? np : 2);
    const given =
      kwOnly > 0
        ? `${args.length} positional argument${plural(args.length)} (and ${kwOnly} keyword-only argument${plural(kwOnly)})`
        : `${args.length}`;
    const was = args.length === 1 && kwOnly === 0 ? 'was' : 'were';
    throw typeError(`${sig.name}() takes ${range} positional argument${s} but ${given} ${was} given`);
  }
  const missing = sig.positional
    .filter((p) => p.default === undefined && !values.has(p.name))
    .map((p) => p.name);
  if (missing.length > 0)
    throw typeError(
      `${sig.name}() missing ${missing.length} required positional argument${plural(missing.length)}: ${listNames(missing)}`,
    );
  const missingKw = sig.params
    .filter((p) => p.kind === 'keyword' && p.default === undefined && !values.has(p.name))
    .map((p) => p.name);
  if (missingKw.length > 0)
    throw typeError(
      `${sig.name}() missing ${missingKw.length} required keyword-only argument${plural(missingKw.length)}: ${listNames(missingKw)}`,
    );
  return sig.params.map((p) => {
    if (p.kind === 'args') return Tuple.from(args.slice(np)) as Tuple;
    if (p.kind === 'kwargs') return extra;
    return values.get(p.name) ?? (values.has(p.name) ? null : p.default!);
  });
}

/** A function written in Python's manner: `run` gets the bound arguments. */
export class PyFunction extends PyObject {
  override readonly typeName: string = 'function';
  constructor(
    readonly signatureText: string,
    private readonly run: (...args: Value[]) => Value,
    readonly qualname: string = signatureText.slice(0, signatureText.indexOf('(')),
  ) {
    super();
  }
  override pyCall(args: Value[], kwargs: Kwargs): Value {
    return this.run(...bind(signature(this.signatureText), args, kwargs));
  }
  /** As a method: `self` is passed first. */
  bound(self: Value): BoundMethod {
    return new BoundMethod(this, self);
  }
  override pyRepr(): string {
    return `<function ${this.qualname} at 0x${identity(this).toString(16)}>`;
  }
}

/** A method written in Python, bound to its object. */
export class BoundMethod extends PyObject {
  readonly typeName = 'method';
  constructor(
    readonly fn: PyFunction,
    readonly self: Value,
  ) {
    super();
  }
  get qualname(): string {
    return this.fn.qualname;
  }
  override pyCall(args: Value[], kwargs: Kwargs): Value {
    return this.fn.pyCall([this.self, ...args], kwargs);
  }
  override pyRepr(): string {
    return `<bound method ${this.fn.qualname} of ${reprFor(this.self)}>`;
  }
}

let reprFor: (v: Value) => string = String;
/** Set by repr.ts, which stands below this file. */
export const setCallableRepr = (f: (v: Value) => string): void => {
  reprFor = f;
};

/** A method of a built-in type, bound to its object. */
export class BuiltinMethod extends PyObject {
  readonly typeName = 'builtin_function_or_method';
  constructor(
    readonly name: string,
    readonly self: Value,
    private readonly ownerName: string,
    private readonly run: (args: Value[], kwargs: Kwargs) => Value,
  ) {
    super();
  }
  override pyCall(args: Value[], kwargs: Kwargs): Value {
    return this.run(args, kwargs);
  }
  override pyRepr(): string {
    const at = this.self !== null && typeof this.self === 'object' ? identity(this.self) : 0x7f00deadbee0;
    return `<built-in method ${this.name} of ${this.ownerName} object at 0x${at.toString(16)}>`;
  }
}

/** A class as templates see it (`x.__class__`, `dict`, `range`). */
export class PyClass extends PyObject {
  readonly typeName = 'type';
  constructor(
    readonly className: string,
    private readonly construct: ((args: Value[], kwargs: Kwargs) => Value) | undefined = undefined,
    private readonly attributes: ReadonlyMap<string, Value> = new Map(),
    readonly module = 'builtins',
  ) {
    super();
  }
  override pyCall(args: Value[], kwargs: Kwargs): Value {
    if (this.construct === undefined) throw typeError(`cannot create '${this.className}' instances`);
    return this.construct(args, kwargs);
  }
  override pyGetAttr(name: string): Value | undefined {
    if (name === '__name__' || name === '__qualname__') return this.className;
    if (name === '__module__') return this.module;
    return this.attributes.get(name);
  }
  override pyEq(o: Value): boolean | undefined {
    return o instanceof PyClass ? o.className === this.className : undefined;
  }
  override pyHash(): string {
    return `\0c${this.className}`;
  }
  override pyRepr(): string {
    return `<class '${this.module === 'builtins' ? '' : `${this.module}.`}${this.className}'>`;
  }
}

/** Whether Python's `callable(v)` is true. */
export const isCallable = (v: Value): boolean => v instanceof PyObject && v.pyCall !== undefined;

/** Calls a value, or raises "'x' object is not callable". */
export function call(f: Value, args: Value[], kwargs: Kwargs = noKwargs): Value {
  if (f instanceof PyObject && f.pyCall) return f.pyCall(args, kwargs);
  throw typeError(`'${typeName(f)}' object is not callable`);
}
