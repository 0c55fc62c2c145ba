import { PyDateTime } from '../../value/datetime.ts';
import { valueError } from '../../value/errors.ts';
import { reprText } from '../../value/repr.ts';
import { dayNames, monthNames } from '../../value/strftime.ts';

const DAYS = dayNames.map((n) => n.toLowerCase());
const MONTHS = monthNames.map((n) => n.toLowerCase());
const short = (names: readonly string[]): string => names.map((n) => n.slice(0, 3)).join('|');

/** The regular expression of each directive, as _strptime has them for the C locale. */
const DIRECTIVES: Readonly<Record<string, string>> = {
  d: '3[0-1]|[1-2]\\d|0[1-9]|[1-9]| [1-9]',
  f: '[0-9]{1,6}',
  H: '2[0-3]|[0-1]\\d|\\d',
  I: '1[0-2]|0[1-9]|[1-9]',
  G: '\\d\\d\\d\\d',
  j: '36[0-6]|3[0-5]\\d|[1-2]\\d\\d|0[1-9]\\d|00[1-9]|[1-9]\\d|0[1-9]|[1-9]',
  m: '1[0-2]|0[1-9]|[1-9]',
  M: '[0-5]\\d|\\d',
  S: '6[0-1]|[0-5]\\d|\\d',
  U: '5[0-3]|[0-4]\\d|\\d',
  W: '5[0-3]|[0-4]\\d|\\d',
  V: '5[0-3]|0[1-9]|[1-4]\\d|\\d',
  w: '[0-6]',
  u: '[1-7]',
  y: '\\d\\d',
  Y: '\\d\\d\\d\\d',
  z: '[+-]\\d\\d:?[0-5]\\d(?::?[0-5]\\d(?:\\.\\d{1,6})?)?|Z',
  A: DAYS.join('|'),
  a: short(DAYS),
  B: MONTHS.join('|'),
  b: short(MONTHS),
  p: 'am|pm',
  Z: 'utc|gmt|[a-z]{3,5}',
};
const COMPOSED: Readonly<Record<string, string>> = {
  c: '%a %b %d %H:%M:%S %Y',
  x: '%m/%d/%y',
  X: '%H:%M:%S',
  D: '%m/%d/%y',
  T: '%H:%M:%S',
  R: '%H:%M',
  F: '%Y-%m-%d',
  h: '%b',
};

/** The pattern of a format, and which directive each of its groups is. */
function compile(format: string): { re: RegExp; keys: string[] } {
  const keys: string[] = [];
  let expanded = format;
  for (const c of ['c', 'x', 'X']) expanded = expanded.replaceAll(`%${c}`, COMPOSED[c]!);
  const source = expanded.replace(/%(.)|\s+|[\\^$.*+?()[\]{}|/-]/gs, (m, c: string | undefined) => {
    if (m.startsWith('%') && c !== undefined) {
      if (c === '%') return '%';
      const body = DIRECTIVES[c];
      if (body === undefined) throw valueError(`'${c}' is a bad directive in format ${reprText(format)}`);
      keys.push(c);
      return `(${body})`;
    }
    return /^\s/.test(m) ? '\\s+' : `\\${m}`;
  });
  if (/%$/.test(expanded.replaceAll('%%', ''))) throw valueError(`stray % in format ${reprText(format)}`);
  return { re: new RegExp(source, 'iy'), keys };
}

/** Python's datetime.strptime. Throws ValueError with its texts. */
export function strptime(text: string, format: string): PyDateTime {
  const { re, keys } = compile(format);
  const m = re.exec(text);
  if (!m) throw valueError(`time data ${reprText(text)} does not match format ${reprText(format)}`);
  if (re.lastIndex !== text.length) throw valueError(`unconverted data remains: ${text.slice(re.lastIndex)}`);
  const found = new Map(keys.map((k, i) => [k, m[i + 1]!.toLowerCase()]));
  const number = (key: string): number | undefined => (found.has(key) ? Number(found.get(key)) : undefined);
  const named = (key: string, names: readonly string[]): number | undefined => {
    const v = found.get(key);
    return v === undefined ? undefined : names.findIndex((n) => n.startsWith(v)) + 1;
  };
  const two = number('y');
  let year = number('Y') ?? (two === undefined ? 1900 : two + (two <= 68 ? 2000 : 1900));
  let month = number('m') ?? named('B', MONTHS) ?? named('b', MONTHS) ?? 1;
  let day = number('d') ?? 1;
  const dayOfYear = number('j');
  if (dayOfYear !== undefined && !found.has('m') && !found.has('d')) {
    const t = new Date(Date.UTC(year, 0, dayOfYear));
    [year, month, day] = [t.getUTCFullYear(), t.getUTCMonth() + 1, t.getUTCDate()];
  }
  let hour = number('H') ?? 0;
  const twelve = number('I');
  if (twelve !== undefined) hour = (twelve % 12) + (found.get('p') === 'pm' ? 12 : 0);
  const micro = found.has('f') ? Number(found.get('f')!.padEnd(6, '0')) : 0;
  return new PyDateTime(
    year,
    month,
    day,
    hour,
    number('M') ?? 0,
    number('S') ?? 0,
    micro,
    offsetOf(found.get('z')),
  );
}

function offsetOf(text: string | undefined): number | null {
  if (text === undefined) return null;
  if (text === 'z') return 0;
  const m = /^([+-])(\d\d):?(\d\d)(?::?(\d\d))?/.exec(text)!;
  return (m[1] === '-' ? -1 : 1) * (Number(m[2]) * 3600 + Number(m[3]) * 60 + Number(m[4] ?? 0));
}
