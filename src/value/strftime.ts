import { checkMade } from './limits.ts';

/** From Monday, in the C locale. */
export const dayNames = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
export const monthNames = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

/** What strftime needs to know of a date; a date without a time has midnight. */
export interface DateFields {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  /** 0 is Monday. */
  readonly weekday: number;
  readonly hour?: number;
  readonly minute?: number;
  readonly second?: number;
  readonly microsecond?: number;
  readonly offset?: number | null;
  /** Name of the time zone, where there is one. */
  readonly zoneName?: string;
}

const pad = (n: number, w = 2, fill = '0'): string => String(n).padStart(w, fill);
const dayOf = (y: number, m: number, d: number): number => {
  const t = new Date(0);
  t.setUTCFullYear(y, m - 1, d);
  return Math.round(t.getTime() / 86_400_000);
};

function isoWeek(d: DateFields): [number, number] {
  const thursday = dayOf(d.year, d.month, d.day) - d.weekday + 3;
  const year = new Date(thursday * 86_400_000).getUTCFullYear();
  return [year, Math.floor((thursday - dayOf(year, 1, 1)) / 7) + 1];
}

/** Python's strftime in the C locale (glibc's extensions included). */
export function strftime(d: DateFields, format: string): string {
  const hour = d.hour ?? 0;
  const minute = d.minute ?? 0;
  const second = d.second ?? 0;
  const yday = dayOf(d.year, d.month, d.day) - dayOf(d.year, 1, 1) + 1;
  const offset = d.offset ?? null;
  const one = (c: string): string | undefined => {
    switch (c) {
      case 'a':
        return dayNames[d.weekday]!.slice(0, 3);
      case 'A':
        return dayNames[d.weekday];
      case 'b':
      case 'h':
        return monthNames[d.month - 1]!.slice(0, 3);
      case 'B':
        return monthNames[d.month - 1];
      case 'c':
        return `${one('a')} ${one('b')} ${one('e')} ${one('T')} ${d.year}`;
      case 'C':
        return pad(Math.floor(d.year / 100));
      case 'd':
        return pad(d.day);
      case 'D':
      case 'x':
        return `${pad(d.month)}/${pad(d.day)}/${one('y')}`;
      case 'e':
        return pad(d.day, 2, ' ');
      case 'f':
        return pad(d.microsecond ?? 0, 6);
      case 'F':
        return `${d.year}-${pad(d.month)}-${pad(d.day)}`;
      case 'g':
        return pad(isoWeek(d)[0] % 100);
      case 'G':
        return String(isoWeek(d)[0]);
      case 'H':
        return pad(hour);
      case 'I':
        return pad(hour % 12 || 12);
      case 'j':
        return pad(yday, 3);
      case 'k':
        return pad(hour, 2, ' ');
      case 'l':
        return pad(hour % 12 || 12, 2, ' ');
      case 'm':
        return pad(d.month);
      case 'M':
        return pad(minute);
      case 'n':
        return '\n';
      case 'p':
        return hour < 12 ? 'AM' : 'PM';
      case 'P':
        return hour < 12 ? 'am' : 'pm';
      case 'r':
        return `${one('I')}:${pad(minute)}:${pad(second)} ${one('p')}`;
      case 'R':
        return `${pad(hour)}:${pad(minute)}`;
      case 's': {
        const zone =
          offset ?? -new Date(d.year, d.month - 1, d.day, hour, minute, second).getTimezoneOffset() * 60;
        return String(dayOf(d.year, d.month, d.day) * 86400 + hour * 3600 + minute * 60 + second - zone);
      }
      case 'S':
        return pad(second);
      case 't':
        return '\t';
      case 'T':
      case 'X':
        return `${pad(hour)}:${pad(minute)}:${pad(second)}`;
      case 'u':
        return String(d.weekday + 1);
      case 'U':
        return pad(Math.floor((yday + 6 - ((d.weekday + 1) % 7)) / 7));
      case 'V':
        return pad(isoWeek(d)[1]);
      case 'w':
        return String((d.weekday + 1) % 7);
      case 'W':
        return pad(Math.floor((yday + 6 - d.weekday) / 7));
      case 'y':
        return pad(d.year % 100);
      case 'Y':
        return String(d.year);
      case 'z':
        return offset === null
          ? ''
          : `${offset < 0 ? '-' : '+'}${pad(Math.floor(Math.abs(offset) / 3600))}${pad(Math.floor(Math.abs(offset) / 60) % 60)}`;
      case 'Z':
        return d.zoneName ?? (offset === null ? '' : offset === 0 ? 'UTC' : 'UTC');
      case '%':
        return '%';
      default:
        return undefined;
    }
  };
  return format.replace(
    /%([-_0^#]*)(\d*)([EO]?)([a-zA-Z%])/g,
    (whole, flags: string, width: string, _mod: string, c: string) => {
      const r = one(c);
      return r === undefined ? whole : flagged(r, c, flags, Number(width || 0));
    },
  );
}

/** glibc's flags and width of one conversion. */
function flagged(plain: string, c: string, flags: string, width: number): string {
  const how = flags.replace(/[^-_0]/g, '').at(-1);
  let r = plain;
  if (how === '-') r = r.replace(/^[0 ]+(?=.)/, '');
  if (how === '_') r = r.replace(/^0+(?=.)/, (z) => ' '.repeat(z.length));
  if (how === '0') r = r.replace(/^ +/, (z) => '0'.repeat(z.length));
  if (flags.includes('^')) r = r.toUpperCase();
  else if (flags.includes('#')) r = r === r.toUpperCase() ? r.toLowerCase() : r.toUpperCase();
  if (width <= r.length || how === '-') return r;
  checkMade(width);
  const zeros = how === '0' || (how === undefined && 'CdGgHIjmMsSuUVwWyYz'.includes(c));
  return r.padStart(width, zeros ? '0' : ' ');
}
