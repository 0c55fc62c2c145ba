import { PyIterator } from '../../value/containers.ts';
import { PyError } from '../../value/errors.ts';
import { iterate } from '../../value/iterate.ts';
import { repr } from '../../value/repr.ts';
import { asText } from '../../value/text.ts';
import { truth } from '../../value/truth.ts';
import type { Dict, Value } from '../../value/types.ts';
import { Undefined } from '../../value/undefined.ts';
import type { CallContext } from '../define.ts';
import { attrGetter } from './attribute.ts';

/** Keyword arguments from a Dict. */
export const kwargsOf = (d: Value): Map<string, Value> => {
  const out = new Map<string, Value>();
  for (const [k, v] of d as Dict) out.set(asText(k) ?? '', v);
  return out;
};

function nameOf(ctx: CallContext, name: Value, what: string): string {
  if (ctx.env.options.pluginName !== undefined) return ctx.env.options.pluginName(name);
  const s = asText(name);
  if (s !== undefined) return s;
  if (name instanceof Undefined)
    throw new PyError(
      'TemplateRuntimeError',
      `No ${what} named ${repr(name)}. (${name.message}; did you forget to quote the callable name?)`,
    );
  throw new PyError('TemplateRuntimeError', `No ${what} named ${repr(name)}.`);
}

/** select, reject, selectattr, rejectattr. */
export function selectOrReject(
  ctx: CallContext,
  value: Value,
  args: Value[],
  kwargs: Value,
  keep: boolean,
  byAttribute: boolean,
): Value {
  return new PyIterator(go(ctx, value, args, kwargs, keep, byAttribute), 'generator', 'select_or_reject');
}

function* go(
  ctx: CallContext,
  value: Value,
  args: Value[],
  kwargs: Value,
  keep: boolean,
  byAttribute: boolean,
): Generator<Value> {
  if (!truth(value)) return;
  let get = (v: Value): Value => v;
  let rest = args;
  if (byAttribute) {
    if (args.length === 0) throw new PyError('FilterArgumentError', 'Missing parameter for attribute name');
    get = attrGetter(ctx.env, args[0]!);
    rest = args.slice(1);
  }
  let test = (v: Value): boolean => truth(v);
  if (rest.length > 0) {
    const [name, ...more] = rest as [Value, ...Value[]];
    const kw = kwargsOf(kwargs);
    test = (v) => truth(ctx.env.callTest(nameOf(ctx, name, 'test'), v, more, kw, ctx));
  }
  for (const item of iterate(value)) if (test(get(item)) === keep) yield item;
}

/** map: by attribute or by filter. */
export function* mapValues(ctx: CallContext, value: Value, args: Value[], kwargsIn: Value): Generator<Value> {
  if (!truth(value)) return;
  const kwargs = kwargsOf(kwargsIn);
  let f: (v: Value) => Value;
  const attribute = kwargs.get('attribute');
  if (args.length === 0 && attribute !== undefined) {
    const orElse = kwargs.get('default') ?? null;
    kwargs.delete('attribute');
    kwargs.delete('default');
    for (const k of kwargs.keys())
      throw new PyError('FilterArgumentError', `Unexpected keyword argument ${repr(k)}`);
    f = attrGetter(ctx.env, attribute, undefined, orElse);
  } else {
    if (args.length === 0) throw new PyError('FilterArgumentError', 'map requires a filter argument');
    const [name, ...rest] = args as [Value, ...Value[]];
    f = (v) => ctx.env.callFilter(nameOf(ctx, name, 'filter'), v, rest, kwargs, ctx);
  }
  for (const item of iterate(value)) yield f(item);
}
