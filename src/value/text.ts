import { Markup, UnsafeText, type Value, VaultText } from './types.ts';

/** Whatever acts as a str: plain text, unsafe text, markup, vault text. */
export type Text = string | UnsafeText | Markup | VaultText;

export const isText = (v: Value): v is Text =>
  typeof v === 'string' || v instanceof UnsafeText || v instanceof Markup || v instanceof VaultText;

/** The plain text of a str of any kind. */
export const textOf = (v: Text): string => (typeof v === 'string' ? v : v.text);

/** The plain text, or JavaScript's undefined where the value is no str. */
export const asText = (v: Value): string | undefined =>
  typeof v === 'string'
    ? v
    : v instanceof UnsafeText || v instanceof Markup || v instanceof VaultText
      ? v.text
      : undefined;

const surrogate = /[\ud800-\udfff]/;
/** Whether code points and UTF-16 units differ for this text. */
export const isWide = (s: string): boolean => surrogate.test(s);

/** Number of code points. */
export function textLength(s: string): number {
  if (!isWide(s)) return s.length;
  let n = 0;
  for (const _ of s) n++;
  return n;
}

/** The code points of a text, one string each. */
export const chars = (s: string): string[] => (isWide(s) ? Array.from(s) : s.split(''));

/** UTF-16 offset to code point offset. */
export const toCodePoints = (s: string, offset: number): number =>
  isWide(s) ? textLength(s.slice(0, offset)) : offset;

/** Orders texts as Python does, by code point. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  const n = Math.min(a.length, b.length);
  for (let i = 0; i < n; i++) {
    let x = a.charCodeAt(i);
    let y = b.charCodeAt(i);
    if (x !== y) {
      // Surrogates stand for code points above the rest of the basic plane.
      if (x >= 0xd800 && y >= 0xd800) {
        x = x >= 0xe000 ? x - 0x800 : x + 0x2000;
        y = y >= 0xe000 ? y - 0x800 : y + 0x2000;
      }
      return x - y;
    }
  }
  return a.length - b.length;
}

/** `s` as a text of the kind that `like` has (what a method of a str subclass returns). */
export function likeText(like: Text, s: string): Text {
  if (typeof like === 'string' || like instanceof VaultText) return s;
  // (a subclass gives its own kind)
  return like instanceof UnsafeText ? new (like.constructor as typeof UnsafeText)(s) : new Markup(s);
}

/** Whether a value is text that must not be templated. */
export const isUnsafe = (v: Value): v is UnsafeText => v instanceof UnsafeText;

/** HTML-escapes as markupsafe does. */
export const escapeHtml = (s: string): string =>
  /[&<>"']/.test(s)
    ? s
        .replaceAll('&', '&amp;')
        .replaceAll('>', '&gt;')
        .replaceAll('<', '&lt;')
        .replaceAll("'", '&#39;')
        .replaceAll('"', '&#34;')
    : s;
