import { PySet } from '../../value/containers.ts';
import { floatRepr } from '../../value/number.ts';
import { str } from '../../value/repr.ts';
import { asText, compareText } from '../../value/text.ts';
import { type Dict, LazyMapping, PyFloat, type Value, VaultText } from '../../value/types.ts';

export interface JsonOptions {
  /** Blanks a level; one line where it is left out. */
  readonly indent?: number | undefined;
  /** "," and ":" forms of the one-line layout; default ", " and ": ". */
  readonly separators?: readonly [item: string, key: string];
  /** Keys in Python's order (default true). */
  readonly sortKeys?: boolean;
}

/** Keys of one dict that Python cannot order. */
export class UnsortableKeys extends Error {}

const lone = /([\ud800-\udfff])/u;
/** A text with quotes and escapes; lone surrogates stay as they are, as in Python. */
const quote = (s: string): string =>
  lone.test(s)
    ? `"${s
        .split(lone)
        .map((part, i) => (i % 2 === 1 ? part : JSON.stringify(part).slice(1, -1)))
        .join('')}"`
    : JSON.stringify(s);

function keyText(k: Value): string {
  if (typeof k === 'string') return k;
  if (k === null) return 'null';
  if (typeof k === 'boolean') return k ? 'true' : 'false';
  if (k instanceof PyFloat) return jsonFloat(k.value);
  return asText(k) ?? str(k);
}

function jsonFloat(n: number): string {
  if (Number.isNaN(n)) return 'NaN';
  if (!Number.isFinite(n)) return n > 0 ? 'Infinity' : '-Infinity';
  return floatRepr(n);
}

function sortedEntries(d: Dict): Array<[Value, Value]> {
  const entries = [...d];
  if (entries.every(([k]) => asText(k) !== undefined))
    return entries.sort((a, b) => compareText(asText(a[0])!, asText(b[0])!));
  const num = (k: Value): number =>
    typeof k === 'number'
      ? k
      : typeof k === 'boolean'
        ? Number(k)
        : k instanceof PyFloat
          ? k.value
          : typeof k === 'bigint'
            ? Number(k)
            : Number.NaN;
  if (entries.length > 1 && entries.some(([k]) => Number.isNaN(num(k)))) throw new UnsortableKeys();
  return entries.sort((a, b) => num(a[0]) - num(b[0]));
}

/**
 * A value as Ansible's callbacks print it: Python's `json.dumps` without ASCII escapes. Throws UnsortableKeys where
 * keys of different types stand in one dict and `sortKeys` is on.
 */
export function toJson(value: Value, options: JsonOptions = {}): string {
  const { indent, sortKeys = true } = options;
  const [itemSep, keySep] = options.separators ?? [indent === undefined ? ', ' : ',', ': '];
  const seen = new Set<object>();
  const line = (depth: number): string => (indent === undefined ? '' : `\n${' '.repeat(indent * depth)}`);
  const nested = (o: object, work: () => string): string => {
    if (seen.has(o)) return quote('...');
    seen.add(o);
    const text = work();
    seen.delete(o);
    return text;
  };
  const write = (v: Value, depth: number): string => {
    switch (typeof v) {
      case 'string':
        return quote(v);
      case 'number':
      case 'bigint':
        return String(v);
      case 'boolean':
        return v ? 'true' : 'false';
    }
    if (v === null) return 'null';
    if (v instanceof PyFloat) return jsonFloat(v.value);
    if (v instanceof VaultText)
      return write(new Map<Value, Value>([['__ansible_vault', v.ciphertext]]), depth);
    const text = asText(v);
    if (text !== undefined) return quote(text);
    const list = Array.isArray(v) ? v : v instanceof PySet ? [...v.items.values()] : undefined;
    if (list !== undefined)
      return nested(v, () =>
        list.length === 0
          ? '[]'
          : `[${line(depth + 1)}${list.map((x) => write(x, depth + 1)).join(itemSep + line(depth + 1))}${line(depth)}]`,
      );
    const dict: Dict | undefined = v instanceof Map ? v : v instanceof LazyMapping ? lazyDict(v) : undefined;
    if (dict !== undefined)
      return nested(v, () => {
        if (dict.size === 0) return '{}';
        const entries = sortKeys ? sortedEntries(dict) : [...dict];
        return `{${line(depth + 1)}${entries
          .map(([k, x]) => `${quote(keyText(k))}${keySep}${write(x, depth + 1)}`)
          .join(itemSep + line(depth + 1))}${line(depth)}}`;
      });
    return quote(str(v));
  };
  return write(value, 0);
}

function lazyDict(v: LazyMapping): Dict {
  const out: Dict = new Map();
  for (const k of v.keys()) {
    const x = v.get(k);
    if (x !== undefined) out.set(k, x);
  }
  return out;
}

/** JSON with all that is not ASCII as `\uXXXX`. */
export const asciiJson = (json: string): string =>
  json.replace(/[\x7f-\uffff]/g, (c) =>
    c === '\x7f' ? c : `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

/** As `toJson` with sorted keys; a dict with keys of mixed types keeps its order, sorted at the top only. */
export function toSortedJson(value: Value, options: JsonOptions = {}): string {
  try {
    return toJson(value, options);
  } catch (e) {
    if (!(e instanceof UnsortableKeys)) throw e;
    const top =
      value instanceof Map
        ? new Map([...value].sort((a, b) => compareText(keyText(a[0]), keyText(b[0]))))
        : value;
    return toJson(top, { ...options, sortKeys: false });
  }
}
