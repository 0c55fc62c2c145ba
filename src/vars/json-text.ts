import { floatRepr } from '../value/number.ts';
import { str } from '../value/repr.ts';
import { asText } from '../value/text.ts';
import { PyFloat, type Value, VaultText } from '../value/types.ts';

const quote = (s: string): string =>
  JSON.stringify(s).replace(/[\x7f-\uffff]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** JSON as Python's json.dumps(sort_keys=True, indent=4) writes it. */
export function factsJson(value: Value, indent = 0): string {
  if (value === null) return 'null';
  if (typeof value === 'boolean' || typeof value === 'number' || typeof value === 'bigint')
    return String(value);
  if (value instanceof PyFloat) {
    const x = value.value;
    return Number.isNaN(x)
      ? 'NaN'
      : x === Infinity
        ? 'Infinity'
        : x === -Infinity
          ? '-Infinity'
          : floatRepr(x);
  }
  if (value instanceof VaultText)
    return factsJson(new Map<Value, Value>([['__ansible_vault', value.ciphertext]]), indent);
  const text = asText(value);
  if (text !== undefined) return quote(text);
  const pad = '\n' + ' '.repeat(indent + 4);
  const end = '\n' + ' '.repeat(indent);
  if (Array.isArray(value))
    return value.length === 0
      ? '[]'
      : `[${pad}${value.map((v) => factsJson(v, indent + 4)).join(`,${pad}`)}${end}]`;
  if (value instanceof Map) {
    if (value.size === 0) return '{}';
    const pairs = [...value]
      .map(([k, v]) => [key(k), v] as const)
      .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    return `{${pad}${pairs.map(([k, v]) => `${quote(k)}: ${factsJson(v, indent + 4)}`).join(`,${pad}`)}${end}}`;
  }
  return quote(str(value));
}

const key = (k: Value): string =>
  k === null ? 'null' : typeof k === 'boolean' ? (k ? 'true' : 'false') : str(k);
