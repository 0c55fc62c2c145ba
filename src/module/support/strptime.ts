/** Reads local times by a format of Python's time.strptime. */
export class TimeFormatError extends Error {}

const months = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
];
const days = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
const names = (list: readonly string[], length?: number): string =>
  list.map((n) => n.slice(0, length)).join('|');

/** Each directive with what it matches; the group's letter tells what it means. */
const directives: Readonly<Record<string, string>> = {
  Y: '\\d{4}',
  y: '\\d{2}',
  m: '1[0-2]|0[1-9]|[1-9]',
  d: '3[01]|[12]\\d|0[1-9]|[1-9]| [1-9]',
  H: '2[0-3]|[01]\\d|\\d',
  I: '1[0-2]|0[1-9]|[1-9]',
  M: '[0-5]\\d|\\d',
  S: '6[01]|[0-5]\\d|\\d',
  f: '\\d{1,6}',
  j: '36[0-6]|3[0-5]\\d|[12]\\d\\d|0[1-9]\\d|00[1-9]|[1-9]\\d|0[1-9]|[1-9]',
  p: 'am|pm',
  b: names(months, 3),
  B: names(months),
  a: names(days, 3),
  A: names(days),
  s: '-?\\d+',
  Z: 'utc|gmt',
};

/**
 * Seconds since the epoch of `text` read by `format`, in the local time zone. Throws TimeFormatError in Python's words.
 */
export function parseLocalTime(text: string, format: string): number {
  const found: Record<string, string> = {};
  const keys: string[] = [];
  const expanded = format
    .replaceAll('%T', '%H:%M:%S')
    .replaceAll('%D', '%m/%d/%y')
    .replaceAll('%F', '%Y-%m-%d')
    .replaceAll('%R', '%H:%M');
  const pattern = expanded.replace(/%(.)?|\s+|[\\^$.*+?()[\]{}|]/gs, (whole, letter: string | undefined) => {
    if (!whole.startsWith('%')) return /^\s/.test(whole) ? '\\s+' : `\\${whole}`;
    if (letter === '%') return '%';
    const body = letter === undefined ? undefined : directives[letter];
    if (body === undefined)
      throw new TimeFormatError(`'${letter ?? '%'}' is a bad directive in format '${format}'`);
    keys.push(letter!);
    return `(${body})`;
  });
  const m = new RegExp(`^${pattern}`, 'i').exec(text);
  if (m === null) throw new TimeFormatError(`time data '${text}' does not match format '${format}'`);
  if (m[0].length < text.length)
    throw new TimeFormatError(`unconverted data remains: ${text.slice(m[0].length)}`);
  keys.forEach((k, i) => {
    found[k] = m[i + 1]!.trim().toLowerCase();
  });
  return secondsOf(found);
}

function secondsOf(f: Readonly<Record<string, string>>): number {
  if (f['s'] !== undefined) return Number(f['s']);
  const short = Number(f['y']);
  const year =
    f['Y'] !== undefined ? Number(f['Y']) : f['y'] !== undefined ? (short < 69 ? 2000 : 1900) + short : 1900;
  const named = f['B'] ?? f['b'];
  let month =
    f['m'] !== undefined
      ? Number(f['m']) - 1
      : named !== undefined
        ? months.findIndex((n) => n.startsWith(named))
        : 0;
  let day = Number(f['d'] ?? 1);
  if (f['j'] !== undefined) [month, day] = [0, Number(f['j'])];
  let hour = Number(f['H'] ?? f['I'] ?? 0);
  if (f['I'] !== undefined) hour = (hour % 12) + (f['p'] === 'pm' ? 12 : 0);
  const args = [year, month, day, hour, Number(f['M'] ?? 0), Number(f['S'] ?? 0)] as const;
  const ms = f['Z'] !== undefined ? Date.UTC(...args) : new Date(...args).getTime();
  if (f['j'] === undefined && new Date(year, month, day).getMonth() !== month)
    throw new TimeFormatError('day is out of range for month');
  return ms / 1000;
}
