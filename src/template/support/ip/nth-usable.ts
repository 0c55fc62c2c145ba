import { asInt, parseInt10 } from '../../../value/number.ts';
import type { Value } from '../../../value/types.ts';
import { classRepr, filterError } from '../../errors.ts';
import { problems } from '../keys.ts';
import { str } from '../py.ts';
import { given } from './given.ts';
import { netOf } from './ipaddr.ts';
import { usableNear } from './queries.ts';

/** The usable address that lies `offset` steps from a value's, in a direction (1 or -1). */
export function nthUsable(value: Value, offset: Value, direction: bigint): Value {
  const net = netOf(given(value))?.net;
  const n = offset === null ? undefined : (asInt(offset) ?? parseInt10(str(offset)));
  if (n === undefined && offset !== null)
    throw filterError(
      problems([
        `argument 'offset' is of type ${classRepr(offset)} and we were unable to convert to int: ${classRepr(offset)} cannot be converted to an int`,
      ]),
    );
  if (!net) return false;
  if (n === undefined || typeof offset === 'boolean') throw filterError('Must pass in an integer');
  return usableNear(net, BigInt(n) * direction);
}
