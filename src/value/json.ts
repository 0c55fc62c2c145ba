import { sorted } from './compare.ts';
import { isDict, toDict } from './dict.ts';
import { PyError, typeError, valueError } from './errors.ts';
import { checkExpanded, EXPANDED_CHECK, MAX_TEXT, MAX_VALUES, memoryError } from './limits.ts';
import { floatRepr } from './number.ts';
import { str } from './repr.ts';
import { asText, compareText } from './text.ts';
import { shortTypeName } from './type-name.ts';
import { type Dict, type LazyMapping, PyFloat, type Value } from './types.ts';

/** The options of Python's json.dumps. */
export interface JsonOptions {
  readonly indent?: number | string | null;
  readonly sortKeys?: boolean;
  readonly ensureAscii?: boolean;
  /** Behind an item; default ", ", with an indent ",". */
  readonly itemSeparator?: string;
  /** Behind a key; default ": ". */
  readonly keySeparator?: string;
  readonly allowNan?: boolean;
  readonly skipKeys?: boolean;
  /** Called for what JSON has no form of; its result is written in its place. */
  readonly default?: (v: Value) => Value;
}

const escapes: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\b': '\\b',
  '\f': '\\f',
};
const hex = (c: string): string => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** A text as Python's json writes it: with everything that is not ASCII escaped unless told otherwise. */
export function jsonText(text: string, ensureAscii = true): string {
  const pattern = ensureAscii ? /["\\]|[^ -~]/g : /["\\\x00-\x1f]/g;
  return `"${text.replace(pattern, (c) => escapes[c] ?? hex(c))}"`;
}

/** A float as Python's json writes it. */
export const jsonFloat = (x: number): string =>
  Number.isFinite(x) ? floatRepr(x) : Number.isNaN(x) ? 'NaN' : x > 0 ? 'Infinity' : '-Infinity';

/** Deeper data than this ends CPython's own writer and reader. */
export const JSON_DEPTH = 900;

const noDefault = (v: Value): Value => {
  throw typeError(`Object of type ${shortTypeName(v)} is not JSON serializable`);
};

class Writer {
  private readonly item: string;
  private readonly key: string;
  private readonly indent: string | undefined;
  private readonly open = new Set<Value>();
  private readonly fallback: (v: Value) => Value;
  private values = 0;
  private outermost: Value | undefined;
  private characters = 0;

  constructor(private readonly o: JsonOptions) {
    const indent = o.indent ?? null;
    this.indent =
      indent === null ? undefined : typeof indent === 'number' ? ' '.repeat(Math.max(0, indent)) : indent;
    this.item = o.itemSeparator ?? (this.indent === undefined ? ', ' : ',');
    this.key = o.keySeparator ?? ': ';
    this.fallback = o.default ?? noDefault;
  }

  write(v: Value, level: number): string {
    if (++this.values > MAX_VALUES)
      throw memoryError(`the result would be too large: JSON of more than ${MAX_VALUES} values`);
    this.outermost ??= v;
    if (this.values === EXPANDED_CHECK) checkExpanded(this.outermost, 'JSON');
    const simple = this.scalar(v);
    if (simple !== undefined) return this.counted(simple);
    const o = v as object & Value;
    if (this.open.has(o)) throw valueError('Circular reference detected');
    if (level > JSON_DEPTH)
      throw new PyError('RecursionError', 'maximum recursion depth exceeded while encoding a JSON object');
    this.open.add(o);
    const out = Array.isArray(o)
      ? this.list(o, level)
      : isDict(o)
        ? this.dict(toDict(o as Dict | LazyMapping), level)
        : this.write(this.fallback(o), level + 1);
    this.open.delete(o);
    return out;
  }

  private scalar(v: Value): string | undefined {
    switch (typeof v) {
      case 'string':
        return jsonText(v, this.o.ensureAscii);
      case 'number':
        return String(v);
      case 'bigint':
        return str(v);
      case 'boolean':
        return v ? 'true' : 'false';
    }
    if (v === null) return 'null';
    if (v instanceof PyFloat) return this.float(v.value);
    const text = asText(v);
    return text === undefined ? undefined : jsonText(text, this.o.ensureAscii);
  }

  private counted(text: string): string {
    this.characters += text.length;
    if (this.characters > MAX_TEXT)
      throw memoryError(`the result would be too large: JSON of more than ${MAX_TEXT} characters`);
    return text;
  }

  private float(n: number): string {
    if (!Number.isFinite(n) && this.o.allowNan === false)
      throw valueError(`Out of range float values are not JSON compliant: ${floatRepr(n)}`);
    return jsonFloat(n);
  }

  private join(parts: readonly string[], level: number, brackets: string): string {
    if (parts.length === 0) return brackets;
    if (this.indent === undefined) return brackets[0] + parts.join(this.item) + brackets[1];
    this.characters += (level + 1) * this.indent.length * parts.length;
    this.counted('');
    const inner = `\n${this.indent.repeat(level + 1)}`;
    return `${brackets[0]}${inner}${parts.join(this.item + inner)}\n${this.indent.repeat(level)}${brackets[1]}`;
  }

  private list(v: readonly Value[], level: number): string {
    return this.join(
      v.map((x) => this.write(x, level + 1)),
      level,
      '[]',
    );
  }

  private dict(dict: Dict, level: number): string {
    let keys: Value[] = [...dict.keys()];
    if (this.o.sortKeys)
      keys = keys.every((k) => typeof k === 'string') ? (keys as string[]).sort(compareText) : sorted(keys);
    const parts: string[] = [];
    for (const k of keys) {
      const name = this.keyText(k);
      if (name === undefined) continue;
      const shown = this.counted(jsonText(name, this.o.ensureAscii));
      parts.push(shown + this.key + this.write(dict.get(k)!, level + 1));
    }
    return this.join(parts, level, '{}');
  }

  private keyText(k: Value): string | undefined {
    const text = asText(k);
    if (text !== undefined) return text;
    if (k === null) return 'null';
    if (typeof k === 'boolean') return k ? 'true' : 'false';
    if (typeof k === 'number' || typeof k === 'bigint') return str(k);
    if (k instanceof PyFloat) return this.float(k.value);
    if (this.o.skipKeys) return undefined;
    throw typeError(`keys must be str, int, float, bool or None, not ${shortTypeName(k)}`);
  }
}

/** Python's `json.dumps(v)`. Throws TypeError, ValueError, RecursionError; MemoryError beyond our bounds. */
export const jsonDumps = (v: Value, options: JsonOptions = {}): string => new Writer(options).write(v, 0);
