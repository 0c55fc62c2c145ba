import { PyIterator } from '../value/containers.ts';
import { PyError } from '../value/errors.ts';
import { iterate } from '../value/iterate.ts';
import { isText, textOf } from '../value/text.ts';
import { truth } from '../value/truth.ts';
import { Markup, Tuple, type Value } from '../value/types.ts';
import { type Expr, type ForNode, walk } from './ast.ts';
import { compileExpr, reader } from './compile-expression.ts';
import { compileTarget, enterFrame, leaveFrame } from './compile-frame.ts';
import type { StatementCompiler } from './compile-statement.ts';
import { locate, syntaxError } from './errors.ts';
import { type Exec, Frame, FunctionScope, type Place, type Scope } from './frame.ts';
import { Output } from './output.ts';
import { LoopContext } from './runtime.ts';
import { findUndeclared } from './symbols.ts';

/** Above this many rounds a loop is taken for endless. */
const MAX_ROUNDS = 5_000_000;
/** The same for all loops of one template together. */
const MAX_ROUNDS_IN_ALL = 20_000_000;

/** A for statement. */
export function compileFor(sc: StatementCompiler, n: ForNode, scope: Scope): Exec {
  const { c } = sc;
  let extended = n.recursive || findUndeclared(n.body, ['loop']).has('loop');
  let stored: number | undefined;
  walk(n, (x) => {
    if (x.k === 'block' && x.scoped) extended = true;
    else if (x.k === 'name' && x.ctx === 'store' && x.name === 'loop') stored ??= x.line;
  });
  const fn = n.recursive ? new FunctionScope(scope.fn, scope.symbols.level + 1) : scope.fn;
  const loopScope = scope.inner(fn);
  loopScope.loopFrame = true;
  const elseScope = scope.inner(fn);
  const loopSlot = extended ? fn.slot(loopScope.symbols.declareParameter('loop')) : -1;
  loopScope.symbols.visitTarget(n.target);
  loopScope.symbols.visitAll(n.body);
  elseScope.symbols.visitAll(n.else);
  if (stored !== undefined)
    throw syntaxError(
      "Can't assign to special loop variable in for-loop target",
      stored,
      c.name,
      'TemplateAssertionError',
    );

  const filter = n.test === null ? undefined : compileTest(sc, n, scope, fn);
  const target = compileTarget(n.target, loopScope, (name) => sc.assigns.at(-1)?.add(name));
  const targetSlot = n.target.k === 'name' ? fn.slotOf(loopScope.symbols.ref(n.target.name)) : -1;
  const enter = enterFrame(loopScope);
  const body = sc.block(n.body, loopScope);
  const leave = leaveFrame(loopScope);
  const enterElse = enterFrame(elseScope);
  const orElse = n.else.length === 0 ? undefined : sc.block(n.else, elseScope);
  const leaveElse = leaveFrame(elseScope);
  const assigned = sc.assigns.at(-1);
  if (assigned !== undefined) for (const s of loopScope.symbols.stores) assigned.delete(s);
  const iter = compileExpr(c, n.iter, scope);

  const at: Place = n;

  /** Leaves the loop. As in Jinja2, `else` runs unless the body was gone through to its end at least once. */
  const end = (f: Frame, out: Output, rounds: number, completed: boolean): number => {
    countAll(rounds, f);
    leave?.(f);
    if (orElse === undefined || completed) return 0;
    enterElse?.(f);
    const r = orElse(f, out);
    leaveElse?.(f);
    return r;
  };

  /** Runs the loop over a list in the frame `f`; by index, so that items added while looping are seen. */
  const overList = (f: Frame, out: Output, items: readonly Value[]): number => {
    let completed = false;
    let i = 0;
    while (i < items.length) {
      if (i >= MAX_ROUNDS) throw tooLong();
      if (targetSlot >= 0) f.s[targetSlot] = items[i]!;
      else target(f, items[i]!);
      i++;
      if (enter !== undefined) {
        f.at = at;
        enter(f);
      }
      const r = body(f, out);
      if (r === 0) completed = true;
      else if (r === 1) break;
    }
    return end(f, out, i, completed);
  };

  /** Runs the loop over anything. */
  const overAny = (f: Frame, out: Output, items: Value): number => {
    let completed = false;
    let rounds = 0;
    for (const v of iterate(items)) {
      if (rounds >= MAX_ROUNDS) throw tooLong();
      rounds++;
      target(f, v);
      enter?.(f);
      const r = body(f, out);
      f.at = at;
      if (r === 0) completed = true;
      else if (r === 1) break;
    }
    return end(f, out, rounds, completed);
  };

  /** Runs a loop that has a `loop`. */
  const extendedLoop = (
    f: Frame,
    out: Output,
    items: Value,
    recurse: ((v: Value, depth: number) => Value) | undefined,
    depth: number,
  ): number => {
    let completed = false;
    const context = new LoopContext(items, c.env, recurse, depth);
    f.s[loopSlot] = context;
    while (context.advance()) {
      if (context.index0 >= MAX_ROUNDS) throw tooLong();
      if (targetSlot >= 0) f.s[targetSlot] = context.current;
      else target(f, context.current);
      enter?.(f);
      const r = body(f, out);
      f.at = at;
      if (r === 0) completed = true;
      else if (r === 1) break;
    }
    return end(f, out, context.index0 + 1, completed);
  };

  if (!n.recursive)
    return (f, out) => {
      const source = iter(f);
      const items = filter === undefined ? source : new PyIterator(filter(f, source));
      if (extended) return extendedLoop(f, out, items, undefined, 0);
      return Array.isArray(items) ? overList(f, out, items) : overAny(f, out, items);
    };
  return (f, out) => {
    const run = (source: Value, depth: number): Value => {
      const g = new Frame(f.ctx, fn.size, f);
      const buffer = new Output(c.env);
      const items = filter === undefined ? source : new PyIterator(filter(g, source));
      g.at = at;
      try {
        extendedLoop(g, buffer, items, run, depth);
      } catch (e) {
        locate(e, g, c.name);
        throw e;
      }
      const r = buffer.join();
      return c.mayEscape && f.ctx.autoescape && isText(r) ? new Markup(textOf(r)) : r;
    };
    out.put(run(iter(f), 0));
    return 0;
  };
}

const tooLong = (): PyError =>
  new PyError('OverflowError', `a loop of more than ${MAX_ROUNDS} rounds was stopped`);

/** What the call of a macro counts beside the rounds of loops: macros that call themselves twice never end. */
const CALL = 10;

/** Counts the call of a macro. */
export function countCall(f: Frame): void {
  f.ctx.rounds += CALL;
  if (f.ctx.rounds > MAX_ROUNDS_IN_ALL)
    throw new PyError('OverflowError', `more than ${MAX_ROUNDS_IN_ALL / CALL} calls of macros were stopped`);
}

/** Counts the rounds of all loops of the template, which may stand in each other. */
function countAll(rounds: number, f: Frame): void {
  f.ctx.rounds += rounds;
  if (f.ctx.rounds > MAX_ROUNDS_IN_ALL)
    throw new PyError('OverflowError', `loops of more than ${MAX_ROUNDS_IN_ALL} rounds in all were stopped`);
}

/** `for x in y if test`: a generator of what passes, one item ahead of nothing. */
function compileTest(
  sc: StatementCompiler,
  n: ForNode,
  scope: Scope,
  fn: FunctionScope,
): (f: Frame, source: Value) => Iterator<Value> {
  const testFn = new FunctionScope(fn, scope.symbols.level + 1);
  const testScope = scope.inner(testFn);
  testScope.symbols.visitTarget(n.target);
  testScope.symbols.visitAll([n.test!]);
  const enter = enterFrame(testScope);
  const target = compileTarget(n.target, testScope);
  const test = compileExpr(sc.c, n.test!, testScope);
  // Jinja2 hands on the targets, not the item: an unpacked item comes out as a tuple.
  const rebuild = targetValue(n.target, testScope);
  return function* (f, source) {
    const g = new Frame(f.ctx, testFn.size, f);
    enter?.(g);
    for (const v of iterate(source)) {
      target(g, v);
      if (truth(test(g))) yield rebuild(g, v);
    }
  };
}

/** The value of an assignment target after it was set. */
function targetValue(n: Expr, scope: Scope): (f: Frame, item: Value) => Value {
  if (n.k !== 'tuple') return (_f, item) => item;
  const items = n.items.map((i) => {
    if (i.k === 'tuple') return targetValue(i, scope);
    if (i.k !== 'name') return () => null;
    const read = reader(scope, scope.symbols.ref(i.name));
    return (f: Frame) => read(f)!;
  });
  return (f) => Tuple.from(items, (i) => i(f, null)) as Tuple;
}
