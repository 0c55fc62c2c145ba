import type { Value } from '../../value/types.ts';

/** One set of variables over another (hash_behaviour = merge is applied once, over all levels). */
export function overVars(below: Map<string, Value>, above: Map<string, Value>): Map<string, Value> {
  const out = new Map(below);
  for (const [k, v] of above) out.set(k, v);
  return out;
}
