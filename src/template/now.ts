import { PyError } from '../value/errors.ts';
import type { Value } from '../value/types.ts';

/** Replaced below once value/datetime.ts is there. */
export function now(_utc?: Value, _fmt?: Value): Value {
  throw new PyError('NotImplementedError', 'now()');
}
