import { bind, type Kwargs, noKwargs } from '../value/callable.ts';
import { dictSet, isDict, toDict } from '../value/dict.ts';
import { PyError, typeError } from '../value/errors.ts';
import { iterate } from '../value/iterate.ts';
import { checkText } from '../value/limits.ts';
import { binary, negate, positive } from '../value/operators.ts';
import { repr, str } from '../value/repr.ts';
import { sliceOf } from '../value/slice.ts';
import { asText } from '../value/text.ts';
import { truth } from '../value/truth.ts';
import { typeName } from '../value/type-name.ts';
import { type Dict, PyFloat, Tuple, type Value } from '../value/types.ts';
import { Undefined } from '../value/undefined.ts';
import type { Arguments, Expr, FilterNode, TestNode } from './ast.ts';
import { callValue } from './call.ts';
import type { CallContext } from './define.ts';
import type { Environment } from './environment.ts';
import { runtimeError, syntaxError } from './errors.ts';
import { constant, fold } from './fold.ts';
import type { Frame, Run, Scope } from './frame.ts';
import { prepared } from './invoke.ts';
import { markupJoin } from './markup.ts';
import { LoopContext } from './runtime.ts';
import { type CompileState, compareOps } from './state.ts';
import type { Name } from './symbols.ts';

/** The value of a name, or JavaScript's undefined. */
export function reader(scope: Scope, name: Name): (f: Frame) => Value | undefined {
  const depth = scope.fn.depth(name);
  const slot = scope.fn.slotOf(name);
  if (depth === 0) return (f) => f.s[slot];
  if (depth === 1) return (f) => f.up!.s[slot];
  return (f) => {
    let g = f;
    for (let i = 0; i < depth; i++) g = g.up!;
    return g.s[slot];
  };
}

/** Sets a name of this function. */
export function writer(scope: Scope, name: Name): (f: Frame, v: Value | undefined) => void {
  const slot = scope.fn.slotOf(name);
  return (f, v) => {
    f.s[slot] = v;
  };
}

/** The slot of a name that lives in the running function's own frame, or -1 for anything else. */
export function ownSlot(n: Expr, scope: Scope): number {
  if (n.k !== 'name') return -1;
  const name = scope.symbols.ref(n.name);
  return scope.fn.depth(name) === 0 ? scope.fn.slotOf(name) : -1;
}

/** A condition: the expression's truth. */
export function compileTest(c: CompileState, n: Expr, scope: Scope): (f: Frame) => boolean {
  if (n.k === 'unary' && n.op === 'not') {
    const inner = compileTest(c, n.node, scope);
    return (f) => !inner(f);
  }
  const run = compileExpr(c, n, scope);
  return (f) => {
    const v = run(f);
    return typeof v === 'boolean' ? v : truth(v);
  };
}

/** The context that a filter sees at run time. */
export const callContext = (f: Frame, env: Environment): CallContext => ({
  env,
  context: f.ctx,
  autoescape: f.ctx.autoescape,
});

/** Compiles an expression to a closure. */
export function compileExpr(c: CompileState, n: Expr, scope: Scope): Run {
  switch (n.k) {
    case 'const':
      return constant(n.value);
    case 'name': {
      const { env } = c;
      const { name } = n;
      const slot = ownSlot(n, scope);
      if (slot >= 0)
        return (f) => {
          const v = f.s[slot];
          return v === undefined ? env.makeUndefined({ name }) : v;
        };
      const read = reader(scope, scope.symbols.ref(name));
      return (f) => {
        const v = read(f);
        return v === undefined ? env.makeUndefined({ name }) : v;
      };
    }
    case 'list': {
      const items = n.items.map((i) => compileExpr(c, i, scope));
      return (f) => {
        const out: Value[] = new Array(items.length);
        for (let i = 0; i < items.length; i++) out[i] = items[i]!(f);
        return out;
      };
    }
    case 'tuple': {
      const items = n.items.map((i) => compileExpr(c, i, scope));
      return (f) => {
        const out = new Tuple();
        for (const i of items) out.push(i(f));
        return out;
      };
    }
    case 'dict': {
      const items = n.items.map(
        (i) => [compileExpr(c, i.key, scope), compileExpr(c, i.value, scope)] as const,
      );
      return (f) => {
        const out: Dict = new Map();
        for (const [k, v] of items) dictSet(out, k(f), v(f));
        return out;
      };
    }
    case 'nsref':
      throw new Error('a namespace reference is no expression');
    case 'slice':
      return compileExpr(c, { k: 'tuple', items: [], line: n.line, pos: n.pos }, scope);
    case 'unary':
    case 'logic':
      return compileUnaryOrLogic(c, n, scope);
  }
  const folded = fold(c, n, scope.evalState);
  if (folded !== undefined && !folded.volatile && folded.safe) return constant(folded.value);
  switch (n.k) {
    case 'attr': {
      const obj = compileExpr(c, n.node, scope);
      const { env } = c;
      const { attr } = n;
      if (n.node.k === 'name' && n.node.name === 'loop') return loopAttribute(env, obj, attr);
      return (f) => env.getAttr(obj(f), attr);
    }
    case 'item': {
      const obj = compileExpr(c, n.node, scope);
      const { env } = c;
      if (n.arg.k === 'slice') {
        const part = (e: Expr | null): Run => (e === null ? () => null : compileExpr(c, e, scope));
        const [start, stop, step] = [part(n.arg.start), part(n.arg.stop), part(n.arg.step)];
        return (f) => sliceOf(obj(f), start(f), stop(f), step(f));
      }
      const arg = compileExpr(c, n.arg, scope);
      return (f) => env.getItem(obj(f), arg(f));
    }
    case 'call':
      return compileCall(c, n, scope);
    case 'filter':
      return compileFilter(c, n, scope, compileExpr(c, n.node!, scope));
    case 'test':
      return compileFilter(c, n, scope, compileExpr(c, n.node, scope));
    case 'binary': {
      const right = compileExpr(c, n.right, scope);
      const op = binary(n.op);
      const minus = n.op === '**' ? negativeConstant(c, n.left, scope) : undefined;
      // Jinja2 writes the folded constant into its code as it is: Python's minus binds less than the power.
      if (minus !== undefined) return (f) => negate(op(minus, right(f)));
      const left = compileExpr(c, n.left, scope);
      return (f) => op(left(f), right(f));
    }
    case 'compare': {
      const first = compileExpr(c, n.expr, scope);
      if (n.ops.length === 1) {
        const op = compareOps[n.ops[0]!.op];
        const second = compileExpr(c, n.ops[0]!.expr, scope);
        return (f) => op(first(f), second(f));
      }
      const ops = n.ops.map((o) => [compareOps[o.op], compileExpr(c, o.expr, scope)] as const);
      return (f) => {
        let a = first(f);
        for (const [op, e] of ops) {
          const b = e(f);
          if (!op(a, b)) return false;
          a = b;
        }
        return true;
      };
    }
    case 'concat': {
      const parts = n.nodes.map((x) => compileExpr(c, x, scope));
      if (c.mayEscape)
        return (f) =>
          f.ctx.autoescape ? markupJoin(parts.map((p) => p(f))) : strJoin(parts.map((p) => p(f)));
      return (f) => {
        let out = '';
        for (const p of parts) {
          const v = p(f);
          out += typeof v === 'string' ? v : str(v);
        }
        checkText(out.length);
        return out;
      };
    }
    case 'cond': {
      const soft = scope.softened();
      const then = compileExpr(c, n.then, soft);
      const test = compileExpr(c, n.test, soft);
      if (n.else === null) {
        const where = `line ${n.line}${c.name === null ? '' : ` in ${repr(c.name)}`}`;
        const hint = `the inline if-expression on ${where} evaluated to false and no else section was defined.`;
        return (f) => (truth(test(f)) ? then(f) : new Undefined('default', { hint }));
      }
      const orElse = compileExpr(c, n.else, soft);
      return (f) => (truth(test(f)) ? then(f) : orElse(f));
    }
    default:
      throw new Error('unknown expression');
  }
}

/** The number without its minus, where an expression is a constant below zero. */
function negativeConstant(c: CompileState, n: Expr, scope: Scope): Value | undefined {
  const v = n.k === 'const' ? n.value : fold(c, n, scope.evalState)?.value;
  if (v instanceof PyFloat) return v.value < 0 || Object.is(v.value, -0) ? new PyFloat(-v.value) : undefined;
  return (typeof v === 'number' || typeof v === 'bigint') && v < 0 ? negate(v) : undefined;
}

/** `loop.attr`, without the detour over attributes in general for those in common use. */
function loopAttribute(env: Environment, obj: Run, attr: string): Run {
  const other = (v: Value): Value => env.getAttr(v, attr);
  switch (attr) {
    case 'index':
      return (f) => {
        const v = obj(f);
        return v instanceof LoopContext ? v.index0 + 1 : other(v);
      };
    case 'index0':
      return (f) => {
        const v = obj(f);
        return v instanceof LoopContext ? v.index0 : other(v);
      };
    case 'first':
      return (f) => {
        const v = obj(f);
        return v instanceof LoopContext ? v.index0 === 0 : other(v);
      };
    case 'last':
      return (f) => {
        const v = obj(f);
        return v instanceof LoopContext ? v.last : other(v);
      };
  }
  return (f) => other(obj(f));
}

const strJoin = (values: readonly Value[]): Value => values.map(str).join('');

function compileUnaryOrLogic(c: CompileState, n: Expr & { k: 'unary' | 'logic' }, scope: Scope): Run {
  const folded = fold(c, n, scope.evalState);
  if (folded !== undefined && !folded.volatile && folded.safe) return constant(folded.value);
  if (n.k === 'unary') {
    const node = compileExpr(c, n.node, scope);
    if (n.op === 'not') return (f) => !truth(node(f));
    const op = n.op === 'neg' ? negate : positive;
    return (f) => op(node(f));
  }
  const left = compileExpr(c, n.left, scope);
  const right = compileExpr(c, n.right, scope);
  if (n.op === 'and')
    return (f) => {
      const a = left(f);
      return truth(a) ? right(f) : a;
    };
  return (f) => {
    const a = left(f);
    return truth(a) ? a : right(f);
  };
}

/** Arguments as closures; `undefined` where there are only plain positional ones. */
export interface CompiledArguments {
  readonly args: readonly Run[];
  /** Builds the rest: keyword, `*` and `**` arguments. */
  readonly more: ((f: Frame, args: Value[], what: Value | string) => Kwargs) | undefined;
}

export function compileArguments(c: CompileState, n: Arguments, scope: Scope): CompiledArguments {
  const args = n.args.map((a) => compileExpr(c, a, scope));
  if (n.kwargs.length === 0 && n.dynArgs === null && n.dynKwargs === null) return { args, more: undefined };
  const seen = new Set<string>();
  for (const k of n.kwargs) {
    if (seen.has(k.key)) throw new PyError('SyntaxError', `keyword argument repeated: ${k.key}`);
    seen.add(k.key);
  }
  const kwargs = n.kwargs.map((k) => [k.key, compileExpr(c, k.value, scope)] as const);
  const dynArgs = n.dynArgs === null ? undefined : compileExpr(c, n.dynArgs, scope);
  const dynKwargs = n.dynKwargs === null ? undefined : compileExpr(c, n.dynKwargs, scope);
  return {
    args,
    more: (f, list, what) => {
      const starred = dynArgs === undefined ? undefined : dynArgs(f);
      if (starred !== undefined) {
        try {
          for (const v of iterate(starred)) list.push(v);
        } catch (e) {
          if (e instanceof PyError && e.message.endsWith('object is not iterable'))
            throw typeError(
              `${calleeName(what)} argument after * must be an iterable, not ${typeName(starred)}`,
            );
          throw e;
        }
      }
      const out: Kwargs = new Map();
      for (const [k, v] of kwargs) out.set(k, v(f));
      if (dynKwargs !== undefined) {
        const d = dynKwargs(f);
        if (!isDict(d)) {
          if (d instanceof Undefined) d.fail();
          throw typeError(`${calleeName(what)} argument after ** must be a mapping, not ${typeName(d)}`);
        }
        for (const [k, v] of toDict(d)) {
          const key = asText(k);
          if (key === undefined) throw typeError('keywords must be strings');
          if (out.has(key))
            throw typeError(`${calleeName(what)} got multiple values for keyword argument '${key}'`);
          out.set(key, v);
        }
      }
      return out;
    },
  };
}

const calleeName = (what: Value | string): string =>
  typeof what === 'string'
    ? what
    : `${what !== null && typeof what === 'object' && 'qualname' in what ? String(what.qualname) : typeName(what)}()`;

function compileCall(c: CompileState, n: Expr & { k: 'call' }, scope: Scope): Run {
  const callee = compileExpr(c, n.node, scope);
  const { args, more } = compileArguments(c, n, scope);
  const { env } = c;
  return (f) => {
    const fn = callee(f);
    const list: Value[] = new Array(args.length);
    for (let i = 0; i < args.length; i++) list[i] = args[i]!(f);
    const kwargs = more === undefined ? undefined : more(f, list, 'jinja2.runtime.Context.call()');
    return callValue(env, f.ctx, fn, list, kwargs ?? new Map());
  };
}

/** A filter or test applied to the value of `value`. */
export function compileFilter(c: CompileState, n: FilterNode | TestNode, scope: Scope, value: Run): Run {
  const { env } = c;
  const isFilter = n.k === 'filter';
  const def = isFilter ? env.findFilter(n.name) : env.findTest(n.name);
  if (def === undefined && !scope.soft)
    throw syntaxError(`No ${n.k} named ${repr(n.name)}.`, n.line, c.name, 'TemplateAssertionError');
  const { args, more } = compileArguments(c, n, scope);
  if (def === undefined)
    return (f) => {
      value(f);
      for (const a of args) a(f);
      more?.(f, [], n.name);
      throw runtimeError(`No ${n.k} named ${repr(n.name)} found.`);
    };
  const { sig, passes } = prepared(def);
  const extra = passes === undefined ? 0 : 1;
  const after = isFilter ? env.options.filterResult : env.options.testResult;
  const given = extra + 1 + args.length;
  if (more === undefined && sig.simple && given >= sig.required && given <= sig.params.length) {
    // What goes where is known: no binding at run time.
    const defaults: Value[] = [];
    for (let i = given; i < sig.params.length; i++) defaults.push(sig.params[i]!.default!);
    return (f) => {
      const list: Value[] = [value(f)];
      for (let i = 0; i < args.length; i++) list.push(args[i]!(f));
      for (let i = 0; i < defaults.length; i++) list.push(defaults[i]!);
      const r = def.run(callContext(f, env), ...list);
      return after === undefined ? r : after(r);
    };
  }
  return (f) => {
    const list: Value[] = extra === 1 ? [null, value(f)] : [value(f)];
    for (const a of args) list.push(a(f));
    const kwargs = more === undefined ? noKwargs : more(f, list, sig.name);
    const bound = bind(sig, list, kwargs);
    if (extra === 1) bound.shift();
    const r = def.run(callContext(f, env), ...bound);
    return after === undefined ? r : after(r);
  };
}
