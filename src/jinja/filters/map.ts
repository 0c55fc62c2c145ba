import { PyIterator } from '../../value/containers.ts';
import type { Value } from '../../value/types.ts';
import { defineFilter } from '../define.ts';
import { mapValues } from '../support/select.ts';

export default defineFilter({
  doc: 'Applies a filter to each item, or looks up an attribute of each.',
  signature: 'sync_do_map(context, value, *args, **kwargs)',
  run: (ctx, value, args, kwargs) =>
    new PyIterator(mapValues(ctx, value!, args as Value[], kwargs!), 'generator', 'sync_do_map'),
});
