import type { Value } from '../value/types.ts';
import type { Context } from './context.ts';
import type { Environment } from './environment.ts';

/** What a filter, test or global function may ask for. */
export interface CallContext {
  readonly env: Environment;
  /** Null at compile time, where constants are folded. */
  readonly context: Context | null;
  readonly autoescape: boolean;
}

/**
 * One filter. `signature` is a Python signature with the name that Python's TypeErrors print:
 * `do_replace(eval_ctx, s, old, new, count=None)`. A first parameter named `environment`, `eval_ctx` or `context`
 * is filled by the engine (it counts in "takes 2 positional arguments but 3 were given"); `run` gets it as `ctx`.
 * `*args` arrives as one Tuple, `**kwargs` as one Dict (keys are texts), each in its place. `/` and `*` are understood.
 */
export interface FilterDefinition {
  /** One or two sentences for the generated reference. */
  readonly doc: string;
  readonly signature: string;
  readonly aliases?: readonly string[];
  /** The result depends on more than the arguments (random, the clock, files): never computed at compile time. */
  readonly volatile?: boolean;
  run(ctx: CallContext, ...args: Value[]): Value;
}

/** One test; the same contract as a filter's. The result may be any value; its truth counts. */
export interface TestDefinition {
  readonly doc: string;
  readonly signature: string;
  readonly aliases?: readonly string[];
  readonly volatile?: boolean;
  run(ctx: CallContext, ...args: Value[]): Value;
}

export const defineFilter = (definition: FilterDefinition): FilterDefinition => definition;
export const defineTest = (definition: TestDefinition): TestDefinition => definition;
