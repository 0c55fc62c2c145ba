import { PyDateTime } from '../value/datetime.ts';
import { str } from '../value/repr.ts';
import { strftime } from '../value/strftime.ts';
import { truth } from '../value/truth.ts';
import type { Value } from '../value/types.ts';
import { noteVolatile } from './evaluation.ts';

/** The local (or UTC) time of a moment, without a zone, as Python's naive datetime has it. */
export function clockTime(moment: Date, utc: boolean): PyDateTime {
  const micro = moment.getMilliseconds() * 1000;
  return utc
    ? new PyDateTime(
        moment.getUTCFullYear(),
        moment.getUTCMonth() + 1,
        moment.getUTCDate(),
        moment.getUTCHours(),
        moment.getUTCMinutes(),
        moment.getUTCSeconds(),
        micro,
      )
    : new PyDateTime(
        moment.getFullYear(),
        moment.getMonth() + 1,
        moment.getDate(),
        moment.getHours(),
        moment.getMinutes(),
        moment.getSeconds(),
        micro,
      );
}

/** The global `now(utc, fmt)`: a datetime, or a text where a format is given. */
export function now(utc?: Value, fmt?: Value): Value {
  noteVolatile();
  const d = clockTime(new Date(), truth(utc ?? false));
  return truth(fmt ?? null) ? strftime(d, str(fmt!)) : d;
}
