import { unpack } from '../value/iterate.ts';
import type { Value } from '../value/types.ts';
import type { Expr } from './ast.ts';
import { reader, writer } from './compile-expression.ts';
import { runtimeError } from './errors.ts';
import type { Frame, Scope } from './frame.ts';
import { Namespace } from './namespace.ts';

/** Resolves the names that a frame loads: all at once, when it is entered. Undefined where there is nothing to do. */
export function enterFrame(scope: Scope): ((f: Frame) => void) | undefined {
  const { fn, symbols } = scope;
  if (symbols.names.size === 0) return undefined;
  /** Names to look up, and where they go. */
  const names: string[] = [];
  const slots: number[] = [];
  const others: ((f: Frame) => void)[] = [];
  for (const n of symbols.names.values()) {
    if (n.kind === 'param') continue;
    const slot = fn.slotOf(n);
    if (n.kind === 'resolve') {
      names.push(n.name);
      slots.push(slot);
    } else if (n.kind === 'alias') {
      const read = reader(scope, n.of!);
      others.push((f) => {
        f.s[slot] = read(f);
      });
    } else
      others.push((f) => {
        f.s[slot] = undefined;
      });
  }
  if (names.length === 0 && others.length === 0) return undefined;
  return (f) => {
    for (let i = 0; i < names.length; i++) f.s[slots[i]!] = f.ctx.resolveOrMissing(names[i]!);
    for (let i = 0; i < others.length; i++) others[i]!(f);
  };
}

/** Sets an assignment target. */
export function compileTarget(
  n: Expr,
  scope: Scope,
  note?: (name: string) => void,
): (f: Frame, v: Value) => void {
  if (n.k === 'name') {
    note?.(n.name);
    return writer(scope, scope.symbols.ref(n.name));
  }
  if (n.k === 'nsref') {
    const read = reader(scope, scope.symbols.ref(n.name));
    const { attr } = n;
    return (f, v) => {
      const ns = read(f);
      if (!(ns instanceof Namespace)) throw runtimeError('cannot assign attribute on non-namespace object');
      ns.attributes.set(attr, v);
    };
  }
  const items = (n as Expr & { k: 'tuple' }).items.map((i) => compileTarget(i, scope, note));
  return (f, v) => {
    const values = unpack(v, items.length);
    for (let i = 0; i < items.length; i++) items[i]!(f, values[i]!);
  };
}

/** Forgets the names of a frame that is left. Undefined where there is nothing to do. */
export function leaveFrame(scope: Scope): ((f: Frame) => void) | undefined {
  const { fn, symbols } = scope;
  if (symbols.names.size === 0) return undefined;
  const slots: number[] = [];
  for (const n of symbols.names.values()) slots.push(fn.slotOf(n));
  if (slots.length === 1) {
    const only = slots[0]!;
    return (f) => {
      f.s[only] = undefined;
    };
  }
  return (f) => {
    for (const s of slots) f.s[s] = undefined;
  };
}
