import { PyError } from './errors.ts';
import type { Value } from './types.ts';

/**
 * Bounds of what one operation may make. Data whose parts refer to each other can be small and its text, or a copy of
 * it, without end; Python would run until its memory is full.
 */
export const MAX_TEXT = 100_000_000;
/** Items of one list. */
export const MAX_ITEMS = 10_000_000;
/** Values that one text or copy is made of, or that one comparison goes through. */
export const MAX_VALUES = 5_000_000;

/** Python's MemoryError, with a text (Python has none). */
export const memoryError = (message = 'the result would be too large'): PyError =>
  new PyError('MemoryError', message);

/** Characters of large texts that may be made from nothing while one template runs. */
const MAX_MADE = 1_000_000_000;
const LARGE = 1_000;
let made = 0;

/** A text of this length is made by repeating or filling: its parts are not there yet, so that many of them add up. */
export function checkMade(length: number): void {
  checkText(length);
  if (length < LARGE) return;
  // templates run in one piece: what comes after is another one
  if (made === 0)
    queueMicrotask(() => {
      made = 0;
    });
  made += length;
  if (made > MAX_MADE)
    throw memoryError(`the result would be too large: texts of more than ${MAX_MADE} characters in all`);
}

/** Items of long lists and dicts that may be copied while one template runs: one that grows by a copy a round is quadratic. */
const MAX_COPIED = 200_000_000;
let copied = 0;

/** A list or dict of this length is copied to add to it. */
export function checkCopied(length: number): void {
  if (length < LARGE) return;
  if (copied === 0)
    queueMicrotask(() => {
      copied = 0;
    });
  copied += length;
  if (copied > MAX_COPIED)
    throw memoryError(
      `lists and dicts copied again and again, more than ${MAX_COPIED} items in all, were stopped`,
    );
}

/** A text of this length may be made. */
export function checkText(length: number): void {
  if (length > MAX_TEXT)
    throw memoryError(`the result would be too large: a text of more than ${MAX_TEXT} characters`);
}

/** A list of this length may be made. */
export function checkItems(length: number): void {
  if (length > MAX_ITEMS)
    throw memoryError(`the result would be too large: a list of more than ${MAX_ITEMS} items`);
}

/**
 * Counts the steps of walks over data that may refer to itself again and again. `enter` and `leave` stand around a
 * walk that calls itself; the count starts anew with the outermost.
 */
export class Walk {
  private depth = 0;
  private steps = 0;

  enter(steps = 1): void {
    if (this.depth++ === 0) this.steps = 0;
    this.steps += steps;
    if (this.steps > MAX_VALUES) {
      this.depth = 0;
      throw memoryError(`the result would be too large: data of more than ${MAX_VALUES} values`);
    }
  }
  leave(): void {
    if (this.depth > 0) this.depth--;
  }
}

/** After so many values a walk asks `checkExpanded` whether it can end. */
export const EXPANDED_CHECK = 100_000;

/** Refuses data of more than MAX_VALUES values at once, where writing it up to the bound takes time and memory. */
export function checkExpanded(v: Value, what: string): void {
  if (expandedSize(v) > MAX_VALUES)
    throw memoryError(`the result would be too large: ${what} of more than ${MAX_VALUES} values`);
}

/** How many values there are, those that stand in several places each time anew; a value that holds itself counts once. */
export function expandedSize(v: Value, known: Map<object, number> = new Map()): number {
  if (v === null || typeof v !== 'object' || !(Array.isArray(v) || v instanceof Map)) return 1;
  const before = known.get(v);
  if (before !== undefined) return before;
  known.set(v, 1);
  let n = 1;
  for (const x of v.values()) n += expandedSize(x, known);
  known.set(v, n);
  return n;
}
