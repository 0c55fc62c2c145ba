import { equal, sorted } from '../../../value/compare.ts';
import { dictUpdate, isDict, toDict } from '../../../value/dict.ts';
import { asFloat, floatToInt, isNumber, parseFloatText, parseInt10 } from '../../../value/number.ts';
import { repr } from '../../../value/repr.ts';
import { asText, compareText, textLength } from '../../../value/text.ts';
import { type Dict, PyFloat, PyObject, type Value } from '../../../value/types.ts';
import { toJson } from '../json.ts';
import { jmesError } from './lexer.ts';

/** `&expression` as an argument. */
export class ExpressionRef extends PyObject {
  readonly typeName = 'expref';
  constructor(readonly evaluate: (v: Value) => Value) {
    super();
  }
}

/** JMESPath's name for the type of a value. */
export function jmesType(v: Value): string {
  if (v === null) return 'null';
  if (typeof v === 'boolean') return 'boolean';
  if (isNumber(v)) return 'number';
  if (asText(v) !== undefined) return 'string';
  if (Array.isArray(v)) return 'array';
  return v instanceof ExpressionRef ? 'expref' : 'object';
}

const isTrueText = (v: Value): string => asText(v)!;
const number = (v: Value): number => asFloat(v)!;
/** A float where one went in, an integer where none did. */
const numeric = (n: number, from: readonly Value[]): Value =>
  from.some((v) => v instanceof PyFloat) || !Number.isInteger(n) ? new PyFloat(n) : floatToInt(n);
const list = (v: Value): Value[] => v as Value[];
const ref = (v: Value): ((x: Value) => Value) => (v as ExpressionRef).evaluate;

function best(values: readonly Value[], key: (v: Value) => Value, sign: 1 | -1): Value {
  let out: Value = null;
  let outKey: Value = null;
  for (const v of values) {
    const k = key(v);
    if (outKey === null || sign * order(k, outKey) > 0) [out, outKey] = [v, k];
  }
  return out;
}

const order = (a: Value, b: Value): number =>
  asText(a) !== undefined ? compareText(asText(a)!, asText(b) ?? '') : number(a) - number(b);

type Run = (...args: Value[]) => Value;

/** Functions with the types of their arguments ("array|string"); `...` repeats the last. */
const functions: ReadonlyMap<string, { readonly types: readonly string[]; readonly run: Run }> = new Map(
  Object.entries({
    abs: { types: ['number'], run: (n) => numeric(Math.abs(number(n!)), [n!]) },
    avg: {
      types: ['array-number'],
      run: (l) =>
        list(l!).length
          ? new PyFloat(list(l!).reduce((s: number, v) => s + number(v), 0) / list(l!).length)
          : null,
    },
    ceil: { types: ['number'], run: (n) => floatToInt(Math.ceil(number(n!))) },
    floor: { types: ['number'], run: (n) => floatToInt(Math.floor(number(n!))) },
    contains: {
      types: ['array|string', 'any'],
      run: (l, v) =>
        Array.isArray(l)
          ? l.some((x) => equal(x, v!))
          : asText(v!) !== undefined && isTrueText(l!).includes(asText(v!)!),
    },
    ends_with: { types: ['string', 'string'], run: (s, e) => isTrueText(s!).endsWith(isTrueText(e!)) },
    starts_with: { types: ['string', 'string'], run: (s, e) => isTrueText(s!).startsWith(isTrueText(e!)) },
    join: {
      types: ['string', 'array'],
      run: (s, l) =>
        list(l!)
          .map((v) => asText(v) ?? '')
          .join(isTrueText(s!)),
    },
    keys: { types: ['object'], run: (d) => [...toDict(d as Dict).keys()] },
    values: { types: ['object'], run: (d) => [...toDict(d as Dict).values()] },
    length: {
      types: ['string|array|object'],
      run: (v) => (Array.isArray(v) ? v.length : isDict(v!) ? toDict(v).size : textLength(isTrueText(v!))),
    },
    map: { types: ['expref', 'array'], run: (f, l) => list(l!).map((v) => ref(f!)(v)) },
    max: { types: ['array'], run: (l) => best(list(l!), (v) => v, 1) },
    min: { types: ['array'], run: (l) => best(list(l!), (v) => v, -1) },
    max_by: { types: ['array', 'expref'], run: (l, f) => best(list(l!), ref(f!), 1) },
    min_by: { types: ['array', 'expref'], run: (l, f) => best(list(l!), ref(f!), -1) },
    merge: {
      types: ['object...'],
      run: (...ds) => {
        const out: Dict = new Map();
        for (const d of ds) dictUpdate(out, d as Dict);
        return out;
      },
    },
    not_null: { types: ['any...'], run: (...vs) => vs.find((v) => v !== null) ?? null },
    reverse: {
      types: ['array|string'],
      run: (v) => (Array.isArray(v) ? [...v].reverse() : Array.from(isTrueText(v!)).reverse().join('')),
    },
    sort: { types: ['array-string|array-number'], run: (l) => sorted(list(l!)) },
    sort_by: { types: ['array', 'expref'], run: (l, f) => sorted(list(l!), ref(f!)) },
    sum: {
      types: ['array-number'],
      run: (l) =>
        numeric(
          list(l!).reduce((s: number, v) => s + number(v), 0),
          list(l!),
        ),
    },
    to_array: { types: ['any'], run: (v) => (Array.isArray(v) ? v : [v!]) },
    to_number: {
      types: ['any'],
      run: (v) => {
        const text = asText(v!);
        if (text === undefined) return typeof v !== 'boolean' && isNumber(v!) ? v! : null;
        const f = parseFloatText(text);
        return parseInt10(text) ?? (f === undefined ? null : new PyFloat(f));
      },
    },
    to_string: {
      types: ['any'],
      run: (v) => asText(v!) ?? toJson(v!, { itemSeparator: ',', keySeparator: ':' }),
    },
    type: { types: ['any'], run: (v) => jmesType(v!) },
  } satisfies Record<string, { readonly types: readonly string[]; readonly run: Run }>),
);

/** Calls one of JMESPath's functions, with its errors of arity and type. */
export function callFunction(name: string, args: Value[]): Value {
  const f = functions.get(name);
  if (!f) throw jmesError(`Unknown function: ${name}()`);
  const variadic = f.types.at(-1)!.endsWith('...');
  if (variadic ? args.length < f.types.length : args.length !== f.types.length) {
    throw jmesError(
      `Expected ${variadic ? 'at least ' : ''}${f.types.length} argument${f.types.length === 1 ? '' : 's'} for function ${name}(), received ${args.length}`,
    );
  }
  args.forEach((a, i) => {
    const types = f.types[Math.min(i, f.types.length - 1)]!.replace('...', '').split('|');
    const wrong = wrongPart(a, types);
    if (wrong !== undefined) {
      throw jmesError(
        `In function ${name}(), invalid type for value: ${toShown(wrong)}, expected one of: [${types.map((t) => `'${t}'`).join(', ')}], received: "${jmesType(wrong)}"`,
      );
    }
  });
  return f.run(...args);
}

/** The argument, or the member of it, that is of none of the types; members of a list are all of one. */
function wrongPart(v: Value, types: readonly string[]): Value | undefined {
  const type = jmesType(v);
  if (types.includes('any') || types.includes(type)) return undefined;
  const inner = types.filter((t) => t.startsWith(`${type}-`)).map((t) => t.slice(type.length + 1));
  if (!Array.isArray(v) || inner.length === 0) return v;
  const allowed = inner.length === 1 ? inner[0] : inner.find((t) => v.length > 0 && t === jmesType(v[0]!));
  return v.find((x) => jmesType(x) !== allowed);
}

const toShown = (v: Value): string => (v instanceof ExpressionRef ? '&expression' : (asText(v) ?? repr(v)));
