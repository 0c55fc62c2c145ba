import { sorted } from '../../value/compare.ts';
import { PyDate } from '../../value/datetime.ts';
import { isDict, toDict } from '../../value/dict.ts';
import { PyError, typeError, valueError } from '../../value/errors.ts';
import { floatRepr } from '../../value/number.ts';
import { asText, compareText } from '../../value/text.ts';
import { shortTypeName } from '../../value/type-name.ts';
import { PyFloat, type PyObject, type Value } from '../../value/types.ts';
import { isUndefined } from '../../value/undefined.ts';

/** Options of Python's json.dumps. */
export interface JsonOptions {
  readonly indent?: number | string | null;
  readonly sortKeys?: boolean;
  readonly ensureAscii?: boolean;
  readonly itemSeparator?: string;
  readonly keySeparator?: string;
  readonly allowNan?: boolean;
  readonly skipKeys?: boolean;
}

const escapes: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\f': '\\f',
  '\b': '\\b',
};
const hex = (c: string): string => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** A text as Python's json writes it. */
export function jsonText(text: string, ensureAscii = true): string {
  const pattern = ensureAscii ? /["\\]|[^ -~]/g : /["\\\x00-\x1f]/g;
  return `"${text.replace(pattern, (c) => escapes[c] ?? hex(c))}"`;
}

class Writer {
  private readonly item: string;
  private readonly key: string;
  private readonly indent: string | undefined;
  private readonly open = new Set<Value>();
  constructor(private readonly o: JsonOptions) {
    const indent = o.indent ?? null;
    this.indent =
      indent === null ? undefined : typeof indent === 'number' ? ' '.repeat(Math.max(0, indent)) : indent;
    this.item = o.itemSeparator ?? (this.indent === undefined ? ', ' : ',');
    this.key = o.keySeparator ?? ': ';
  }

  write(v: Value, level: number): string {
    switch (typeof v) {
      case 'string':
        return jsonText(v, this.o.ensureAscii);
      case 'number':
      case 'bigint':
        return String(v);
      case 'boolean':
        return v ? 'true' : 'false';
    }
    if (v === null) return 'null';
    if (v instanceof PyFloat) return this.float(v.value);
    const text = asText(v);
    if (text !== undefined) return jsonText(text, this.o.ensureAscii);
    if (isUndefined(v)) v.fail();
    if (this.open.has(v)) throw valueError('Circular reference detected');
    if (level > 900)
      throw new PyError('RecursionError', 'maximum recursion depth exceeded while encoding a JSON object');
    this.open.add(v);
    const out = Array.isArray(v)
      ? this.list(v, level)
      : isDict(v)
        ? this.dict(v, level)
        : this.other(v, level);
    this.open.delete(v);
    return out;
  }

  private float(n: number): string {
    if (Number.isFinite(n)) return floatRepr(n);
    if (this.o.allowNan === false)
      throw valueError(`Out of range float values are not JSON compliant: ${floatRepr(n)}`);
    return Number.isNaN(n) ? 'NaN' : n > 0 ? 'Infinity' : '-Infinity';
  }

  private join(parts: readonly string[], level: number, brackets: string): string {
    if (!parts.length) return brackets;
    if (this.indent === undefined) return brackets[0] + parts.join(this.item) + brackets[1];
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

  private dict(v: Value, level: number): string {
    const dict = toDict(v as Parameters<typeof toDict>[0]);
    let keys: Value[] = [...dict.keys()];
    if (this.o.sortKeys)
      keys = keys.every((k) => typeof k === 'string') ? (keys as string[]).sort(compareText) : sorted(keys);
    const parts: string[] = [];
    for (const k of keys) {
      const name = this.keyText(k);
      if (name !== undefined)
        parts.push(jsonText(name, this.o.ensureAscii) + this.key + this.write(dict.get(k)!, level + 1));
    }
    return this.join(parts, level, '{}');
  }

  private keyText(k: Value): string | undefined {
    const text = asText(k);
    if (text !== undefined) return text;
    if (k === null) return 'null';
    if (typeof k === 'boolean') return k ? 'true' : 'false';
    if (typeof k === 'number' || typeof k === 'bigint') return String(k);
    if (k instanceof PyFloat) return this.float(k.value);
    if (this.o.skipKeys) return undefined;
    throw typeError(`keys must be str, int, float, bool or None, not ${shortTypeName(k)}`);
  }

  private other(v: PyObject, _level: number): string {
    if (v instanceof PyDate) return jsonText(v.iso());
    throw typeError(`Object of type ${shortTypeName(v)} is not JSON serializable`);
  }
}

/** Python's json.dumps with Ansible's encoder. */
export const toJson = (v: Value, options: JsonOptions = {}): string => new Writer(options).write(v, 0);
