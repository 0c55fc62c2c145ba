import { existsSync, fstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The names of colours and their codes ("1;35"), as they stand between ESC[ and m. */
const CODES: Readonly<Record<string, string>> = {
  black: '0;30',
  'bright gray': '0;37',
  blue: '0;34',
  white: '1;37',
  green: '0;32',
  'bright blue': '1;34',
  cyan: '0;36',
  'bright green': '1;32',
  red: '0;31',
  'bright cyan': '1;36',
  purple: '0;35',
  'bright red': '1;31',
  yellow: '0;33',
  'bright purple': '1;35',
  'dark gray': '1;30',
  'bright yellow': '1;33',
  magenta: '0;35',
  'bright magenta': '1;35',
  normal: '0',
};

/** The code of a colour by name, "color5", "rgb123" or "gray3"; undefined for anything else. */
export function colorCode(color: string): string | undefined {
  const named = CODES[color];
  if (named !== undefined) return named;
  const m = /^(?:color(\d+)|rgb([0-5])([0-5])([0-5])|gray(\d+))/.exec(color);
  if (m === null) return undefined;
  if (m[1] !== undefined) return `38;5;${m[1]}`;
  if (m[2] !== undefined) return `38;5;${16 + 36 * Number(m[2]) + 6 * Number(m[3]) + Number(m[4])}`;
  return `38;5;${232 + Number(m[5])}`;
}

/** The text in a colour: every line is coloured by itself, so that a log's lines stand alone. */
export function colored(text: string, color: string): string {
  const code = colorCode(color);
  if (code === undefined) return text;
  return text.includes('\n')
    ? text
        .split('\n')
        .map((line) => `\x1b[${code}m${line}\x1b[0m`)
        .join('\n')
    : `\x1b[${code}m${text}\x1b[0m`;
}

/** Whether a file descriptor is a terminal; loads node:tty only where it may be one. */
export function isTerminal(fd: number): boolean {
  try {
    const stat = fstatSync(fd);
    // major number 1: /dev/null and its like
    if (!stat.isCharacterDevice() || stat.rdev >> 8 === 1) return false;
  } catch {
    return false;
  }
  return (
    (process.getBuiltinModule?.('node:tty') as typeof import('node:tty') | undefined)?.isatty(fd) ?? false
  );
}

/**
 * Whether a terminal of this type knows colours: its terminfo entry says how many. A terminal without an entry
 * has none, as with curses.
 */
export function terminalHasColors(term: string | undefined, home: string | undefined): boolean {
  if (term === undefined || term === '' || /[/\0]/.test(term)) return false;
  const folders = [
    join(home ?? '/', '.terminfo'),
    '/etc/terminfo',
    '/lib/terminfo',
    '/usr/share/terminfo',
    '/usr/lib/terminfo',
  ];
  for (const folder of folders)
    for (const letter of [term[0]!, term.charCodeAt(0).toString(16)]) {
      const file = join(folder, letter, term);
      if (existsSync(file)) return maxColors(file) > 0;
    }
  return false;
}

/** The number `colors` of a compiled terminfo entry (the 14th of its numbers). */
function maxColors(file: string): number {
  try {
    const d = readFileSync(file);
    const magic = d.readUInt16LE(0);
    const size = magic === 0x021e ? 4 : 2;
    const numbers = d.readUInt16LE(6);
    if (numbers <= 13) return -1;
    let at = 12 + d.readUInt16LE(2) + d.readUInt16LE(4);
    at += at % 2;
    return size === 4 ? d.readInt32LE(at + 13 * 4) : d.readInt16LE(at + 13 * 2);
  } catch {
    return -1;
  }
}
