import type { Value } from '../value/types.ts';

/** TEMP */
export function parseTimestamp(text: string, fail: (message: string) => Error): Value {
  void fail;
  return text;
}
