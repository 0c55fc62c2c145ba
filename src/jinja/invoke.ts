import { bind, type Kwargs, signature } from '../value/callable.ts';
import type { Value } from '../value/types.ts';
import type { CallContext, FilterDefinition, TestDefinition } from './define.ts';

/** What the first parameter of a signature asks the engine for. */
export type Passes = 'environment' | 'eval_ctx' | 'context' | undefined;

const passed = new WeakMap<object, { passes: Passes }>();

/** Whether (and what) the engine passes as first argument. */
export function passes(def: FilterDefinition | TestDefinition): Passes {
  let p = passed.get(def);
  if (p === undefined) {
    const first = signature(def.signature).params[0]?.name;
    p = {
      passes: first === 'environment' || first === 'eval_ctx' || first === 'context' ? first : undefined,
    };
    passed.set(def, p);
  }
  return p.passes;
}

/** Calls a filter or test with Python's binding of arguments. `args` starts with the value that it is applied to. */
export function invoke(
  def: FilterDefinition | TestDefinition,
  args: Value[],
  kwargs: Kwargs,
  ctx: CallContext,
): Value {
  const sig = signature(def.signature);
  if (passes(def) === undefined) return def.run(ctx, ...bind(sig, args, kwargs));
  const values = bind(sig, [null, ...args], kwargs);
  values.shift();
  return def.run(ctx, ...values);
}
