import { parseIso, PyDate, PyDateTime, PyTime, TimeDelta } from '../../src/value/datetime.ts';
import type { Value } from '../../src/value/types.ts';
import type { Json } from './codec.ts';

/** $datetime, $date and $time of the tagged JSON. */
export function dateOf(kind: string, text: string): Value {
  if (kind.endsWith('time') && !kind.endsWith('datetime')) {
    const t = parseIso(`2000-01-01T${text}`)!;
    return new PyTime(t.hour, t.minute, t.second, t.microsecond);
  }
  const d = parseIso(text)!;
  return kind.endsWith('datetime') ? d : new PyDate(d.year, d.month, d.day);
}
export const deltaOf = (parts: number[]): Value => new TimeDelta(parts[0]!, parts[1]!, parts[2]!);
export const isoOf = (v: Value): Json | undefined =>
  v instanceof PyDateTime
    ? { $datetime: v.iso() }
    : v instanceof PyDate
      ? { $date: v.iso() }
      : v instanceof PyTime
        ? { $time: v.pyStr() }
        : undefined;
export const deltaParts = (v: Value): number[] | undefined =>
  v instanceof TimeDelta ? [v.days, v.seconds, v.microseconds] : undefined;
