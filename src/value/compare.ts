// biome-ignore-all lint/correctness/noVoidTypeReturn: ends early
// biome-ignore-all lint/suspicious/noDoubleEquals: number and bigint are compared by value
import { dictGet } from './dict.ts';
import { typeError } from './errors.ts';
import { Walk } from './limits.ts';
import { isNumber } from './number.ts';
import { asText, compareText } from './text.ts';
import { typeName } from './type-name.ts';
import { type Dict, LazyMapping, PyFloat, PyObject, Tuple, type Value } from './types.ts';
import { Undefined } from './undefined.ts';

/** bigint or number; -1, 0, 1, or NaN where one is not a number. */
function compareNumbers(a: number | bigint, b: number | bigint): number {
  if (a < b) return -1;
  if (a > b) return 1;
  return a == b ? 0 : Number.NaN;
}

/** The number behind int, bool and float. JavaScript compares number with bigint exactly. */
const plainNumber = (v: number | bigint | boolean | PyFloat): number | bigint =>
  typeof v === 'number' || typeof v === 'bigint' ? v : typeof v === 'boolean' ? (v ? 1 : 0) : v.value;

/** A LazyMapping as a dict, for comparisons. */
const asDict = (v: Value): Dict | undefined => {
  if (v instanceof Map) return v;
  if (!(v instanceof LazyMapping)) return undefined;
  const out: Dict = new Map();
  for (const k of v.keys()) out.set(k, v.get(k)!);
  return out;
};

const walk = new Walk();

function equalItems(a: readonly Value[], b: readonly Value[]): boolean {
  walk.enter(a.length);
  try {
    for (let i = 0; i < a.length; i++) if (a[i] !== b[i] && !equal(a[i]!, b[i]!)) return false;
    return true;
  } finally {
    walk.leave();
  }
}

function equalEntries(a: Dict, b: Dict): boolean {
  walk.enter(a.size);
  try {
    for (const [k, v] of a) {
      const w = dictGet(b, k);
      if (w === undefined || (v !== w && !equal(v, w))) return false;
    }
    return true;
  } finally {
    walk.leave();
  }
}

/** Python's `a == b`. */
export function equal(a: Value, b: Value): boolean {
  if (a === b) {
    if (a instanceof PyFloat) return !Number.isNaN(a.value);
    if (a instanceof Undefined) return a.pyEq(b);
    return true;
  }
  if (typeof a === 'string' && typeof b === 'string') return false;
  if (isNumber(a) && isNumber(b)) return plainNumber(a) == plainNumber(b);
  const s = asText(a);
  if (s !== undefined) {
    const t = asText(b);
    if (t !== undefined) return s === t;
  } else if (Array.isArray(a)) {
    if (Array.isArray(b)) {
      if (a instanceof Tuple !== b instanceof Tuple || a.length !== b.length) return false;
      return equalItems(a, b);
    }
  } else {
    const d = asDict(a);
    if (d !== undefined) {
      const e = asDict(b);
      if (e !== undefined) {
        if (d.size !== e.size) return false;
        return equalEntries(d, e);
      }
    }
  }
  if (a instanceof PyObject && a.pyEq) {
    const r = a.pyEq(b);
    if (r !== undefined) return r;
  }
  if (b instanceof PyObject && b.pyEq) {
    const r = b.pyEq(a);
    if (r !== undefined) return r;
  }
  return false;
}

/** Identity or equality, as containers compare their members. */
export const same = (a: Value, b: Value): boolean => a === b || equal(a, b);

export type OrderOp = '<' | '<=' | '>' | '>=';

const holds = (c: number, op: OrderOp): boolean =>
  op === '<' ? c < 0 : op === '<=' ? c <= 0 : op === '>' ? c > 0 : c >= 0;

/** Python's `a < b` and its kin, with CPython's TypeError. */
export function order(a: Value, b: Value, op: OrderOp): boolean {
  if (typeof a === 'number' && typeof b === 'number') return holds(a - b, op);
  if (isNumber(a) && isNumber(b)) return holds(compareNumbers(plainNumber(a), plainNumber(b)), op);
  const s = asText(a);
  if (s !== undefined) {
    const t = asText(b);
    if (t !== undefined) return holds(compareText(s, t), op);
  } else if (Array.isArray(a) && Array.isArray(b) && a instanceof Tuple === b instanceof Tuple) {
    const n = Math.min(a.length, b.length);
    for (let i = 0; i < n; i++) if (!same(a[i]!, b[i]!)) return order(a[i]!, b[i]!, op);
    return holds(a.length - b.length, op);
  }
  if (a instanceof PyObject && a.pyOrder) {
    const r = a.pyOrder(b, op);
    if (r !== undefined) return holds(r, op);
  }
  if (b instanceof PyObject && b.pyOrder) {
    const r = b.pyOrder(a, op);
    if (r !== undefined) return holds(-r, op);
  }
  throw typeError(`'${op}' not supported between instances of '${typeName(a)}' and '${typeName(b)}'`);
}

/** Python's `a < b`; what sorting uses. */
export const less = (a: Value, b: Value): boolean => order(a, b, '<');

/**
 * Sorts as `sorted()`: stable, compares with `<` only, and in CPython's order of comparisons (binary insertion after
 * a run count), so that the same pair raises the TypeError. Returns a new list.
 */
export function sorted(list: readonly Value[], key?: (v: Value) => Value, reverse = false): Value[] {
  const items = list.map((v) => ({ v, k: key ? key(v) : v }));
  if (reverse) items.reverse();
  const allText = items.every((i) => typeof i.k === 'string');
  if (allText) items.sort((x, y) => compareText(x.k as string, y.k as string));
  else if (items.every((i) => typeof i.k === 'number'))
    items.sort((x, y) => (x.k as number) - (y.k as number));
  else mergeSort(items);
  if (reverse) items.reverse();
  return items.map((i) => i.v);
}

interface Item {
  v: Value;
  k: Value;
}

/** Timsort's order for short lists (run, then binary insertion); above 64 items runs of that kind are merged. */
function mergeSort(items: Item[]): void {
  if (items.length < 2) return;
  if (items.length < 64) return insertionSort(items, 0, items.length);
  const mid = items.length >> 1;
  const left = items.slice(0, mid);
  const right = items.slice(mid);
  mergeSort(left);
  mergeSort(right);
  let i = 0;
  let j = 0;
  for (let n = 0; n < items.length; n++) {
    if (j >= right.length || (i < left.length && !less(right[j]!.k, left[i]!.k))) items[n] = left[i++]!;
    else items[n] = right[j++]!;
  }
}

function insertionSort(items: Item[], lo: number, hi: number): void {
  let n = lo + 1;
  if (less(items[n]!.k, items[lo]!.k)) {
    n++;
    while (n < hi && less(items[n]!.k, items[n - 1]!.k)) n++;
    const run = items.slice(lo, n).reverse();
    for (let i = 0; i < run.length; i++) items[lo + i] = run[i]!;
  } else {
    n++;
    while (n < hi && !less(items[n]!.k, items[n - 1]!.k)) n++;
  }
  for (; n < hi; n++) {
    const pivot = items[n]!;
    let l = lo;
    let r = n;
    while (l < r) {
      const p = (l + r) >> 1;
      if (less(pivot.k, items[p]!.k)) r = p;
      else l = p + 1;
    }
    for (let p = n; p > l; p--) items[p] = items[p - 1]!;
    items[l] = pivot;
  }
}
