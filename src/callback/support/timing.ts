import { dayNames, monthNames } from '../../value/strftime.ts';

/** Texts that profile_tasks, profile_roles and timer share. */
const WIDTH = 79;

/** A text filled up with a character to the width of a headline, a blank behind it. */
export function filled(text: string, fill = '*'): string {
  if (text === '') return `${fill.repeat(WIDTH)} `;
  return `${text} ${fill.repeat(Math.max(1, WIDTH - text.length - 1))} `;
}

/** "0:01:02.345" of seconds. */
export function clock(seconds: number): string {
  const ms = Math.floor(Math.max(0, seconds) * 1000);
  const p = (n: number, w: number): string => String(n).padStart(w, '0');
  return `${Math.floor(ms / 3_600_000)}:${p(Math.floor(ms / 60_000) % 60, 2)}:${p(Math.floor(ms / 1000) % 60, 2)}.${p(ms % 1000, 3)}`;
}

/** "Sunday 22 November 2026  21:40:45 +0000", local time. */
export function longDate(d: Date): string {
  const p = (n: number): string => String(n).padStart(2, '0');
  const zone = -d.getTimezoneOffset();
  const away = Math.abs(zone);
  return `${dayNames[(d.getDay() + 6) % 7]} ${p(d.getDate())} ${monthNames[d.getMonth()]} ${d.getFullYear()}  ${p(d.getHours())}:${p(d.getMinutes())}:${p(d.getSeconds())} ${zone < 0 ? '-' : '+'}${p(Math.floor(away / 60))}${p(away % 60)}`;
}

/** The line of a name and its time, dashes between. */
export const timedLine = (name: string, seconds: number): string =>
  `${`${name} `.padEnd(WIDTH - 9, '-')}${` ${seconds.toFixed(2)}s`.padStart(9, '-')}`;

/** A name alone, dashes behind it. */
export const plainLine = (name: string): string => `${name} `.padEnd(WIDTH, '-');

/** Tells the time at each step: since the step before, and since the start. */
export class Stopwatch {
  readonly #start = performance.now();
  #last = this.#start;

  /** The line of a step. */
  step(): string {
    const now = performance.now();
    const since = clock((now - this.#last) / 1000);
    const total = clock((now - this.#start) / 1000);
    this.#last = now;
    return filled(`${longDate(new Date())} (${since})${' '.repeat(7)}${total}`);
  }
}

export const now = (): number => performance.now() / 1000;
