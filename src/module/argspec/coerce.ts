import { parseFloatText, parseInt10 } from '../../value/number.ts';
import { typeName } from '../../value/type-name.ts';
import { PyFloat, type Value } from '../../value/types.ts';
import type { OptionType } from '../define.ts';
import { LiteralError, parseLiteral } from './literal.ts';
import { jsonArgument, strArgument } from './repr.ts';

/** A value that cannot be turned into the wanted type; the message is the part after "unable to convert to x: ". */
export class CoerceError extends Error {}

const trueTexts = new Set(['y', 'yes', 'on', '1', 'true', 't']);
const falseTexts = new Set(['n', 'no', 'off', '0', 'false', 'f']);
/** Python prints a set here, so its order changes from run to run. */
const booleans = "0, 'on', 1, 'no', 'true', 'yes', 'f', 'y', 'off', 'n', 't', '0', 'false', '1'";

const pyStrip = (s: string): string => s.replace(/^[\s\x1c-\x1f\x85]+|[\s\x1c-\x1f\x85]+$/g, '');

export const classOf = (v: Value): string => `<class '${typeName(v)}'>`;
const cannot = (v: Value, what: string): never => {
  throw new CoerceError(`${classOf(v)} cannot be converted to ${what}`);
};

/** The bool that Ansible reads from a value, or undefined. */
export function boolOf(v: Value): boolean | undefined {
  if (typeof v === 'boolean') return v;
  const n = v instanceof PyFloat ? v.value : v;
  if (n === 1 || n === 0) return n === 1;
  if (typeof v !== 'string') return undefined;
  const t = pyStrip(v.toLowerCase());
  return trueTexts.has(t) ? true : falseTexts.has(t) ? false : undefined;
}

function toBool(v: Value): Value {
  const b = boolOf(v);
  if (b !== undefined) return b;
  if (typeof v === 'string' || typeof v === 'number' || typeof v === 'bigint' || v instanceof PyFloat)
    throw new CoerceError(
      `The value '${strArgument(v)}' is not a valid boolean.  Valid booleans include: ${booleans}`,
    );
  return cannot(v, 'a bool');
}

function toInt(v: Value): Value {
  // Python's bool is an int and passes as it is.
  if (typeof v === 'number' || typeof v === 'bigint' || typeof v === 'boolean') return v;
  const n = typeof v === 'string' ? parseInt10(pyStrip(v)) : undefined;
  return n ?? cannot(v, 'an int');
}

function toFloat(v: Value): Value {
  if (v instanceof PyFloat) return v;
  if (typeof v === 'number' || typeof v === 'bigint' || typeof v === 'boolean') return new PyFloat(Number(v));
  const n = typeof v === 'string' ? parseFloatText(pyStrip(v)) : undefined;
  return n === undefined ? cannot(v, 'a float') : new PyFloat(n);
}

function toList(v: Value): Value {
  if (Array.isArray(v)) return v;
  if (typeof v === 'string') return v.split(',');
  if (typeof v === 'number' || typeof v === 'bigint' || typeof v === 'boolean' || v instanceof PyFloat)
    return [strArgument(v)];
  return cannot(v, 'a list');
}

/** Splits `k=v, k2="a b"` at commas and white space outside quotes; a backslash keeps the next character. */
function splitFields(text: string): string[] {
  const fields: string[] = [];
  let field = '';
  let quote = '';
  let escaped = false;
  for (const c of pyStrip(text)) {
    if (escaped) {
      field += c;
      escaped = false;
    } else if (c === '\\') escaped = true;
    else if (quote === '' && (c === '"' || c === "'")) quote = c;
    else if (quote !== '' && c === quote) quote = '';
    else if (quote === '' && (c === ',' || c === ' ')) {
      if (field !== '') fields.push(field);
      field = '';
    } else field += c;
  }
  if (field !== '') fields.push(field);
  return fields;
}

/** A dict from a dict, JSON or Python text, or `k=v` words; throws CoerceError. */
export function toDict(v: Value): Value {
  if (v instanceof Map) return v;
  if (typeof v !== 'string') return cannot(v, 'a dict');
  if (v.startsWith('{')) {
    for (const mode of ['json', 'python'] as const) {
      try {
        const parsed = parseLiteral(v, mode);
        if (parsed instanceof Map) return parsed;
      } catch (e) {
        if (!(e instanceof LiteralError)) throw e;
      }
    }
    throw new CoerceError('unable to evaluate string as dictionary');
  }
  if (!v.includes('=')) throw new CoerceError('dictionary requested, could not parse JSON or key=value');
  const out = new Map<Value, Value>();
  for (const [i, field] of splitFields(v).entries()) {
    const eq = field.indexOf('=');
    if (eq < 0) throw new CoerceError(`dictionary update sequence element #${i} has length 1; 2 is required`);
    out.set(field.slice(0, eq), field.slice(eq + 1));
  }
  return out;
}

const unitPowers = 'BKMGTPEZY';

/** Sizes such as 10k, 1.5MB (`B`, bytes) or 10Mb, 1Kbit (`b`, bits) as a whole number. */
export function sizeOf(v: Value, letter: 'B' | 'b'): number | undefined {
  if (typeof v !== 'string' && typeof v !== 'number' && !(v instanceof PyFloat)) return undefined;
  const m = /^\s*(\d*\.?\d*)\s*([A-Za-z]+)?/.exec(strArgument(v));
  const num = m?.[1] === undefined || m[1] === '' || m[1] === '.' ? Number.NaN : Number(m[1]);
  if (Number.isNaN(num)) return undefined;
  const unit = m?.[2] ?? 'B';
  const power = unitPowers.indexOf(unit[0]!.toUpperCase());
  if (power < 0) return undefined;
  const name = letter === 'B' ? 'byte' : 'bit';
  if (unit.length > 1 && !unit.toLowerCase().includes(name) && unit[1] !== letter) return undefined;
  // Python rounds halves to the even neighbour.
  const exact = num * 1024 ** power;
  const near = Math.round(exact);
  return Math.abs(exact - Math.trunc(exact)) === 0.5 && near % 2 !== 0 ? near - 1 : near;
}

function toJson(v: Value): Value {
  if (typeof v === 'string') return pyStrip(v);
  if (Array.isArray(v) || v instanceof Map) return jsonArgument(v);
  return cannot(v, 'a json string');
}

/**
 * An argument (texts unwrapped) as the type its spec wants. Paths are only made text: what `~` and `$VAR` mean is
 * known on the host alone. Throws CoerceError.
 */
export function coerce(v: Value, type: OptionType): Value {
  switch (type) {
    case 'raw':
      return v;
    case 'str':
    case 'path':
      return typeof v === 'string' ? v : strArgument(v);
    case 'bool':
      return toBool(v);
    case 'int':
      return toInt(v);
    case 'float':
      return toFloat(v);
    case 'list':
      return toList(v);
    case 'dict':
      return toDict(v);
    case 'json':
    case 'jsonarg':
      return toJson(v);
    case 'bytes':
      return sizeOf(v, 'B') ?? cannot(v, 'a Byte value');
    case 'bits':
      return sizeOf(v, 'b') ?? cannot(v, 'a Bit value');
    default:
      // the type of a role's argument spec may be any text
      throw new CoerceError("'NoneType' object is not callable");
  }
}
