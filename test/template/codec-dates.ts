import { PyDate, PyDateTime, PyTime } from '../../src/value/datetime.ts';
import { TimeDelta } from '../../src/value/timedelta.ts';
import type { Value } from '../../src/value/types.ts';
import type { Json } from './codec.ts';

const numbers = (text: string): number[] => (text.match(/\d+/g) ?? []).map(Number);

export function dateOf(kind: string, text: string): Value {
  const [y, m, d, ...time] = numbers(text);
  if (kind === 'date') return new PyDate(y!, m!, d!);
  if (kind === 'time') return new PyTime(y, m, d, time[0]);
  return new PyDateTime(y!, m!, d!, time[0], time[1], time[2], time[3]);
}
export const deltaOf = (parts: number[]): Value => new TimeDelta(parts[0]!, parts[1], parts[2]);
export function isoOf(v: Value): Json | undefined {
  if (v instanceof PyDateTime) return { $datetime: v.iso() };
  if (v instanceof PyDate) return { $date: v.iso() };
  return v instanceof PyTime ? { $time: v.pyStr() } : undefined;
}
export const deltaParts = (v: Value): number[] | undefined =>
  v instanceof TimeDelta ? [v.days, v.seconds, v.microseconds] : undefined;
