import { selfText } from './str-arguments.ts';
import { wsClass } from './str-split.ts';
import { chars } from './text.ts';
import type { Value } from './types.ts';

let classes: Readonly<Record<string, RegExp>> | undefined;

/** Regexes of the is...() methods; built when first asked for. */
export const charClass = (name: string): RegExp => {
  classes ??= {
    alpha: /^\p{L}+$/u,
    alnum: /^[\p{L}\p{N}\u3007]+$/u,
    decimal: /^\p{Nd}+$/u,
    digit:
      /^[\p{Nd}\u00b2\u00b3\u00b9\u2070\u2074-\u2079\u2080-\u2089\u2460-\u2468\u2474-\u247c\u2488-\u2490\u24ea\u24f5-\u24fd\u24ff\u2776-\u277e\u2780-\u2788\u278a-\u2792]+$/u,
    numeric:
      /^[\p{N}\u3007\u4e00\u4e8c\u4e09\u56db\u4e94\u516d\u4e03\u516b\u4e5d\u5341\u767e\u5343\u842c]+$/u,
    space: new RegExp(`^[${wsClass}]+$`),
    identifier: /^[\p{XIDS}_]\p{XIDC}*$/u,
    unprintable: /[\p{C}\p{Zl}\p{Zp}]|(?! )\p{Zs}/u,
    upper: /[\p{Lu}\p{Lt}]/u,
    uppercase: /\p{Uppercase}/u,
    lowercase: /\p{Lowercase}/u,
    title: /\p{Lt}/u,
    cased: /[\p{Lu}\p{Ll}\p{Lt}\p{Uppercase}\p{Lowercase}]/u,
  };
  return classes[name]!;
};
export const isClass =
  (name: string) =>
  (self: Value): Value =>
    charClass(name).test(selfText(self));

const upperFirst = (c: string): string => {
  // The digraphs (DŽ, LJ, NJ, DZ) have letters of their own for it.
  const digraph = /^[\u01c4-\u01cc\u01f1-\u01f3]$/.test(c) ? c.charCodeAt(0) : 0;
  if (digraph >= 0x1f1) return '\u01f2';
  if (digraph > 0) return String.fromCharCode(0x1c5 + 3 * Math.floor((digraph - 0x1c4) / 3));
  const u = c.toUpperCase();
  // Title case differs from upper case for letters such as ß (Ss).
  return u.length > c.length ? u[0] + u.slice(1).toLowerCase() : u;
};

/** Python's str.capitalize(). */
export function capitalize(s: string): string {
  const list = chars(s);
  return list.length === 0 ? '' : upperFirst(list[0]!) + list.slice(1).join('').toLowerCase();
}

/** Python's str.title(). */
export function title(s: string): string {
  let out = '';
  let inWord = false;
  for (const c of s) {
    const isCased = charClass('cased').test(c);
    out += isCased ? (inWord ? c.toLowerCase() : upperFirst(c)) : c;
    inWord = isCased;
  }
  return out;
}

export function isTitle(s: string): boolean {
  let any = false;
  let before = false;
  for (const c of s) {
    const up = charClass('uppercase').test(c) || charClass('title').test(c);
    const low = charClass('lowercase').test(c);
    if (up ? before : low ? !before : false) return false;
    before = up || low;
    any ||= before;
  }
  return any;
}
