import { toList } from '../../value/iterate.ts';
import { defineFilter } from '../define.ts';

export default defineFilter({
  doc: 'As a list; a text becomes its characters.',
  signature: 'sync_do_list(value)',
  run: (_ctx, v) => toList(v!),
});
