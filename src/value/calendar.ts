import { PyFunction } from './callable.ts';
import { overflowError } from './errors.ts';
import { asInt } from './number.ts';
import type { Value } from './types.ts';

export const pad = (n: number, w = 2): string => String(n).padStart(w, '0');
const DAY = 86_400_000;

/** Days since 1970-01-01 of a date of the Gregorian calendar. */
export const dayNumber = (y: number, m: number, d: number): number => {
  const t = new Date(0);
  t.setUTCFullYear(y, m - 1, d);
  return Math.round(t.getTime() / DAY);
};
export const fromDayNumber = (n: number): [number, number, number] => {
  const t = new Date(n * DAY);
  const y = t.getUTCFullYear();
  if (y < 1 || y > 9999) throw overflowError('date value out of range');
  return [y, t.getUTCMonth() + 1, t.getUTCDate()];
};

export const method = (self: Value, sig: string, run: (...args: Value[]) => Value): Value =>
  new PyFunction(sig, run).bound(self);

export const num = (v: Value | undefined, d: number): number =>
  v === null || v === undefined ? d : Number(asInt(v));
