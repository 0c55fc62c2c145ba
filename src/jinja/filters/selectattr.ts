import type { Value } from '../../value/types.ts';
import { defineFilter } from '../define.ts';
import { selectOrReject } from '../support/select.ts';

export default defineFilter({
  doc: 'Keeps the items whose attribute passes a test (or is true).',
  signature: 'sync_do_selectattr(context, value, *args, **kwargs)',
  run: (ctx, value, args, kwargs) => selectOrReject(ctx, value!, args as Value[], kwargs!, true, true),
});
