import { reprBytes } from './bytes-repr.ts';
import { bytesText } from './codecs.ts';
import { equal, same } from './compare.ts';
import { dictGet, hashKey, seenKey } from './dict.ts';
import { indexError, overflowError, PyError, typeError, valueError } from './errors.ts';
import { iterate } from './iterate.ts';
import { checkText } from './limits.ts';
import { asInt } from './number.ts';
import { repr } from './repr.ts';
import { typeName } from './type-name.ts';
import { type Dict, PyObject, Tuple, UnsafeText, type Value } from './types.ts';

/** A Python set or frozenset; keeps the order of insertion. */
export class PySet extends PyObject {
  readonly typeName: string;
  readonly items = new Map<string | number | bigint, Value>();
  constructor(
    values: Iterable<Value> = [],
    readonly frozen = false,
  ) {
    super();
    this.typeName = frozen ? 'frozenset' : 'set';
    for (const v of values) this.add(v);
  }
  add(v: Value): void {
    const k = hashKey(v);
    if (!this.items.has(k)) this.items.set(k, v);
  }
  has(v: Value): boolean {
    return this.items.has(hashKey(v));
  }
  delete(v: Value): boolean {
    return this.items.delete(hashKey(v));
  }
  get size(): number {
    return this.items.size;
  }
  values(): IterableIterator<Value> {
    return this.items.values();
  }
  override pyLen(): number {
    return this.items.size;
  }
  override pyIter(): Iterator<Value> {
    return this.items.values();
  }
  override pyContains(x: Value): boolean {
    if (x instanceof PySet && !x.frozen) return this.items.has(x.hash());
    return this.has(x);
  }
  private hash(): string {
    return `\0z${[...this.items.keys()]
      .map((k) => `${typeof k}${String(k).length}:${String(k)}`)
      .sort()
      .join('')}`;
  }
  override pyHash(): string {
    if (!this.frozen) throw typeError("unhashable type: 'set'");
    return this.hash();
  }
  override pyEq(o: Value): boolean | undefined {
    if (o instanceof DictView && o.kind !== 'values') o = new PySet(iterate(o));
    if (!(o instanceof PySet)) return undefined;
    return o.size === this.size && this.isSubset(o);
  }
  isSubset(o: PySet): boolean {
    for (const k of this.items.keys()) if (!o.items.has(k)) return false;
    return true;
  }
  override pyOrder(o: Value, op: string): number | undefined {
    if (!(o instanceof PySet)) return undefined;
    // Sets are only partly ordered: NaN makes every comparison false.
    if (this.pyEq(o)) return 0;
    void op;
    if (this.size < o.size && this.isSubset(o)) return -1;
    if (this.size > o.size && o.isSubset(this)) return 1;
    return Number.NaN;
  }
  override pyRepr(): string {
    if (this.size === 0) return `${this.typeName}()`;
    const body = `{${[...this.values()].map(repr).join(', ')}}`;
    return this.frozen ? `frozenset(${body})` : body;
  }
  override pyBinary(op: string, o: Value, reflected: boolean): Value | undefined {
    if (op !== '-' || !(o instanceof PySet || (o instanceof DictView && o.kind !== 'values')))
      return undefined;
    const other = o instanceof PySet ? o : new PySet(iterate(o));
    const [a, b] = reflected ? [other, this] : [this, other];
    return new PySet(
      [...a.values()].filter((v) => !b.has(v)),
      a.frozen,
    );
  }
}

/** Longest range that one may go through: a template that wants more has a mistake. */
const MAX_RANGE = 5_000_000;

/** A Python range. */
export class PyRange extends PyObject {
  readonly typeName = 'range';
  readonly length: number;
  constructor(
    readonly start: number,
    readonly stop: number,
    readonly step: number,
  ) {
    super();
    this.length = Math.max(0, Math.ceil((stop - start) / step));
  }
  at(i: number): number {
    return this.start + i * this.step;
  }
  override pyLen(): number {
    return this.length;
  }
  override *pyIter(): Iterator<Value> {
    if (this.length > MAX_RANGE)
      throw overflowError(
        `Range too big. More than ${MAX_RANGE} items are not gone through (${this.length} asked for).`,
      );
    for (let i = 0, x = this.start; i < this.length; i++, x += this.step) yield x;
  }
  override pyContains(x: Value): boolean {
    const n = asInt(x);
    if (n === undefined) {
      for (let i = 0; i < this.length; i++) if (equal(this.at(i), x)) return true;
      return false;
    }
    if (typeof n === 'bigint') return false;
    const i = (n - this.start) / this.step;
    return Number.isInteger(i) && i >= 0 && i < this.length;
  }
  override pyHash(): string {
    return `\0r${this.length}${this.length ? `:${this.start}` : ''}${this.length > 1 ? `:${this.step}` : ''}`;
  }
  override pyEq(o: Value): boolean | undefined {
    return o instanceof PyRange ? o.pyHash() === this.pyHash() : undefined;
  }
  override pyRepr(): string {
    return this.step === 1
      ? `range(${this.start}, ${this.stop})`
      : `range(${this.start}, ${this.stop}, ${this.step})`;
  }
  override pyGetItem(key: Value): Value {
    const i = asInt(key);
    if (i === undefined) throw typeError(`range indices must be integers or slices, not ${typeName(key)}`);
    const n = Number(i) < 0 ? Number(i) + this.length : Number(i);
    if (n < 0 || n >= this.length) throw indexError('range object index out of range');
    return this.at(n);
  }
}

/** dict.keys(), .values(), .items(): a live view. */
export class DictView extends PyObject {
  readonly typeName: string;
  constructor(
    readonly kind: 'keys' | 'values' | 'items',
    readonly dict: Dict,
  ) {
    super();
    this.typeName = `dict_${kind}`;
  }
  override pyLen(): number {
    return this.dict.size;
  }
  override *pyIter(): Iterator<Value> {
    const n = this.dict.size;
    for (const [k, v] of this.dict) {
      if (this.kind === 'keys') yield seenKey(this.dict, k);
      else if (this.kind === 'values') yield v;
      else yield Tuple.of(seenKey(this.dict, k), v) as Tuple;
      if (this.dict.size !== n) throw new PyError('RuntimeError', 'dictionary changed size during iteration');
    }
  }
  override pyContains(x: Value): boolean {
    if (this.kind === 'keys') return dictGet(this.dict, x) !== undefined;
    if (this.kind === 'items') {
      if (!(x instanceof Tuple) || x.length !== 2) return false;
      const v = dictGet(this.dict, x[0]!);
      return v !== undefined && same(v, x[1]!);
    }
    for (const v of this.dict.values()) if (same(v, x)) return true;
    return false;
  }
  override pyEq(o: Value): boolean | undefined {
    if (this.kind === 'values') return undefined;
    if (o instanceof PySet || (o instanceof DictView && o.kind !== 'values'))
      return new PySet(iterate(this)).pyEq(o);
    return undefined;
  }
  override pyHash(): never {
    throw typeError(`unhashable type: '${this.typeName}'`);
  }
  override pyRepr(): string {
    return `${this.typeName}([${[...iterate(this)].map(repr).join(', ')}])`;
  }
  override pyBinary(op: string, o: Value, reflected: boolean): Value | undefined {
    if (this.kind === 'values' || op !== '-') return undefined;
    const mine = new PySet(iterate(this));
    const other = new PySet(iterate(o));
    return reflected ? other.pyBinary('-', mine, false) : mine.pyBinary('-', other, false);
  }
}

/** A Python bytes. */
export class PyBytes extends PyObject {
  readonly typeName = 'bytes';
  constructor(
    readonly data: Uint8Array,
    /** Came from a host. */
    readonly unsafe = false,
  ) {
    super();
  }
  override asResult(): Value {
    return new UnsafeText(bytesText(this.data));
  }
  override pyLen(): number {
    return this.data.length;
  }
  override *pyIter(): Iterator<Value> {
    yield* this.data;
  }
  override pyEq(o: Value): boolean | undefined {
    return o instanceof PyBytes ? Buffer.compare(this.data, o.data) === 0 : undefined;
  }
  override pyOrder(o: Value): number | undefined {
    return o instanceof PyBytes ? Buffer.compare(this.data, o.data) : undefined;
  }
  override pyHash(): string {
    return `\0b${Buffer.from(this.data).toString('latin1')}`;
  }
  override pyRepr(): string {
    return reprBytes(this.data);
  }
  override pyContains(x: Value): boolean {
    const n = asInt(x);
    if (n !== undefined) {
      if (n < 0 || n > 255) throw valueError('byte must be in range(0, 256)');
      return this.data.includes(Number(n));
    }
    if (!(x instanceof PyBytes)) throw typeError(`a bytes-like object is required, not '${typeName(x)}'`);
    return Buffer.from(this.data).includes(Buffer.from(x.data));
  }
  override pyGetItem(key: Value): Value {
    const i = asInt(key);
    if (i === undefined) throw typeError(`byte indices must be integers or slices, not ${typeName(key)}`);
    const n = Number(i) < 0 ? Number(i) + this.data.length : Number(i);
    if (n < 0 || n >= this.data.length) throw indexError('index out of range');
    return this.data[n]!;
  }
  override pyBinary(op: string, o: Value, reflected: boolean): Value | undefined {
    if (op === '+') {
      if (!(o instanceof PyBytes)) {
        if (reflected) return undefined;
        throw typeError(`can't concat ${typeName(o)} to bytes`);
      }
      return new PyBytes(
        Buffer.concat(reflected ? [o.data, this.data] : [this.data, o.data]),
        this.unsafe || o.unsafe,
      );
    }
    const n = asInt(o);
    if (
      op === '*' &&
      n === undefined &&
      (Array.isArray(o) || o instanceof PyBytes || typeof o === 'string') &&
      !(reflected && Array.isArray(o))
    )
      throw typeError(`can't multiply sequence by non-int of type '${typeName(o)}'`);
    if (op === '*' && n !== undefined) {
      const times = Math.max(0, Number(n));
      checkText(this.data.length * times);
      return new PyBytes(Buffer.alloc(this.data.length * times, this.data), this.unsafe);
    }
    return undefined;
  }
}

/** An iterator or generator: can be gone through once. */
export class PyIterator extends PyObject {
  private readonly it: Iterator<Value>;
  constructor(
    source: Iterator<Value>,
    readonly typeName = 'generator',
    /** Name of the generator function, for repr. */
    readonly name: string = typeName,
  ) {
    super();
    this.it = source;
  }
  next(): IteratorResult<Value> {
    return this.it.next();
  }
  [Symbol.iterator](): this {
    return this;
  }
  override pyIter(): Iterator<Value> {
    return this;
  }
}
