import { setCallableRepr } from './callable.ts';
import { dictKeys, identity } from './dict.ts';
import { valueError } from './errors.ts';
import { checkExpanded, checkText, EXPANDED_CHECK, MAX_VALUES, memoryError } from './limits.ts';
import { floatRepr } from './number.ts';
import { asText } from './text.ts';
import { shortTypeName } from './type-name.ts';
import { LazyMapping, Markup, PyFloat, PyObject, Tuple, type Value } from './types.ts';
import { setUndefinedRepr } from './undefined.ts';

let unprintable: RegExp | undefined;
const simple = /^[ !#-&(-[\]-~]*$/;

/** Python's `repr(str)`. */
export function reprText(s: string): string {
  if (simple.test(s)) return `'${s}'`;
  const q = s.includes("'") && !s.includes('"') ? '"' : "'";
  unprintable ??= /[\p{C}\p{Zl}\p{Zp}]|(?! )\p{Zs}/u;
  let out = q;
  for (const c of s) {
    const n = c.codePointAt(0)!;
    if (c === q || c === '\\') out += `\\${c}`;
    else if (n >= 32 && n < 127) out += c;
    else if (n === 10) out += '\\n';
    else if (n === 13) out += '\\r';
    else if (n === 9) out += '\\t';
    else if (n < 127 || unprintable.test(c)) {
      const h = n.toString(16);
      out +=
        n < 256
          ? `\\x${h.padStart(2, '0')}`
          : n < 65536
            ? `\\u${h.padStart(4, '0')}`
            : `\\U${h.padStart(8, '0')}`;
    } else if (n === 127) out += '\\x7f';
    else out += c;
  }
  return out + q;
}

/** Containers whose repr is under way, so that one that holds itself ends. */
const open = new Set<object>();
const MAX_INT_DIGITS = 4300;
/** Items written since the outermost container was begun. */
let items = 0;
let outermost: Value = null;

function bounded(text: string): string {
  checkText(text.length);
  if (++items > MAX_VALUES)
    throw memoryError(`the result would be too large: the text of more than ${MAX_VALUES} values`);
  if (items === EXPANDED_CHECK) checkExpanded(outermost, 'the text');
  return text;
}

function begin(container: Value & object): void {
  if (open.size === 0) {
    items = 0;
    outermost = container;
  }
  open.add(container);
}

function intText(n: bigint): string {
  const s = String(n);
  if (s.length > MAX_INT_DIGITS + 1)
    throw valueError(
      'Exceeds the limit (4300 digits) for integer string conversion; use sys.set_int_max_str_digits() to increase the limit',
    );
  return s;
}

/** `<name object at 0x...>` */
export const reprObject = (o: object, what: string): string => `<${what} at 0x${identity(o).toString(16)}>`;

/** Python's `repr(v)`. */
export function repr(v: Value): string {
  switch (typeof v) {
    case 'string':
      return reprText(v);
    case 'number':
      return String(v);
    case 'bigint':
      return intText(v);
    case 'boolean':
      return v ? 'True' : 'False';
  }
  if (v === null) return 'None';
  if (v instanceof PyFloat) return floatRepr(v.value);
  if (Array.isArray(v)) {
    const tuple = v instanceof Tuple;
    if (open.has(v)) return tuple ? '(...)' : '[...]';
    begin(v);
    try {
      let out = '';
      for (let i = 0; i < v.length; i++) out = bounded(i === 0 ? repr(v[i]!) : `${out}, ${repr(v[i]!)}`);
      return tuple ? (v.length === 1 ? `(${out},)` : `(${out})`) : `[${out}]`;
    } finally {
      open.delete(v);
    }
  }
  if (v instanceof Map) {
    if (open.has(v)) return '{...}';
    begin(v);
    try {
      let out = '';
      for (const k of dictKeys(v)) {
        const plain = asText(k);
        out = bounded(`${out}${out === '' ? '' : ', '}${repr(plain ?? k)}: ${repr(v.get(plain ?? k)!)}`);
      }
      return `{${out}}`;
    } finally {
      open.delete(v);
    }
  }
  if (v instanceof Markup) return `Markup(${reprText(v.text)})`;
  const text = asText(v);
  if (text !== undefined) return reprText(text);
  if (v instanceof LazyMapping && !v.pyRepr) {
    const parts: string[] = [];
    for (const k of v.keys()) parts.push(`${reprText(k)}: ${repr(v.get(k)!)}`);
    return `{${parts.join(', ')}}`;
  }
  if (v instanceof PyObject) {
    if (v.pyRepr) return v.pyRepr();
    const name = (v as { name?: unknown }).name;
    if (v.typeName === 'generator') return reprObject(v, `generator object ${String(name)}`);
    const module = v.typeModule === undefined ? '' : `${v.typeModule}.`;
    return reprObject(v, `${module}${shortTypeName(v)} object`);
  }
  return String(v);
}

/** Python's `str(v)`. */
export function str(v: Value): string {
  if (typeof v === 'string') return v;
  if (typeof v === 'number') return String(v);
  if (v instanceof PyObject) {
    const text = asText(v);
    if (text !== undefined) return text;
    if (v.pyStr) return v.pyStr();
  }
  return repr(v);
}

setUndefinedRepr(repr);
setCallableRepr(repr);

function escapeAscii(c: string): string {
  const n = c.codePointAt(0)!;
  const h = n.toString(16);
  return n < 256
    ? `\\x${h.padStart(2, '0')}`
    : n < 65536
      ? `\\u${h.padStart(4, '0')}`
      : `\\U${h.padStart(8, '0')}`;
}

/** Python's `ascii(v)`. */
export const asciiRepr = (v: Value): string => repr(v).replace(/[^\x00-\x7f]/gu, escapeAscii);
