import { strptime } from '../../template/support/strptime.ts';

/**
 * Seconds since the epoch of `text` read by `format`, as the clock of this machine's time zone: Python's
 * time.mktime(time.strptime(text, format)). Throws Python's ValueError.
 */
export function parseLocalTime(text: string, format: string): number {
  const t = strptime(text, format);
  return new Date(t.year, t.month - 1, t.day, t.hour, t.minute, t.second).getTime() / 1000;
}
