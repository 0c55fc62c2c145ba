// biome-ignore-all lint/complexity/noCommaOperator: a method that changes its object and returns None
// biome-ignore-all lint/suspicious/noShadowRestrictedNames: named as in Python
import { str } from '../value/repr.ts';
import { Markup, type Value } from '../value/types.ts';
import { Undefined } from '../value/undefined.ts';
import type { DataNode, Expr, OutputNode } from './ast.ts';
import { compileExpr, ownSlot } from './compile-expression.ts';
import { fold } from './fold.ts';
import type { Exec, Frame, Place, Run, Scope } from './frame.ts';
import { escape } from './markup.ts';
import type { CompileState } from './state.ts';

/** The pieces of an output statement. Neighbouring constants are one piece, as in Jinja2's code. */
export function compileOutput(c: CompileState, n: OutputNode, scope: Scope): Exec[] {
  const list: Exec[] = [];
  const { finalize } = c.env.options;
  const native = c.env.options.concat !== undefined;
  let group: (string | Run)[] | undefined;
  let at: Place = n;
  const flush = () => {
    if (group === undefined) return;
    const parts = group;
    const place = at;
    if (parts.every((p) => typeof p === 'string')) {
      const text = parts.join('');
      list.push((_f, out) => (out.put(text), 0));
    } else
      list.push((f, out) => {
        f.at = place;
        let s = '';
        for (const p of parts) s += typeof p === 'string' ? p : str(p(f));
        out.put(s);
        return 0;
      });
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
      list.push((_f, out) => (out.put(data), 0));
      continue;
    }
    list.push(outputOf(c, compileExpr(c, child, scope), child, native, finalize));
  }
  flush();
  return list;
}

/** A value of an output statement, and the constant text around it. */
interface Piece {
  before: string;
  readonly run: Run;
  /** Where the value lies, if it is a plain name of the running function; else -1. */
  readonly slot: number;
  readonly at: Place;
}

/** An output statement where values become text at once. */
export function compileText(c: CompileState, n: OutputNode, scope: Scope): Exec {
  const { finalize } = c.env.options;
  const pieces: Piece[] = [];
  let text = '';
  for (const child of n.nodes) {
    const part = child.k === 'data' ? child.data : constantText(c, child, scope, false);
    if (typeof part === 'string') {
      text += part;
      continue;
    }
    let run = part ?? compileExpr(c, child as Expr, scope);
    let slot = -1;
    if (part === undefined) {
      const plain = run;
      if (finalize !== undefined) run = (f) => finalize(plain(f));
      else slot = ownSlot(child as Expr, scope);
    }
    pieces.push({ before: text, run, slot, at: child });
    text = '';
  }
  const after = text;
  if (pieces.length === 0)
    return (_f, out) => {
      out.text += after;
      return 0;
    };
  if (pieces.length === 1) return single(pieces[0]!, after);
  return (f, out) => {
    let s = '';
    for (let i = 0; i < pieces.length; i++) {
      const p = pieces[i]!;
      f.at = p.at;
      const v = p.run(f);
      s += p.before + (typeof v === 'string' || typeof v === 'number' ? v : str(v));
    }
    out.text += s + after;
    return 0;
  };
}

/** One value with the text around it. */
function single({ before, run, slot, at }: Piece, after: string): Exec {
  if (slot >= 0)
    return (f, out) => {
      f.at = at;
      let v = f.s[slot];
      if (typeof v !== 'string' && typeof v !== 'number') v = str(v === undefined ? run(f) : v);
      out.text += before + v + after;
      return 0;
    };
  return (f, out) => {
    f.at = at;
    const v = run(f);
    out.text += before + (typeof v === 'string' || typeof v === 'number' ? v : str(v)) + after;
    return 0;
  };
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
  at: Place,
  native: boolean,
  finalize: ((v: Value) => Value) | undefined,
): Exec {
  const value: Run = finalize === undefined ? run : (f) => finalize(run(f));
  if (native)
    return (f, out) => {
      f.at = at;
      const v = value(f);
      if (v instanceof Undefined) v.at ??= at;
      out.values!.push(v);
      return 0;
    };
  return (f, out) => {
    f.at = at;
    const v = value(f);
    if (c.mayEscape && f.ctx.autoescape) out.put(escape(v));
    else out.put(v instanceof Markup ? v : str(v));
    return 0;
  };
}
