import { getAttribute, subscript } from '../../value/attributes.ts';
import { call } from '../../value/callable.ts';
import { equal, type OrderOp, order } from '../../value/compare.ts';
import { dictDelete, dictSet } from '../../value/dict.ts';
import { indexError, PyError, typeError } from '../../value/errors.ts';
import { asInt } from '../../value/number.ts';
import { binary, contains, negate, positive } from '../../value/operators.ts';
import { repr } from '../../value/repr.ts';
import { sliceOf } from '../../value/slice.ts';
import { asText } from '../../value/text.ts';
import { truth } from '../../value/truth.ts';
import { typeName } from '../../value/type-name.ts';
import { type Dict, PyObject, Tuple, type Value } from '../../value/types.ts';
import { syntaxError, type Token, tokens, unsupported } from './tokens.ts';

/** Names of the debugger, by which a line reaches its objects. */
export interface Names {
  get(name: string): Value | undefined;
  set(name: string, value: Value): void;
}

/** What an object of the debugger offers beyond Python's protocols of reading. */
export interface Settable {
  /** Goes before the attributes that its kind of value has; undefined: not known here. */
  ownAttr?(name: string): Value | undefined;
  /** False: there is no such attribute. */
  setAttr?(name: string, value: Value): boolean;
  setItem?(key: Value, value: Value): void;
  /** False: there is no such key. */
  deleteItem?(key: Value): boolean;
}

const settable = (v: Value): Settable | undefined => (v instanceof PyObject ? (v as Settable) : undefined);

/** Functions of Python that a user may well try. */
const pythonOnly = new Set(
  (
    'type isinstance print dir getattr setattr hasattr open eval exec vars globals locals set tuple range min max ' +
    'sum any all enumerate zip map filter reversed abs round help id input'
  ).split(' '),
);

type Eval = () => Value;
interface Node {
  readonly get: Eval;
  readonly set?: (v: Value) => void;
  readonly del?: () => void;
}

const statements = new Set(
  (
    'import from for while if def class with try raise lambda yield async await global nonlocal assert pass ' +
    'return break continue except finally'
  ).split(' '),
);
const reserved = new Set([...statements, ...'del and or not in is else elif as'.split(' ')]);

/** The value of a line that is an expression. Throws PyError, as Python's exceptions. */
export const evaluate = (line: string, names: Names): Value => new Parser(line, names).expression();

/** Does what a line says; returns the value of an expression, undefined for an assignment or `del`. */
export const execute = (line: string, names: Names): Value | undefined => new Parser(line, names).statement();

class Parser {
  readonly #tokens: Token[];
  #at = 0;

  constructor(
    line: string,
    private readonly names: Names,
  ) {
    this.#tokens = tokens(line);
  }

  expression(): Value {
    const node = this.tuple();
    this.end();
    return node.get();
  }

  statement(): Value | undefined {
    const first = this.peek();
    if (first.kind === 'name' && statements.has(first.text)) throw unsupported(first.text);
    if (this.word('del')) {
      const target = this.postfix();
      this.end();
      if (!target.del) throw syntaxError('cannot delete expression');
      target.del();
      return undefined;
    }
    const parts = [this.tuple()];
    const augmented = ['+=', '-=', '*=', '/=', '%='].find((op) => this.op(op));
    if (augmented) {
      const [target] = parts as [Node];
      const value = this.tuple();
      this.end();
      if (!target.set) throw syntaxError('illegal expression for augmented assignment');
      target.set(binary(augmented.slice(0, -1))(target.get(), value.get()));
      return undefined;
    }
    while (this.op('=')) parts.push(this.tuple());
    this.end();
    const value = (parts.pop() as Node).get();
    if (parts.length === 0) return value;
    if (parts.some((p) => !p.set)) throw syntaxError("can't assign to expression");
    for (const p of parts) p.set?.(value);
    return undefined;
  }

  private peek = (): Token => this.#tokens[this.#at] as Token;
  private op(text: string): boolean {
    return this.take('op', text);
  }
  private word(text: string): boolean {
    return this.take('name', text);
  }
  private take(kind: Token['kind'], text: string): boolean {
    const t = this.peek();
    if (t.kind !== kind || t.text !== text) return false;
    this.#at += 1;
    return true;
  }
  private need(text: string): void {
    if (this.op(text)) return;
    const t = this.peek();
    if (t.kind === 'name' && (t.text === 'for' || t.text === 'lambda')) throw unsupported(t.text);
    throw syntaxError();
  }
  private end(): void {
    if (this.peek().kind !== 'end') throw syntaxError();
  }

  private tuple(): Node {
    const first = this.ternary();
    if (!this.startsMore()) return first;
    const items = [first];
    while (this.op(',')) {
      const t = this.peek();
      if (t.kind === 'end' || (t.kind === 'op' && '=)'.includes(t.text))) break;
      items.push(this.ternary());
    }
    return { get: () => Tuple.from(items.map((i) => i.get())) as Tuple };
  }
  private startsMore(): boolean {
    const t = this.peek();
    return t.kind === 'op' && t.text === ',';
  }

  private ternary(): Node {
    const value = this.or();
    if (!this.word('if')) return value;
    const condition = this.or();
    if (!this.word('else')) throw syntaxError();
    const other = this.ternary();
    return { get: () => (truth(condition.get()) ? value.get() : other.get()) };
  }

  private or(): Node {
    let left = this.and();
    while (this.word('or')) {
      const [a, b] = [left, this.and()];
      left = {
        get: () => {
          const v = a.get();
          return truth(v) ? v : b.get();
        },
      };
    }
    return left;
  }

  private and(): Node {
    let left = this.not();
    while (this.word('and')) {
      const [a, b] = [left, this.not()];
      left = {
        get: () => {
          const v = a.get();
          return truth(v) ? b.get() : v;
        },
      };
    }
    return left;
  }

  private not(): Node {
    if (!this.word('not')) return this.comparison();
    const of = this.not();
    return { get: () => !truth(of.get()) };
  }

  private comparison(): Node {
    const first = this.sum();
    const rest: Array<{ op: string; right: Node }> = [];
    for (;;) {
      const op = this.comparisonOperator();
      if (op === undefined) break;
      rest.push({ op, right: this.sum() });
    }
    if (rest.length === 0) return first;
    return {
      get: () => {
        let left = first.get();
        for (const { op, right } of rest) {
          const r = right.get();
          if (!compare(op, left, r)) return false;
          left = r;
        }
        return true;
      },
    };
  }

  private comparisonOperator(): string | undefined {
    const op = ['==', '!=', '<=', '>=', '<', '>'].find((o) => this.op(o));
    if (op !== undefined) return op;
    if (this.word('in')) return 'in';
    if (this.word('is')) return this.word('not') ? 'is not' : 'is';
    if (!this.word('not')) return undefined;
    if (!this.word('in')) throw syntaxError();
    return 'not in';
  }

  private sum = (): Node => this.leftToRight(['+', '-'], this.product);
  private product = (): Node => this.leftToRight(['*', '//', '/', '%'], this.unary);
  private leftToRight(ops: readonly string[], next: () => Node): Node {
    let left = next();
    for (;;) {
      const op = ops.find((o) => this.op(o));
      if (op === undefined) return left;
      const [a, b] = [left, next()];
      left = { get: () => binary(op)(a.get(), b.get()) };
    }
  }

  private unary = (): Node => {
    const sign = ['-', '+'].find((o) => this.op(o));
    if (sign === undefined) return this.power();
    const of = this.unary();
    return { get: () => (sign === '-' ? negate(of.get()) : positive(of.get())) };
  };

  private power(): Node {
    const base = this.postfix();
    if (!this.op('**')) return base;
    const exponent = this.unary();
    return { get: () => binary('**')(base.get(), exponent.get()) };
  }

  private postfix(): Node {
    let node = this.atom();
    for (;;) {
      if (this.op('.')) node = this.attribute(node);
      else if (this.op('[')) node = this.item(node);
      else if (this.op('(')) node = this.called(node);
      else return node;
    }
  }

  private attribute(of: Node): Node {
    const t = this.peek();
    if (t.kind !== 'name' || reserved.has(t.text)) throw syntaxError();
    this.#at += 1;
    return {
      get: () => {
        const o = of.get();
        return settable(o)?.ownAttr?.(t.text) ?? getAttribute(o, t.text);
      },
      set: (v) => {
        const o = of.get();
        if (settable(o)?.setAttr?.(t.text, v)) return;
        throw new PyError('AttributeError', `'${typeName(o)}' object has no attribute '${t.text}'`);
      },
    };
  }

  private item(of: Node): Node {
    const part = (): Node | undefined => {
      const t = this.peek();
      return t.kind === 'op' && (t.text === ':' || t.text === ']') ? undefined : this.tuple();
    };
    const start = part();
    if (this.op(':')) {
      const stop = part();
      const step = this.op(':') ? part() : undefined;
      this.need(']');
      const value = (n: Node | undefined): Value => n?.get() ?? null;
      return { get: () => sliceOf(of.get(), value(start), value(stop), value(step)) };
    }
    if (!start) throw syntaxError();
    this.need(']');
    return {
      get: () => subscript(of.get(), start.get()),
      set: (v) => setItem(of.get(), start.get(), v),
      del: () => deleteItem(of.get(), start.get()),
    };
  }

  private called(of: Node): Node {
    const args: Node[] = [];
    const kwargs: Array<[string, Node]> = [];
    while (!this.op(')')) {
      const t = this.peek();
      const next = this.#tokens[this.#at + 1];
      if (t.kind === 'name' && next?.kind === 'op' && next.text === '=') {
        this.#at += 2;
        kwargs.push([t.text, this.ternary()]);
      } else args.push(this.ternary());
      if (this.op(')')) break;
      this.need(',');
    }
    return {
      get: () =>
        call(
          of.get(),
          args.map((a) => a.get()),
          new Map(kwargs.map(([k, n]) => [k, n.get()])),
        ),
    };
  }

  private atom(): Node {
    const t = this.peek();
    this.#at += 1;
    if (t.kind === 'literal') return this.literal(t);
    if (t.kind === 'name') return this.name(t.text);
    if (t.text === '(') {
      if (this.op(')')) return { get: () => new Tuple() };
      const inner = this.tuple();
      this.need(')');
      return { get: inner.get };
    }
    if (t.text === '[') {
      const items = this.list(']', () => this.ternary());
      return { get: () => items.map((i) => i.get()) };
    }
    if (t.text === '{') return this.dict();
    throw syntaxError();
  }

  /** Texts that stand side by side are one. */
  private literal(t: Token): Node {
    let value = t.value as Value;
    if (typeof value === 'string') {
      for (let n = this.peek(); n.kind === 'literal' && typeof n.value === 'string'; n = this.peek()) {
        value = (value as string) + n.value;
        this.#at += 1;
      }
    }
    return { get: () => value };
  }

  private name(name: string): Node {
    if (name === 'lambda') throw unsupported(name);
    if (reserved.has(name)) throw syntaxError();
    if (name === 'None') return { get: () => null };
    if (name === 'True' || name === 'False') return { get: () => name === 'True' };
    return {
      get: () => {
        const v = this.names.get(name);
        if (v === undefined && pythonOnly.has(name)) throw unsupported(`the function ${name}`);
        if (v === undefined) throw new PyError('NameError', `name '${name}' is not defined`);
        return v;
      },
      set: (v) => this.names.set(name, v),
    };
  }

  private list<T>(close: string, one: () => T): T[] {
    const items: T[] = [];
    while (!this.op(close)) {
      items.push(one());
      if (this.op(close)) break;
      this.need(',');
    }
    return items;
  }

  private dict(): Node {
    const entries = this.list('}', () => {
      const key = this.ternary();
      if (!this.op(':')) throw unsupported('sets');
      return [key, this.ternary()] as const;
    });
    return {
      get: () => {
        const d: Dict = new Map();
        for (const [k, v] of entries) dictSet(d, k.get(), v.get());
        return d;
      },
    };
  }
}

function compare(op: string, a: Value, b: Value): boolean {
  switch (op) {
    case '==':
      return equal(a, b);
    case '!=':
      return !equal(a, b);
    case 'in':
      return contains(b, a);
    case 'not in':
      return !contains(b, a);
    case 'is':
      return a === b;
    case 'is not':
      return a !== b;
    default:
      return order(a, b, op as OrderOp);
  }
}

function setItem(o: Value, key: Value, value: Value): void {
  const own = settable(o);
  if (own?.setItem) own.setItem(key, value);
  else if (o instanceof Map) dictSet(o, key, value);
  else if (Array.isArray(o) && !(o instanceof Tuple)) o[indexIn(o, key)] = value;
  else throw typeError(`'${typeName(o)}' object does not support item assignment`);
}

function deleteItem(o: Value, key: Value): void {
  if (Array.isArray(o) && !(o instanceof Tuple)) {
    o.splice(indexIn(o, key), 1);
    return;
  }
  const own = settable(o);
  let was: boolean;
  if (own?.deleteItem) was = own.deleteItem(key);
  else if (o instanceof Map) was = dictDelete(o, key);
  else throw typeError(`'${typeName(o)}' object does not support item deletion`);
  if (!was) throw new PyError('KeyError', repr(asText(key) ?? key));
}

function indexIn(list: readonly Value[], key: Value): number {
  const n = asInt(key);
  if (n === undefined) throw typeError(`list indices must be integers or slices, not ${typeName(key)}`);
  const i = Number(n) < 0 ? list.length + Number(n) : Number(n);
  if (i < 0 || i >= list.length) throw indexError('list assignment index out of range');
  return i;
}
