import { PyDate, PyDateTime } from '../value/datetime.ts';
import type { Value } from '../value/types.ts';

const DATE = /^(\d{4})-(\d\d)-(\d\d)$/;
const FULL =
  /^(\d{4})-(\d\d?)-(\d\d?)(?:[Tt]|[ \t]+)(\d\d?):(\d\d):(\d\d)(?:\.(\d*))?(?:[ \t]*(Z|([-+])(\d\d?)(?::(\d\d))?))?$/;

/** A YAML timestamp as Python's date or datetime. `fail` makes the error for a day or time that does not exist. */
export function parseTimestamp(text: string, fail: (message: string) => Error): Value {
  const date = DATE.exec(text);
  const full = date === null ? FULL.exec(text) : null;
  const m = date ?? full;
  if (m === null) throw fail(`not a timestamp: ${text}`);
  const [year, month, day] = [Number(m[1]), Number(m[2]), Number(m[3])];
  if (year < 1) throw fail(`year ${year} is out of range`);
  if (month < 1 || month > 12) throw fail('month must be in 1..12');
  if (day < 1 || day > new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate())
    throw fail('day is out of range for month');
  if (full === null) return new PyDate(year, month, day);
  const [hour, minute, second] = [Number(full[4]), Number(full[5]), Number(full[6])];
  if (hour > 23) throw fail('hour must be in 0..23');
  if (minute > 59) throw fail('minute must be in 0..59');
  if (second > 59) throw fail('second must be in 0..59');
  const micro = full[7] === undefined ? 0 : Number(full[7].slice(0, 6).padEnd(6, '0'));
  let offset: number | null = null;
  if (full[9] !== undefined) {
    offset = (Number(full[10]) * 60 + Number(full[11] ?? 0)) * 60;
    if (full[9] === '-') offset = -offset;
    if (Math.abs(offset) >= 86400)
      throw fail('offset must be a timedelta strictly between -timedelta(hours=24) and timedelta(hours=24)');
  } else if (full[8] !== undefined) offset = 0;
  return new PyDateTime(year, month, day, hour, minute, second, micro, offset);
}
