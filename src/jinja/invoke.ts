import { bind, type Kwargs, type Signature, signature } from '../value/callable.ts';
import type { Value } from '../value/types.ts';
import type { CallContext, FilterDefinition, TestDefinition } from './define.ts';

/** The signature of a filter or test, and what its first parameter asks the engine for. */
export interface Prepared {
  readonly sig: Signature;
  readonly passes: 'environment' | 'eval_ctx' | 'context' | undefined;
}

const known = new WeakMap<object, Prepared>();

/** How a filter or test is called; kept by its definition. */
export function prepared(def: FilterDefinition | TestDefinition): Prepared {
  let p = known.get(def);
  if (p === undefined) {
    const sig = signature(def.signature);
    const first = sig.params[0]?.name;
    const passes = first === 'environment' || first === 'eval_ctx' || first === 'context' ? first : undefined;
    p = { sig, passes };
    known.set(def, p);
  }
  return p;
}

/** Calls a filter or test with Python's binding of arguments. `args` starts with the value that it is applied to. */
export function invoke(
  def: FilterDefinition | TestDefinition,
  args: Value[],
  kwargs: Kwargs,
  ctx: CallContext,
): Value {
  const { sig, passes } = prepared(def);
  if (passes === undefined) return def.run(ctx, ...bind(sig, args, kwargs));
  const values = bind(sig, [null, ...args], kwargs);
  values.shift();
  return def.run(ctx, ...values);
}
