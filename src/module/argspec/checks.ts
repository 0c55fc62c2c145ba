import { type Dict, PyFloat, type Value } from '../../value/types.ts';
import { strArgument } from './repr.ts';
import type { ArgumentSpec } from './spec.ts';

const given = (args: Dict, name: string): boolean => args.has(name);
/** Present and not None. */
const set = (args: Dict, name: string): boolean => (args.get(name) ?? null) !== null;

/** Python's == of two arguments, as required_if and choices compare. */
export function sameArgument(a: Value, b: Value): boolean {
  if (a === b) return true;
  const number = (v: Value): number | bigint | undefined =>
    typeof v === 'boolean'
      ? Number(v)
      : v instanceof PyFloat
        ? v.value
        : typeof v === 'number' || typeof v === 'bigint'
          ? v
          : undefined;
  const [x, y] = [number(a), number(b)];
  // biome-ignore lint/suspicious/noDoubleEquals: a number and a bigint of one value are equal
  if (x !== undefined && y !== undefined) return x == y;
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((v, i) => sameArgument(v, b[i]!));
  if (a instanceof Map && b instanceof Map)
    return a.size === b.size && [...a].every(([k, v]) => b.has(k) && sameArgument(v, b.get(k)!));
  return false;
}

/** Message of parameters that may not stand together, or undefined. Given but empty counts as given. */
export function mutuallyExclusive(spec: ArgumentSpec, args: Dict): string | undefined {
  const hits = (spec.mutuallyExclusive ?? []).filter(
    (names) => names.filter((n) => given(args, n)).length > 1,
  );
  return hits.length === 0
    ? undefined
    : `parameters are mutually exclusive: ${hits.map((h) => h.join('|')).join(', ')}`;
}

/** Messages of the checks between parameters, in the order in which they are made. */
export function relationErrors(spec: ArgumentSpec, args: Dict): string[] {
  const errors: string[] = [];
  const together = spec.requiredTogether?.find((names) => {
    const n = names.filter((x) => given(args, x)).length;
    return n > 0 && n < names.length;
  });
  if (together !== undefined) errors.push(`parameters are required together: ${together.join(', ')}`);
  const oneOf = spec.requiredOneOf?.find((names) => !names.some((n) => given(args, n)));
  if (oneOf !== undefined) errors.push(`one of the following is required: ${oneOf.join(', ')}`);
  for (const [name, value, needed, any] of spec.requiredIf ?? []) {
    if (!given(args, name) || !sameArgument(args.get(name) ?? null, value)) continue;
    const missing = needed.filter((n) => !set(args, n));
    if (any ? missing.length < needed.length : missing.length === 0) continue;
    errors.push(
      `${name} is ${strArgument(value)} but ${any ? 'any' : 'all'} of the following are missing: ${missing.join(', ')}`,
    );
    break;
  }
  for (const [name, needed] of Object.entries(spec.requiredBy ?? {})) {
    if (!set(args, name)) continue;
    const missing = needed.filter((n) => !set(args, n));
    if (missing.length > 0) {
      errors.push(`missing parameter(s) required by '${name}': ${missing.join(', ')}`);
      break;
    }
  }
  return errors;
}
