import { defineFilter } from '../../../jinja/define.ts';
import type { Dict } from '../../../value/types.ts';
import { str } from '../../support/py.ts';
import { toTimeUnit } from '../../support/time-units.ts';

export default defineFilter({
  doc: 'A time such as "1h 30m" in the unit that is named.',
  signature: "to_time_unit(human_time, unit='ms', **kwargs)",
  run: (_ctx, time, unit, kwargs) => toTimeUnit(time!, str(unit!), kwargs as Dict),
});
