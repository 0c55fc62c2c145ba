import { typeError } from './errors.ts';
import { asInt } from './number.ts';
import { asText, escapeHtml, likeText, type Text, textOf } from './text.ts';
import { typeName } from './type-name.ts';
import { Markup, type Value } from './types.ts';

export const selfText = (v: Value): string => textOf(v as Text);
export const like = (self: Value, s: string): Value => likeText(self as Text, s);

export function text(v: Value | undefined, message: (type: string) => string): string {
  const s = v === undefined ? undefined : asText(v);
  if (s === undefined) throw typeError(message(typeName(v ?? null)));
  return s;
}
/** A text argument of a Markup method is escaped first. */
export const arg = (self: Value, v: Value | undefined, message: (type: string) => string): string => {
  const s = text(v, message);
  return self instanceof Markup && !(v instanceof Markup) ? escapeHtml(s) : s;
};

export function int(v: Value | undefined, orElse: number): number {
  if (v === undefined) return orElse;
  const n = asInt(v);
  if (n === undefined) throw typeError(`'${typeName(v)}' object cannot be interpreted as an integer`);
  return Number(n);
}

/** A type inside the messages of arguments that C parses: None is named itself. */
export const argumentType = (t: string): string => (t === 'NoneType' ? 'None' : t);

/** An offset of find() and its kin. */
export function offset(v: Value | undefined, orElse: number): number {
  if (v === undefined || v === null) return orElse;
  const n = asInt(v);
  if (n === undefined) throw typeError('slice indices must be integers or None or have an __index__ method');
  return Number(n);
}

export const argument =
  (name: string, n: number | string) =>
  (t: string): string =>
    `${name}() argument ${typeof n === 'number' ? n : `'${n}'`} must be str, not ${argumentType(t)}`;
