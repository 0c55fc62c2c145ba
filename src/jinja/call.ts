import { call, type Kwargs } from '../value/callable.ts';
import { PyObject, type Value } from '../value/types.ts';
import type { Context } from './context.ts';
import type { Environment } from './environment.ts';

/** A callable that needs the calling template's context (Jinja2's pass_context). */
export abstract class ContextCallable extends PyObject {
  abstract callWith(context: Context, args: Value[], kwargs: Kwargs): Value;
  override pyCall(): Value {
    throw new Error('needs a context');
  }
}

/** Calls a value from a template. */
export function callValue(
  _env: Environment,
  context: Context,
  fn: Value,
  args: Value[],
  kwargs: Kwargs,
): Value {
  if (fn instanceof ContextCallable) return fn.callWith(context, args, kwargs);
  return call(fn, args, kwargs);
}
