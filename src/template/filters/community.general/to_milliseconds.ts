import { defineFilter } from '../../../jinja/define.ts';
import type { Dict } from '../../../value/types.ts';
import { toTimeUnit } from '../../support/time-units.ts';

export default defineFilter({
  doc: 'A time such as "1h 30m" in milliseconds.',
  signature: 'to_milliseconds(human_time, **kwargs)',
  run: (_ctx, time, kwargs) => toTimeUnit(time!, 'ms', kwargs as Dict),
});
