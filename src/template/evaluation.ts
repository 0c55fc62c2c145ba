import { tellingFor } from '../errors/notices.ts';
import type { Value } from '../value/types.ts';
import { Pending } from './define.ts';
import type { Templar } from './templar.ts';

/** An answer that was waited for: a value, or what the question raised. */
type Answer = { readonly value: Value } | { readonly error: unknown };

/** One template that is being rendered. */
export interface Frame {
  readonly templar: Templar;
  /** Something unsafe was seen: the whole result is unsafe. */
  unsafe: boolean;
  /** A lookup gave something that counts as unsafe. */
  lookups: boolean;
  readonly lookupsDisabled: boolean;
  readonly searchPath: readonly string[] | undefined;
}

/**
 * One call of Templar.template from outside: the answers that it waited for, and what was noted on the way. Evaluation
 * is synchronous, so the one in force is a variable of this module.
 */
export class Evaluation {
  #answers: Map<string, Answer> | undefined;
  /** How often each question was asked in this pass. */
  asked: Map<string, number> | undefined;
  frame: Frame | undefined;
  /** The result of what is being evaluated may differ next time. */
  volatile = false;
  nativeText = false;
  /** Names of variables that were asked for since the innermost variable began; undefined: nobody wants to know. */
  dependencies: Set<string> | undefined;
  /** Whether objects hold unsafe text, as found in this evaluation. */
  #unsafeSeen: WeakMap<object, boolean> | undefined;
  depth = 0;

  // made when first asked for: most evaluations are one small template
  get answers(): Map<string, Answer> {
    this.#answers ??= new Map();
    return this.#answers;
  }
  get unsafeSeen(): WeakMap<object, boolean> {
    this.#unsafeSeen ??= new WeakMap();
    return this.#unsafeSeen;
  }
}

let current: Evaluation | undefined;

/** The evaluation in force, if any. */
export const evaluation = (): Evaluation | undefined => current;

/** Notes that a result depends on more than variables, so that it is not kept. */
export function noteVolatile(): void {
  if (current) current.volatile = true;
}
export function noteNativeText(): void {
  if (current) current.nativeText = true;
}

/** Runs `f` in the evaluation in force, or in a new one (whose Pending then reaches the caller). */
export function inEvaluation<T>(f: (e: Evaluation) => T): T {
  if (current) return f(current);
  current = new Evaluation();
  try {
    return f(current);
  } finally {
    current = undefined;
  }
}

/**
 * Runs `f` until it needs to wait for nothing more. `f` runs again from its start after each wait. `who`: for whom its
 * warnings are told.
 */
export async function evaluate<T>(f: (e: Evaluation) => T, who?: object): Promise<T> {
  const e = new Evaluation();
  for (;;) {
    const before = current;
    current = e;
    e.asked = undefined;
    e.frame = undefined;
    e.volatile = false;
    e.dependencies = undefined;
    e.depth = 0;
    let pending: Pending;
    try {
      return who === undefined ? f(e) : tellingFor(who, () => f(e));
    } catch (problem) {
      if (!(problem instanceof Pending)) throw problem;
      pending = problem;
    } finally {
      current = before;
    }
    try {
      e.answers.set(pending.key, { value: await pending.answer });
    } catch (error) {
      e.answers.set(pending.key, { error });
    }
  }
}

/**
 * The answer to a question that may need waiting: asks once for each time that it stands in one evaluation.
 * Throws Pending until it is there.
 */
export function await_<T extends Value>(key: string, ask: () => Promise<T> | { readonly now: T }): T {
  const e = current;
  const n = e?.asked?.get(key) ?? 0;
  if (e) {
    e.asked ??= new Map();
    e.asked.set(key, n + 1);
  }
  const full = `${key}\0${n}`;
  const answer = e?.answers.get(full);
  if (!answer) {
    const got = ask();
    if (got instanceof Promise) throw new Pending(full, got);
    e?.answers.set(full, { value: got.now });
    return got.now;
  }
  if ('error' in answer) throw answer.error;
  return answer.value as T;
}
