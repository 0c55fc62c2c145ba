import type { Value } from '../../../value/types.ts';
import { lastAddress, network, sizeOf } from './address.ts';
import { given } from './given.ts';
import { netOf, noAddress } from './ipaddr.ts';
import { firstUsable, lastUsable } from './queries.ts';

/** The first and last number of a network. */
export type Span = readonly [bigint, bigint];

/**
 * The span of a value's network, or of its usable addresses. What is none counts as 0, with a warning, and
 * the version of the address is forgotten: so compare the filters of ansible.utils.
 */
export function span(value: Value, usable = false): Span {
  const net = netOf(given(value))?.net;
  if (!net) {
    if (value === null || value === '') noAddress(value);
    noAddress(false);
    return [0n, 0n];
  }
  if (usable) return [firstUsable(net) ?? network(net), lastUsable(net) ?? network(net)];
  return [network(net), sizeOf(net) > 2n ? lastAddress(net) : network(net)];
}

/** Whether the first span lies in the second. */
export const inside = (inner: Span, outer: Span): boolean =>
  inner.every((at) => outer[0] <= at && at <= outer[1]);
