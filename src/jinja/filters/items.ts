import { call } from '../../value/callable.ts';
import { PyIterator } from '../../value/containers.ts';
import { isDict } from '../../value/dict.ts';
import { typeError } from '../../value/errors.ts';
import { iterate } from '../../value/iterate.ts';
import { getAttribute } from '../../value/protocol.ts';
import type { Value } from '../../value/types.ts';
import { Undefined } from '../../value/undefined.ts';
import { defineFilter } from '../define.ts';

function* pairs(v: Value): Generator<Value> {
  if (v instanceof Undefined) return;
  if (!isDict(v)) throw typeError('Can only get item pairs from a mapping.');
  yield* iterate(call(getAttribute(v, 'items'), []));
}

export default defineFilter({
  doc: 'The (key, value) pairs of a mapping; none for what is undefined.',
  signature: 'do_items(value)',
  run: (_ctx, v) => new PyIterator(pairs(v!), 'generator', 'do_items'),
});
