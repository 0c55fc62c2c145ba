import { UndefinedVariableError } from '../../errors/ansible-error.ts';
import { defineLookup, type LookupContext } from '../../template/define.ts';
import { classRepr } from '../../template/errors.ts';
import { repr } from '../../template/support/py.ts';
import { PyError } from '../../value/errors.ts';
import { asText } from '../../value/text.ts';
import type { Value } from '../../value/types.ts';
import { LazyMapping } from '../../value/types.ts';
import { lookupFailure } from '../support/files.ts';
import { undefinedTwice } from '../support/undefined.ts';

/** The host's own variables, which hold names that are only known there. */
function fromHostvars(all: Value | undefined, host: Value | undefined, name: string): Value | undefined {
  const hostName = asText(host ?? null);
  if (hostName === undefined || all === undefined) return undefined;
  const own =
    all instanceof Map ? all.get(hostName) : all instanceof LazyMapping ? all.get(hostName) : undefined;
  return own instanceof Map ? own.get(name) : own instanceof LazyMapping ? own.get(name) : undefined;
}

/** The value templated; the fallback where it needs something undefined. */
function templated(ctx: LookupContext, raw: Value, fallback: Value | undefined): Value {
  try {
    return undefinedTwice(() => ctx.template(raw));
  } catch (e) {
    if (fallback !== undefined && e instanceof PyError && /Undefined/.test(e.pyType)) return fallback;
    throw e;
  }
}

export default defineLookup({
  description: 'Values of variables by name, templated.',
  options: { default: { description: 'What is given for a variable that is not defined.', type: 'raw' } },
  run: (terms, options, ctx) =>
    terms.map((term) => {
      const name = asText(term);
      if (name === undefined) {
        throw lookupFailure(
          `Invalid setting identifier, "${repr(term)}" is not a string, its a ${classRepr(term)}`,
        );
      }
      const raw =
        ctx.vars.get(name) ??
        fromHostvars(ctx.vars.get('hostvars'), ctx.vars.get('inventory_hostname'), name);
      const fallback = options.get('default') ?? undefined;
      if (raw !== undefined) return templated(ctx, raw, fallback);
      if (fallback !== undefined) return fallback;
      const text = `No variable found with this name: ${name}`;
      throw new UndefinedVariableError(`${text}. ${text}`);
    }),
});
