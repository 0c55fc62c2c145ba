import type { Value } from '../../value/types.ts';
import { defineFilter } from '../define.ts';
import { selectOrReject } from '../support/select.ts';

export default defineFilter({
  doc: 'Keeps the items that pass a test (or are true).',
  signature: 'sync_do_select(context, value, *args, **kwargs)',
  run: (ctx, value, args, kwargs) => selectOrReject(ctx, value!, args as Value[], kwargs!, true, false),
});
