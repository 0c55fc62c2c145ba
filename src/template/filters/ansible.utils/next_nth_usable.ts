import { defineFilter } from '../../../jinja/define.ts';
import { nthUsable } from '../../support/ip/nth-usable.ts';

export default defineFilter({
  doc: 'The n-th usable address behind the one given.',
  signature: '_next_nth_usable(value, offset=None)',
  run: (_ctx, value, offset) => nthUsable(value!, offset!, 1n),
});
