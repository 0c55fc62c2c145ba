import { DictView, PyBytes, PyRange } from '../../value/containers.ts';
import { isDict } from '../../value/dict.ts';
import { typeError } from '../../value/errors.ts';
import { length, toList } from '../../value/iterate.ts';
import { isText } from '../../value/text.ts';
import { typeName } from '../../value/type-name.ts';
import type { Value } from '../../value/types.ts';
import { Undefined } from '../../value/undefined.ts';
import { defineFilter } from '../define.ts';

/** The items of what Python's reversed() takes. */
export function reversible(v: Value): Value[] {
  if (v instanceof Undefined) return length(v) === 0 ? [] : [];
  if (Array.isArray(v)) return v;
  if (isText(v) || isDict(v) || v instanceof PyRange || v instanceof PyBytes || v instanceof DictView)
    return toList(v);
  throw typeError(`'${typeName(v)}' object is not reversible`);
}

export default defineFilter({
  doc: 'The last item of a sequence.',
  signature: 'do_last(environment, seq)',
  run: (ctx, seq) => {
    const list = reversible(seq!);
    return list.length === 0
      ? ctx.env.makeUndefined({ hint: 'No last item, sequence was empty.' })
      : list[list.length - 1]!;
  },
});
