import { BuiltinMethod, type Kwargs } from './callable.ts';
import { typeError } from './errors.ts';
import type { Value } from './types.ts';

/** What a method does: its object, its arguments by position (undefined: not given), and keywords where it takes any. */
export type Impl = (self: Value, args: readonly (Value | undefined)[], kwargs: Kwargs) => Value;

/**
 * How a C function of CPython takes its arguments, because each way has its own TypeErrors:
 * N none; O exactly one; P min-max by position; T min-max, parsed the old way; K names (a `*` before keyword-only ones);
 * V anything.
 */
export type Spec = 'N' | 'O' | 'V' | `P${string}` | `T${string}` | `K${string}`;
export type MethodTable = Readonly<Record<string, readonly [Spec, Impl]>>;

const s = (n: number): string => (n === 1 ? '' : 's');

function checkKeywords(
  names: readonly string[],
  name: string,
  args: readonly Value[],
  kwargs: Kwargs,
): (Value | undefined)[] {
  const star = names.indexOf('*');
  const all = names.filter((n) => n !== '*');
  const positional = star < 0 ? all.length : star;
  if (args.length + kwargs.size > all.length && positional > 0)
    throw typeError(
      `${name}() takes at most ${all.length} argument${s(all.length)} (${args.length + kwargs.size} given)`,
    );
  if (args.length > positional)
    throw typeError(
      positional === 0
        ? `${name}() takes no positional arguments`
        : `${name}() takes at most ${positional} positional argument${s(positional)} (${args.length} given)`,
    );
  const out: (Value | undefined)[] = all.map((_, i) => args[i]);
  for (const [k, v] of kwargs) {
    const i = all.indexOf(k);
    if (i < 0) throw typeError(`'${k}' is an invalid keyword argument for ${name}()`);
    if (i < args.length)
      throw typeError(`argument for ${name}() given by name ('${k}') and position (${i + 1})`);
    out[i] = v;
  }
  return out;
}

/** Calls a method with CPython's checks. `type` is the name of the class for messages. */
export function callMethod(
  type: string,
  name: string,
  [spec, impl]: readonly [Spec, Impl],
  self: Value,
  args: Value[],
  kwargs: Kwargs,
): Value {
  const n = args.length;
  const kind = spec[0];
  if (kind === 'V') return impl(self, args, kwargs);
  if (kind === 'K')
    return impl(self, checkKeywords(spec.slice(1).split(',').filter(Boolean), name, args, kwargs), kwargs);
  if (kwargs.size > 0)
    throw typeError(`${kind === 'T' ? '' : `${type}.`}${name}() takes no keyword arguments`);
  if (kind === 'N') {
    if (n > 0) throw typeError(`${type}.${name}() takes no arguments (${n} given)`);
  } else if (kind === 'O') {
    if (n !== 1) throw typeError(`${type}.${name}() takes exactly one argument (${n} given)`);
  } else {
    const [lo, hi] = spec.slice(1).split('-').map(Number) as [number, number | undefined];
    const max = hi ?? lo;
    if (n < lo || n > max) {
      const few = n < lo;
      const bound = few ? lo : max;
      if (kind === 'P')
        throw typeError(
          `${name} expected ${lo === max ? '' : few ? 'at least ' : 'at most '}${bound} argument${s(bound)}, got ${n}`,
        );
      throw typeError(
        `${name}() takes ${lo === max ? 'exactly' : few ? 'at least' : 'at most'} ${bound} argument${s(bound)} (${n} given)`,
      );
    }
  }
  return impl(self, args, kwargs);
}

/** A method of a table, bound to its object; undefined where there is none. */
export function boundMethod(
  table: MethodTable,
  type: string,
  name: string,
  self: Value,
): BuiltinMethod | undefined {
  if (!Object.hasOwn(table, name)) return undefined;
  const entry = table[name]!;
  return new BuiltinMethod(name, self, type, (args, kwargs) =>
    callMethod(type, name, entry, self, args, kwargs),
  );
}
