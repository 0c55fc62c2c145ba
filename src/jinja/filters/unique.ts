import { PyIterator, PySet } from '../../value/containers.ts';
import { iterate } from '../../value/iterate.ts';
import { truth } from '../../value/truth.ts';
import type { Value } from '../../value/types.ts';
import { defineFilter } from '../define.ts';
import { attrGetter, ignoreCase } from '../support/attribute.ts';

function* once(value: Value, key: (v: Value) => Value): Generator<Value> {
  const seen = new PySet();
  for (const v of iterate(value)) {
    const k = key(v);
    if (seen.has(k)) continue;
    seen.add(k);
    yield v;
  }
}

export default defineFilter({
  doc: 'Each item once, the first of those that are equal.',
  signature: 'do_unique(environment, value, case_sensitive=False, attribute=None)',
  run: (ctx, value, caseSensitive, attribute) => {
    const key = attrGetter(ctx.env, attribute!, truth(caseSensitive!) ? undefined : ignoreCase);
    return new PyIterator(once(value!, key), 'generator', 'do_unique');
  },
});
