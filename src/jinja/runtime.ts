import { type Kwargs, PyFunction } from '../value/callable.ts';
import { same } from '../value/compare.ts';
import { PyError, typeError } from '../value/errors.ts';
import { iterate, length } from '../value/iterate.ts';
import { repr, reprText } from '../value/repr.ts';
import { isText, textOf } from '../value/text.ts';
import { LazyMapping, Markup, PyObject, Tuple, type Value } from '../value/types.ts';
import type { BlockFunction } from './ast.ts';
import { ContextCallable } from './call.ts';
import type { Context } from './context.ts';
import type { Environment } from './environment.ts';
import { Output } from './output.ts';

/** The `loop` of a for statement. Lists are gone through by index, so that items added while looping are seen. */
export class LoopContext extends PyObject {
  readonly typeName = 'LoopContext';
  override readonly typeModule = 'jinja2.runtime';
  index0 = -1;
  /** The item of this round. */
  current: Value = null;
  private before: Value = null;
  private readonly list: Value[] | undefined;
  private it: Iterator<Value> | undefined;
  private ahead: IteratorResult<Value> | undefined;
  private lastChanged: Tuple | undefined;
  private known: number | undefined;

  constructor(
    private readonly iterable: Value,
    private readonly env: Environment,
    private readonly recurse: ((iterable: Value, depth: number) => Value) | undefined,
    readonly depth0: number,
  ) {
    super();
    if (Array.isArray(iterable)) this.list = iterable;
    else this.it = iterate(iterable)[Symbol.iterator]();
  }

  /** Goes on to the next item, which is `current` then; false at the end. */
  advance(): boolean {
    const { list } = this;
    if (list !== undefined) {
      const next = this.index0 + 1;
      if (next >= list.length) return false;
      this.index0 = next;
      this.before = this.current;
      this.current = list[next]!;
      return true;
    }
    const r = this.peek();
    if (r.done) return false;
    this.ahead = undefined;
    this.index0++;
    this.before = this.current;
    this.current = r.value;
    return true;
  }
  private peek(): IteratorResult<Value> {
    const { list } = this;
    if (list === undefined) {
      this.ahead ??= this.it!.next();
      return this.ahead;
    }
    const next = this.index0 + 1;
    return next < list.length ? { done: false, value: list[next]! } : { done: true, value: null };
  }
  get last(): boolean {
    return this.list !== undefined ? this.index0 + 1 >= this.list.length : this.peek().done === true;
  }
  get length(): number {
    if (this.known !== undefined) return this.known;
    const v = this.iterable;
    if (
      Array.isArray(v) ||
      v instanceof Map ||
      isText(v) ||
      v instanceof LazyMapping ||
      (v instanceof PyObject && v.pyLen !== undefined)
    ) {
      this.known = length(v);
      return this.known;
    }
    // An iterator: what is left must be read, and is then handed out from here.
    const rest: Value[] = [];
    if (this.ahead !== undefined && !this.ahead.done) rest.push(this.ahead.value);
    for (let r = this.it!.next(); !r.done; r = this.it!.next()) rest.push(r.value);
    this.known = rest.length + this.index0 + 1;
    this.it = rest[Symbol.iterator]();
    this.ahead = undefined;
    return this.known;
  }

  override pyLen(): number {
    return this.length;
  }
  override pyGetAttr(name: string): Value | undefined {
    switch (name) {
      case 'index':
        return this.index0 + 1;
      case 'index0':
        return this.index0;
      case 'revindex':
        return this.length - this.index0;
      case 'revindex0':
        return this.length - this.index0 - 1;
      case 'first':
        return this.index0 === 0;
      case 'last':
        return this.last;
      case 'length':
        return this.length;
      case 'depth':
        return this.depth0 + 1;
      case 'depth0':
        return this.depth0;
      case 'previtem':
        return this.index0 === 0
          ? this.env.makeUndefined({ hint: 'there is no previous item' })
          : this.before;
      case 'nextitem': {
        const r = this.peek();
        return r.done ? this.env.makeUndefined({ hint: 'there is no next item' }) : r.value;
      }
      case 'cycle':
        return new PyFunction('LoopContext.cycle(self, *args)', (_self, args) => {
          const list = args as Tuple;
          if (list.length === 0) throw typeError('no items for cycling given');
          return list[this.index0 % list.length]!;
        }).bound(this);
      case 'changed':
        return new PyFunction('LoopContext.changed(self, *value)', (_self, value) => {
          const v = value as Tuple;
          if (this.lastChanged !== undefined && same(this.lastChanged, v)) return false;
          this.lastChanged = v;
          return true;
        }).bound(this);
      default:
        return undefined;
    }
  }
  override pyCall(args: Value[]): Value {
    if (args.length !== 1)
      throw typeError(
        `LoopContext.__call__() takes 2 positional arguments but ${args.length + 1} were given`,
      );
    if (this.recurse === undefined)
      throw typeError("The loop must have the 'recursive' marker to be called recursively.");
    return this.recurse(args[0]!, this.depth0 + 1);
  }
  override pyIter(): Iterator<Value> {
    return {
      next: () =>
        this.advance()
          ? { done: false, value: Tuple.of(this.current, this) as Tuple }
          : { done: true, value: null },
    };
  }
  override pyRepr(): string {
    return `<LoopContext ${this.index0 + 1}/${this.length}>`;
  }
}

/** What a macro takes. */
export interface MacroSpec {
  readonly name: string | null;
  readonly args: readonly string[];
  readonly catchKwargs: boolean;
  readonly catchVarargs: boolean;
  readonly caller: boolean;
}

/** A macro, or the caller of a call block. */
export class Macro extends ContextCallable {
  readonly typeName = 'Macro';
  override readonly typeModule = 'jinja2.runtime';
  constructor(
    private readonly env: Environment,
    readonly spec: MacroSpec,
    /** `args`: one value a parameter (undefined: not given), then caller, kwargs, varargs as far as they are used. */
    private readonly run: (args: (Value | undefined)[]) => Value,
  ) {
    super();
  }
  callWith(context: Context, args: Value[], kwargsIn: Kwargs): Value {
    const { spec } = this;
    const kwargs: Kwargs = new Map(kwargsIn);
    const n = spec.args.length;
    const list: (Value | undefined)[] = args.slice(0, n);
    let foundCaller = false;
    if (list.length !== n)
      for (const name of spec.args.slice(list.length)) {
        const v = kwargs.get(name);
        kwargs.delete(name);
        if (name === 'caller') foundCaller = true;
        list.push(v);
      }
    else foundCaller = spec.args.includes('caller');
    if (spec.caller && !foundCaller) {
      const caller = kwargs.get('caller') ?? null;
      kwargs.delete('caller');
      list.push(
        caller === null ? this.env.makeUndefined({ hint: 'No caller defined', name: 'caller' }) : caller,
      );
    }
    if (spec.catchKwargs) list.push(new Map<Value, Value>(kwargs));
    else if (kwargs.size > 0) {
      const name = spec.name === null ? 'None' : reprText(spec.name);
      if (kwargs.has('caller'))
        throw typeError(
          `macro ${name} was invoked with two values for the special caller argument. This is most likely a bug.`,
        );
      throw typeError(`macro ${name} takes no keyword argument ${reprText(kwargs.keys().next().value!)}`);
    }
    if (spec.catchVarargs) list.push(Tuple.from(args.slice(n)) as Tuple);
    else if (args.length > n)
      throw typeError(
        `macro ${spec.name === null ? 'None' : reprText(spec.name)} takes not more than ${n} argument(s)`,
      );
    const r = this.run(list);
    return context.autoescape ? new Markup(isText(r) ? textOf(r) : '') : r;
  }
  override pyGetAttr(name: string): Value | undefined {
    switch (name) {
      case 'name':
        return this.spec.name;
      case 'arguments':
        return Tuple.from(this.spec.args) as Tuple;
      case 'catch_kwargs':
        return this.spec.catchKwargs;
      case 'catch_varargs':
        return this.spec.catchVarargs;
      case 'caller':
        return this.spec.caller;
      case 'explicit_caller':
        return this.spec.args.includes('caller');
      default:
        return undefined;
    }
  }
  override pyRepr(): string {
    return `<Macro ${this.spec.name === null ? 'anonymous' : reprText(this.spec.name)}>`;
  }
}

/** `self.name` or `super`: one renderer of a block. */
export class BlockReference extends ContextCallable {
  readonly typeName = 'BlockReference';
  override readonly typeModule = 'jinja2.runtime';
  constructor(
    private readonly name: string,
    private readonly context: Context,
    private readonly stack: readonly BlockFunction[],
    private readonly depth: number,
  ) {
    super();
  }
  callWith(_context: Context, args: Value[], kwargs: Kwargs): Value {
    if (args.length > 0)
      throw typeError(
        `BlockReference.__call__() takes 1 positional argument but ${args.length + 1} were given`,
      );
    for (const k of kwargs.keys())
      throw typeError(`BlockReference.__call__() got an unexpected keyword argument '${k}'`);
    const out = new Output(this.context.env);
    this.stack[this.depth]!(this.context, out);
    const r = out.join();
    return this.context.autoescape && isText(r) ? new Markup(textOf(r)) : r;
  }
  override pyGetAttr(name: string): Value | undefined {
    if (name === 'name') return this.name;
    if (name !== 'super') return undefined;
    if (this.depth + 1 >= this.stack.length) return noParent(this.context, this.name);
    return new BlockReference(this.name, this.context, this.stack, this.depth + 1);
  }
}

const noParent = (context: Context, name: string): Value =>
  context.env.makeUndefined({ hint: `there is no parent block called ${reprText(name)}.`, name: 'super' });

/** The `super` of a block. */
export function superOf(context: Context, name: string, current: BlockFunction): Value {
  const blocks = context.blockStack(name) ?? [];
  const i = blocks.indexOf(current) + 1;
  if (i <= 0 || i >= blocks.length) return noParent(context, name);
  return new BlockReference(name, context, blocks, i);
}

/** The `self` of a template. */
export class TemplateReference extends PyObject {
  readonly typeName = 'TemplateReference';
  override readonly typeModule = 'jinja2.runtime';
  constructor(private readonly context: Context) {
    super();
  }
  override pyGetItem(key: Value): Value | undefined {
    const name = isText(key) ? textOf(key) : undefined;
    const blocks = name === undefined ? undefined : this.context.blockStack(name);
    if (blocks === undefined || name === undefined) throw new PyError('KeyError', repr(key));
    return new BlockReference(name, this.context, blocks, 0);
  }
  override pyRepr(): string {
    return `<TemplateReference ${repr(this.context.name)}>`;
  }
}

/** An imported template. */
export class TemplateModule extends PyObject {
  readonly typeName = 'TemplateModule';
  override readonly typeModule = 'jinja2.environment';
  constructor(
    readonly name: string | null,
    readonly exported: ReadonlyMap<string, Value>,
    readonly body: Output,
  ) {
    super();
  }
  override pyGetAttr(name: string): Value | undefined {
    if (name === '__name__') return this.name;
    return this.exported.get(name);
  }
  override pyStr(): string {
    const r = this.body.join();
    return isText(r) ? textOf(r) : repr(r);
  }
  override pyRepr(): string {
    return `<TemplateModule ${this.name === null ? 'memory:7f0000000000' : reprText(this.name)}>`;
  }
}
