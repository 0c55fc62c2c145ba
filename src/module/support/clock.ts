/** Microseconds since the epoch; steady between two calls. */
export const nowMicros = (): number => Math.round((performance.timeOrigin + performance.now()) * 1000);

const two = (n: number): string => String(n).padStart(2, '0');

/** A local time as Python's str(datetime) writes it: `2024-05-06 07:08:09.123456` (no fraction where it is zero). */
export function timeStamp(micros: number): string {
  const d = new Date(Math.floor(micros / 1000));
  const us = micros % 1_000_000;
  const base = `${d.getFullYear()}-${two(d.getMonth() + 1)}-${two(d.getDate())} ${two(d.getHours())}:${two(d.getMinutes())}:${two(d.getSeconds())}`;
  return us === 0 ? base : `${base}.${String(us).padStart(6, '0')}`;
}

/** A span as Python's str(timedelta) writes it: `0:00:00.006534`, `1 day, 2:03:04`. */
export function timeDelta(micros: number): string {
  const us = micros % 1_000_000;
  const s = Math.floor(micros / 1_000_000);
  const days = Math.floor(s / 86400);
  const clock = `${Math.floor((s % 86400) / 3600)}:${two(Math.floor((s % 3600) / 60))}:${two(s % 60)}`;
  const head = days === 0 ? '' : `${days} day${days === 1 ? '' : 's'}, `;
  return head + clock + (us === 0 ? '' : `.${String(us).padStart(6, '0')}`);
}
