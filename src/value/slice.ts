// biome-ignore-all lint/correctness/useValidForDirection: the step is negative

import { PyBytes, PyRange } from './containers.ts';
import { typeError, valueError } from './errors.ts';
import { asInt } from './number.ts';
import { asText, chars, isWide, likeText, type Text } from './text.ts';
import { typeName } from './type-name.ts';
import { LazyMapping, Tuple, type Value } from './types.ts';
import { Undefined } from './undefined.ts';

function sliceIndex(v: Value): number | undefined {
  if (v === null) return undefined;
  const n = asInt(v);
  if (n === undefined) throw typeError('slice indices must be integers or None or have an __index__ method');
  return Number(n);
}

/** Start, stop and step of a slice over `n` items, as Python's slice.indices(). */
export function sliceRange(
  n: number,
  start: Value,
  stop: Value,
  step: Value,
): { start: number; stop: number; step: number } {
  const st = sliceIndex(step) ?? 1;
  if (st === 0) throw valueError('slice step cannot be zero');
  const [lo, hi] = st > 0 ? [0, n] : [-1, n - 1];
  const clamp = (i: number | undefined, d: number): number =>
    i === undefined ? d : i < 0 ? Math.max(i + n, lo) : Math.min(i, hi);
  return {
    start: clamp(sliceIndex(start), st > 0 ? lo : hi),
    stop: clamp(sliceIndex(stop), st > 0 ? hi : lo),
    step: st,
  };
}

function pick<T>(list: ArrayLike<T>, r: { start: number; stop: number; step: number }, out: T[]): T[] {
  if (r.step > 0) for (let i = r.start; i < r.stop; i += r.step) out.push(list[i]!);
  else for (let i = r.start; i > r.stop; i += r.step) out.push(list[i]!);
  return out;
}

const PIECE = 100_000;

/** The same as one text, in pieces: a list of all characters takes many times the memory of the text. */
function pickText(list: ArrayLike<string>, r: { start: number; stop: number; step: number }): string {
  let out = '';
  const more = r.step > 0 ? (i: number) => i < r.stop : (i: number) => i > r.stop;
  for (let from = r.start; more(from); from += r.step * PIECE) {
    const end = from + r.step * PIECE;
    const stop = r.step > 0 ? Math.min(end, r.stop) : Math.max(end, r.stop);
    out += pick(list, { start: from, stop, step: r.step }, []).join('');
  }
  return out;
}

/** Python's `v[start:stop:step]`. */
export function sliceOf(v: Value, start: Value, stop: Value, step: Value): Value {
  if (Array.isArray(v))
    return pick(v, sliceRange(v.length, start, stop, step), v instanceof Tuple ? new Tuple() : []);
  const s = asText(v);
  if (s !== undefined) {
    const wide = isWide(s);
    const list = wide ? chars(s) : s;
    const r = sliceRange(list.length, start, stop, step);
    if (!wide && r.step === 1) return likeText(v as Text, s.slice(r.start, Math.max(r.start, r.stop)));
    return likeText(v as Text, pickText(list, r));
  }
  if (v instanceof PyRange) {
    const r = sliceRange(v.length, start, stop, step);
    return new PyRange(v.start + r.start * v.step, v.start + r.stop * v.step, v.step * r.step);
  }
  if (v instanceof PyBytes)
    return new PyBytes(
      Uint8Array.from(pick(v.data, sliceRange(v.data.length, start, stop, step), [])),
      v.unsafe,
    );
  if (v instanceof Undefined) return v.pyGetItem(null);
  if (v instanceof Map || v instanceof LazyMapping) throw typeError("unhashable type: 'slice'");
  throw typeError(`'${typeName(v)}' object is not subscriptable`);
}
