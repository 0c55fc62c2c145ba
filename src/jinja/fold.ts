import { PyRange, PySet } from '../value/containers.ts';
import { dictSet, isDict, toDict } from '../value/dict.ts';
import { PyError } from '../value/errors.ts';
import { iterate } from '../value/iterate.ts';
import { expandedSize } from '../value/limits.ts';
import { binary, negate, positive } from '../value/operators.ts';
import { str } from '../value/repr.ts';
import { sliceOf } from '../value/slice.ts';
import { asText } from '../value/text.ts';
import { truth } from '../value/truth.ts';
import { type Dict, Markup, PyFloat, Tuple, type Value } from '../value/types.ts';
import type { Expr, FilterNode, TestNode } from './ast.ts';
import type { EvalState } from './frame.ts';
import { invoke, prepared } from './invoke.ts';
import { type CompileState, compareOps, type Folded } from './state.ts';

const impossible = Symbol('impossible');

/** Values in a constant list or dict from which on it is made when it is used. */
const MAX_FOLDED = 100_000;

/** Whether an expression might be constant: its innermost left part is no name or call. Cheap, and right for most. */
function mayBeConstant(n: Expr): boolean {
  for (let x = n; ; ) {
    switch (x.k) {
      case 'name':
      case 'call':
      case 'nsref':
        return false;
      case 'attr':
      case 'item':
      case 'unary':
        x = x.node;
        break;
      case 'filter':
      case 'test':
        if (x.node === null) return false;
        x = x.node;
        break;
      case 'binary':
      case 'logic':
        x = x.left;
        break;
      case 'compare':
        x = x.expr;
        break;
      case 'concat':
      case 'tuple':
      case 'list':
        if (x.k === 'concat' || x.items.length > 0) {
          x = x.k === 'concat' ? x.nodes[0]! : x.items[0]!;
          break;
        }
        return true;
      case 'cond':
        x = x.test;
        break;
      default:
        return true;
    }
  }
}

/** The value of a constant expression, or undefined where it is none (or fails: then it fails when it runs). */
export function fold(c: CompileState, n: Expr, e: EvalState): Folded | undefined {
  if (e.volatile || !mayBeConstant(n)) return undefined;
  const key = e.autoescape ? 1 : 0;
  const kept = c.folds?.get(n);
  if (kept !== undefined && kept.key === key) return kept.folded;
  const state = { volatile: false };
  let folded: Folded | undefined;
  try {
    const value = evaluate(c, n, e, state);
    // (looking at it and copying it at each use would take longer than making it)
    if ((Array.isArray(value) || value instanceof Map) && expandedSize(value) > MAX_FOLDED) throw impossible;
    folded = { value, volatile: state.volatile, safe: hasSafeRepr(value) };
  } catch (x) {
    if (x !== impossible && !(x instanceof PyError) && !(x instanceof RangeError)) throw x;
  }
  c.folds ??= new Map();
  c.folds.set(n, { key, folded });
  return folded;
}

function evaluate(c: CompileState, n: Expr, e: EvalState, state: { volatile: boolean }): Value {
  const ev = (x: Expr): Value => {
    if (x.k === 'const') return x.value;
    const f = fold(c, x, e);
    if (f === undefined) throw impossible;
    if (f.volatile) state.volatile = true;
    return f.value;
  };
  switch (n.k) {
    case 'const':
      return n.value;
    case 'list':
      return n.items.map(ev);
    case 'tuple':
      return Tuple.from(n.items, ev) as Tuple;
    case 'dict': {
      const out: Dict = new Map();
      for (const i of n.items) dictSet(out, ev(i.key), ev(i.value));
      return out;
    }
    case 'unary': {
      const v = ev(n.node);
      return n.op === 'not' ? !truth(v) : n.op === 'neg' ? negate(v) : positive(v);
    }
    case 'binary':
      return binary(n.op)(ev(n.left), ev(n.right));
    case 'logic': {
      const a = ev(n.left);
      return truth(a) === (n.op === 'and') ? ev(n.right) : a;
    }
    case 'compare': {
      let a = ev(n.expr);
      for (const o of n.ops) {
        const b = ev(o.expr);
        if (!compareOps[o.op](a, b)) return false;
        a = b;
      }
      return true;
    }
    case 'concat':
      // Jinja2 joins constants as plain texts, whatever is escaped elsewhere.
      return n.nodes.map(ev).map(str).join('');
    case 'cond':
      if (truth(ev(n.test))) return ev(n.then);
      if (n.else === null) throw impossible;
      return ev(n.else);
    case 'attr':
      return c.env.getAttr(ev(n.node), n.attr);
    case 'item':
      if (n.arg.k === 'slice') {
        const part = (x: Expr | null): Value => (x === null ? null : ev(x));
        const of = ev(n.node);
        const [start, stop, step] = [part(n.arg.start), part(n.arg.stop), part(n.arg.step)];
        try {
          return sliceOf(of, start, stop, step);
        } catch (x) {
          // A constant that has no slices is looked up as any item is: what comes is undefined.
          if (!(x instanceof PyError && x.pyType === 'TypeError')) throw x;
          return c.env.makeUndefined({ obj: of, name: null });
        }
      }
      return c.env.getItem(ev(n.node), ev(n.arg));
    case 'filter':
    case 'test':
      return evaluateFilter(c, n, e, state, ev);
    default:
      throw impossible;
  }
}

function evaluateFilter(
  c: CompileState,
  n: FilterNode | TestNode,
  e: EvalState,
  state: { volatile: boolean },
  ev: (x: Expr) => Value,
): Value {
  if (n.node === null) throw impossible;
  const value = ev(n.node);
  const def = n.k === 'filter' ? c.env.findFilter(n.name) : c.env.findTest(n.name);
  if (def === undefined || prepared(def).passes === 'context') throw impossible;
  const args = [value, ...n.args.map(ev)];
  if (n.dynArgs !== null) for (const v of iterate(ev(n.dynArgs))) args.push(v);
  const kwargs = new Map<string, Value>();
  for (const k of n.kwargs) kwargs.set(k.key, ev(k.value));
  if (n.dynKwargs !== null) {
    const d = ev(n.dynKwargs);
    if (!isDict(d)) throw impossible;
    for (const [k, v] of toDict(d)) kwargs.set(asText(k) ?? '', v);
  }
  if (def.volatile) state.volatile = true;
  const r = invoke(def, args, kwargs, { env: c.env, context: null, autoescape: e.autoescape });
  const after = n.k === 'filter' ? c.env.options.filterResult : c.env.options.testResult;
  return after === undefined ? r : after(r);
}

/** Whether Jinja2 may write a value into its code as a literal. */
function hasSafeRepr(v: Value): boolean {
  if (v === null || typeof v !== 'object') return true;
  if (Array.isArray(v)) return v.every(hasSafeRepr);
  if (v instanceof Map) {
    for (const [k, x] of v) if (!hasSafeRepr(k) || !hasSafeRepr(x)) return false;
    return true;
  }
  if (v instanceof PySet) return [...v.values()].every(hasSafeRepr);
  return v instanceof PyFloat || v instanceof PyRange || v instanceof Markup;
}

/** A constant's value anew, because templates can change lists and dicts. */
export function freshCopy(v: Value): Value {
  if (v === null || typeof v !== 'object') return v;
  if (v instanceof Tuple) return Tuple.from(v, freshCopy) as Tuple;
  if (Array.isArray(v)) return v.map(freshCopy);
  if (v instanceof Map) {
    const out: Dict = new Map();
    for (const [k, x] of v) out.set(k, freshCopy(x));
    return out;
  }
  return v instanceof PySet ? new PySet(v.values(), v.frozen) : v;
}

/** Whether a constant holds inf or nan, which Jinja2 writes into its code as bare names. */
export function bareName(v: Value): string | undefined {
  if (v instanceof PyFloat)
    return Number.isFinite(v.value) ? undefined : Number.isNaN(v.value) ? 'nan' : 'inf';
  if (Array.isArray(v)) for (const x of v) if (bareName(x) !== undefined) return bareName(x);
  if (v instanceof Map) for (const e of v) if (bareName(e) !== undefined) return bareName(e);
  return undefined;
}

/** A closure that gives a constant, anew where it can be changed. */
export function constant(value: Value): () => Value {
  if (value === null || typeof value !== 'object') return () => value;
  const bare = bareName(value);
  if (bare !== undefined)
    return () => {
      throw new PyError('NameError', `name '${bare}' is not defined`);
    };
  if (Array.isArray(value) || value instanceof Map || value instanceof PySet) return () => freshCopy(value);
  return () => value;
}
