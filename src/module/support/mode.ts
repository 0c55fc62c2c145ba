import { reprText } from '../argspec/repr.ts';

/** Permissions as a module's `mode` gives them: a number, octal text, or chmod's symbolic text. */

/** Ansible's form of a mode in results and diffs: a zero, then at least three octal digits. */
export const modeText = (mode: number): string => `0${mode.toString(8).padStart(3, '0')}`;

export class ModeError extends Error {}

const bits = { r: 0o444, w: 0o222, x: 0o111 } as const;
const classMask = { u: 0o4700, g: 0o2070, o: 0o1007 } as const;
type Who = keyof typeof classMask;

/** The bits that one permission letter means for one class of users. */
function letterBits(letter: string, who: Who, wantX: boolean, mode: number): number {
  switch (letter) {
    case 'r':
    case 'w':
    case 'x':
      return bits[letter] & classMask[who];
    case 'X':
      return wantX ? bits.x & classMask[who] : 0;
    case 's':
      return who === 'u' ? 0o4000 : who === 'g' ? 0o2000 : 0;
    case 't':
      return who === 'o' ? 0o1000 : 0;
    default: {
      const from = { u: 6, g: 3, o: 0 }[letter as Who];
      return ((mode >> from) & 7) << { u: 6, g: 3, o: 0 }[who];
    }
  }
}

/**
 * The mode that symbolic text (`u+x,g-w`) makes of `base`. Text without users is limited by the umask, as chmod's is.
 * Throws ModeError with Ansible's words.
 */
export function symbolicMode(text: string, base: number, directory: boolean, umask: number): number {
  let mode = base & 0o7777;
  const wantX = directory || (base & 0o111) !== 0;
  for (const clause of text.split(',')) {
    const m = /^([ugoa]*)((?:[-+=](?:[rwxXst]*|[ugo]))*)$/.exec(clause);
    if (m === null) {
      // a letter that is no permission is told by itself where it follows one that is
      const letter = /^[ugoa]*[-+=](?:[rwxXstugo]*[-+=])*[rwxXstugo]+([^-+=rwxXstugo])/.exec(clause)?.[1];
      throw new ModeError(
        letter === undefined ? `bad symbolic permission for mode: ${clause}` : reprText(letter),
      );
    }
    const who: Who[] = m[1] === '' || m[1]!.includes('a') ? ['u', 'g', 'o'] : ([...new Set(m[1])] as Who[]);
    const limit = m[1] === '' ? ~umask : ~0;
    for (const [, op, letters] of m[2]!.matchAll(/([-+=])([rwxXst]+|[ugo]|)/g)) {
      const before = mode;
      for (const w of who) {
        let value = 0;
        for (const l of letters!) value |= letterBits(l, w, wantX, before);
        value &= limit;
        if (op === '+') mode |= value;
        else if (op === '-') mode &= ~value;
        else mode = (mode & ~classMask[w]) | value;
      }
    }
  }
  return mode;
}

/** A numeric mode, or undefined where the text is symbolic. Throws ModeError where a number is no mode; text is only cut to one when it is set. */
export function numericMode(value: string | number | bigint): number | undefined {
  if (typeof value === 'string') {
    if (!/^\s*(0[oO])?[0-7]+\s*$/.test(value)) return undefined;
    return Number.parseInt(value.trim().replace(/^0[oO]/, ''), 8);
  }
  const mode = Number(value);
  if (mode < 0 || mode > 0o7777)
    throw new ModeError('Invalid mode supplied, only permission info is allowed');
  return mode;
}
