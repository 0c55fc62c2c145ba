import { notices } from '../../errors/notices.ts';
import { builtinFilter } from '../../jinja/builtins.ts';
import type { CallContext } from '../../jinja/define.ts';
import { invoke } from '../../jinja/invoke.ts';
import { same } from '../../value/compare.ts';
import { PyError } from '../../value/errors.ts';
import { iterate, toList } from '../../value/iterate.ts';
import { truth } from '../../value/truth.ts';
import type { Value } from '../../value/types.ts';
import { filterError } from '../errors.ts';

const noFallback = (why: string): PyError =>
  filterError(
    `Jinja2's unique filter failed and we cannot fall back to Ansible's version as it does not support the parameters supplied. ${why}`,
  );

/** Members that equal no earlier one: Jinja2's filter, and where members cannot be hashed a slower way. */
export function uniqueItems(ctx: CallContext, value: Value, caseSensitive: Value, attribute: Value): Value {
  const jinja = builtinFilter('unique');
  if (jinja) {
    try {
      return toList(invoke(jinja, [value, truth(caseSensitive), attribute], new Map(), ctx));
    } catch (e) {
      if (!(e instanceof PyError)) throw e;
      const unhashable = e.pyType === 'TypeError' && e.message.startsWith('unhashable');
      if (caseSensitive === false || truth(attribute))
        throw unhashable || e.pyType !== 'UndefinedError' ? noFallback(e.message) : e;
      if (!unhashable && e.pyType !== 'TypeError')
        notices().warning(`Falling back to Ansible unique filter as Jinja2 one failed: ${e.message}`);
    }
  }
  const out: Value[] = [];
  for (const v of iterate(value)) if (!out.some((o) => same(o, v))) out.push(v);
  return out;
}
