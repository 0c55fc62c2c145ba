import { floatRepr } from '../../value/number.ts';
import { asText } from '../../value/text.ts';
import { PyFloat, PyObject, Tuple, type Value } from '../../value/types.ts';

/** A str as Python's repr writes it. */
export function reprText(s: string): string {
  const quote = s.includes("'") && !s.includes('"') ? '"' : "'";
  let out = quote;
  for (const c of s) {
    if (c === '\\' || c === quote) out += `\\${c}`;
    else if (c === '\n') out += '\\n';
    else if (c === '\r') out += '\\r';
    else if (c === '\t') out += '\\t';
    else if (c < ' ' || (c >= '\x7f' && c <= '\xa0') || c === '\xad')
      out += `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`;
    else out += c;
  }
  return out + quote;
}

/** What an argument looks like once it is JSON on its way to a module: Python's repr of it. */
export function reprArgument(v: Value): string {
  const text = asText(v);
  if (text !== undefined) return reprText(text);
  if (v instanceof Tuple) return `(${v.map(reprArgument).join(', ')}${v.length === 1 ? ',' : ''})`;
  if (Array.isArray(v)) return `[${v.map(reprArgument).join(', ')}]`;
  if (v instanceof Map)
    return `{${Array.from(v, ([k, x]) => `${reprArgument(k)}: ${reprArgument(x)}`).join(', ')}}`;
  return strArgument(v);
}

/** Python's str of an argument. */
export function strArgument(v: Value): string {
  const text = asText(v);
  if (text !== undefined) return text;
  if (v === null) return 'None';
  if (v === true) return 'True';
  if (v === false) return 'False';
  if (v instanceof PyFloat) return floatRepr(v.value);
  if (Array.isArray(v) || v instanceof Map) return reprArgument(v);
  return v instanceof PyObject ? `<${v.typeName}>` : String(v);
}

/** JSON text as Python's json.dumps writes it (", " and ": ", ASCII only). */
export function jsonArgument(v: Value): string {
  const text = asText(v);
  // Everything past ASCII is escaped.
  if (text !== undefined)
    return JSON.stringify(text).replace(
      /[^\x00-\x7e]/g,
      (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
  if (v === null) return 'null';
  if (Array.isArray(v)) return `[${v.map(jsonArgument).join(', ')}]`;
  if (v instanceof Map)
    return `{${Array.from(v, ([k, x]) => `${jsonArgument(strKey(k))}: ${jsonArgument(x)}`).join(', ')}}`;
  if (v instanceof PyFloat)
    return Number.isNaN(v.value)
      ? 'NaN'
      : Number.isFinite(v.value)
        ? floatRepr(v.value)
        : v.value > 0
          ? 'Infinity'
          : '-Infinity';
  return String(v);
}

const strKey = (k: Value): string =>
  k === true ? 'true' : k === false ? 'false' : k === null ? 'null' : strArgument(k);
