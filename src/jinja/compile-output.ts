// biome-ignore-all lint/complexity/noCommaOperator: a method that changes its object and returns None
// biome-ignore-all lint/suspicious/noShadowRestrictedNames: named as in Python
import { str } from '../value/repr.ts';
import { Markup, type Value } from '../value/types.ts';
import type { DataNode, Expr, OutputNode } from './ast.ts';
import { compileExpr } from './compile-expression.ts';
import { fold } from './fold.ts';
import type { Exec, Frame, Run, Scope } from './frame.ts';
import { escape } from './markup.ts';
import type { CompileState } from './state.ts';

type Place = { line: number; pos: number };

/** The pieces of an output statement. Neighbouring constants are one piece, as in Jinja2's code. */
export function compileOutput(c: CompileState, n: OutputNode, scope: Scope): [Exec, Place][] {
  const list: [Exec, Place][] = [];
  const { finalize } = c.env.options;
  const native = c.env.options.concat !== undefined;
  let group: (string | Run)[] | undefined;
  let at: Place = n;
  const flush = () => {
    if (group === undefined) return;
    const parts = group;
    if (parts.every((p) => typeof p === 'string')) {
      const text = parts.join('');
      list.push([(_f, out) => (out.push(text), 0), at]);
    } else
      list.push([
        (f, out) => {
          let s = '';
          for (const p of parts) s += typeof p === 'string' ? p : str(p(f));
          out.push(s);
          return 0;
        },
        at,
      ]);
    group = undefined;
  };
  for (const child of n.nodes) {
    const text = constantText(c, child, scope, native);
    if (text !== undefined) {
      if (group === undefined) {
        group = [];
        at = child;
      }
      group.push(text);
      continue;
    }
    flush();
    if (child.k === 'data') {
      const { data } = child;
      list.push([(_f, out) => (out.push(data), 0), child]);
      continue;
    }
    list.push([outputOf(c, compileExpr(c, child, scope), native, finalize), child]);
  }
  flush();
  return list;
}

/**
 * An output statement where values become text at once: all its pieces are one text. `locate` puts the place of the
 * piece that failed on an error.
 */
export function compileText(
  c: CompileState,
  n: OutputNode,
  scope: Scope,
  locate: (e: unknown, at: Place) => void,
): [Exec, Place] {
  const { finalize } = c.env.options;
  const parts: (string | Run)[] = [];
  const places: Place[] = [];
  for (const child of n.nodes) {
    let part: string | Run | undefined = constantText(c, child, scope, false);
    if (part === undefined) {
      if (child.k === 'data') part = child.data;
      else {
        const run = compileExpr(c, child, scope);
        part = finalize === undefined ? run : (f) => finalize(run(f));
      }
    }
    const last = parts.length - 1;
    if (typeof part === 'string' && typeof parts[last] === 'string') parts[last] += part;
    else {
      parts.push(part);
      places.push(child);
    }
  }
  if (parts.length === 1 && typeof parts[0] === 'string') {
    const text = parts[0];
    return [(_f, out) => (out.push(text), 0), n];
  }
  const at = parts.findIndex((p) => typeof p !== 'string');
  if (at >= 0 && parts.length <= 3 && parts.every((p, i) => i === at || typeof p === 'string')) {
    const run = parts[at] as Run;
    const before = parts.slice(0, at).join('');
    const after = parts.slice(at + 1).join('');
    return [
      (f, out) => {
        const v = run(f);
        out.push(before + (typeof v === 'string' || typeof v === 'number' ? v : str(v)) + after);
        return 0;
      },
      places[at]!,
    ];
  }
  const exec: Exec = (f, out) => {
    let s = '';
    let i = 0;
    try {
      for (; i < parts.length; i++) {
        const p = parts[i]!;
        if (typeof p === 'string') s += p;
        else {
          const v = p(f);
          s += typeof v === 'string' || typeof v === 'number' ? v : str(v);
        }
      }
    } catch (e) {
      locate(e, places[i]!);
      throw e;
    }
    out.push(s);
    return 0;
  };
  return [exec, n];
}

/** The text of a constant piece (or a closure for it, where it must be computed each time); undefined for others. */
function constantText(
  c: CompileState,
  n: Expr | DataNode,
  scope: Scope,
  native: boolean,
): string | Run | undefined {
  if (n.k === 'data') return scope.evalState.volatile ? undefined : n.data;
  const folded =
    n.k === 'const' ? { value: n.value, volatile: false, safe: true } : fold(c, n, scope.evalState);
  if (folded === undefined || (native && !folded.safe)) return undefined;
  const { finalize } = c.env.options;
  if (folded.volatile) {
    const run = compileExpr(c, n, scope);
    return finalize === undefined ? run : (f: Frame) => finalize(run(f));
  }
  let v: Value = folded.value;
  try {
    if (!native && scope.evalState.autoescape) v = escape(v);
    if (finalize !== undefined) v = finalize(v);
    return str(v);
  } catch {
    // What fails here fails again when it runs, where it is told better.
    return undefined;
  }
}

function outputOf(
  c: CompileState,
  run: Run,
  native: boolean,
  finalize: ((v: Value) => Value) | undefined,
): Exec {
  if (native) {
    if (finalize === undefined) return (f, out) => (out.push(run(f)), 0);
    return (f, out) => (out.push(finalize(run(f))), 0);
  }
  const value: Run = finalize === undefined ? run : (f) => finalize(run(f));
  if (!c.mayEscape)
    return (f, out) => {
      const v = value(f);
      out.push(typeof v === 'string' ? v : typeof v === 'number' ? `${v}` : str(v));
      return 0;
    };
  return (f, out) => {
    const v = value(f);
    if (f.ctx.autoescape) out.push(escape(v));
    else out.push(v instanceof Markup ? v : str(v));
    return 0;
  };
}
