import { PyError, typeError } from './errors.ts';
import { checkMade, checkText } from './limits.ts';
import { int, like, selfText } from './str-arguments.ts';
import { asText, escapeHtml, textLength } from './text.ts';
import { typeName } from './type-name.ts';
import { Markup, type Value } from './types.ts';

export const pad =
  (name: string, where: 'left' | 'right' | 'both') =>
  (self: Value, [width, fillIn]: readonly (Value | undefined)[]): Value => {
    const n = int(width, 0);
    let fill = ' ';
    if (fillIn !== undefined) {
      const f = asText(fillIn);
      if (f === undefined)
        throw typeError(`The fill character must be a unicode character, not ${typeName(fillIn)}`);
      fill = self instanceof Markup && !(fillIn instanceof Markup) ? escapeHtml(f) : f;
      if (textLength(fill) !== 1) throw typeError('The fill character must be exactly one character long');
    }
    void name;
    return like(self, justify(selfText(self), n, fill, where));
  };

/** Python's center, ljust, rjust. */
export function justify(s: string, width: number, fill: string, where: 'left' | 'right' | 'both'): string {
  const missing = width - textLength(s);
  if (missing <= 0) return s;
  if (width > 2 ** 63) throw new PyError('OverflowError', 'Python int too large to convert to C ssize_t');
  checkMade(s.length + missing);
  if (where === 'right') return s + fill.repeat(missing);
  if (where === 'left') return fill.repeat(missing) + s;
  const left = Math.floor(missing / 2) + (missing & width & 1);
  return fill.repeat(left) + s + fill.repeat(missing - left);
}

export function zfill(self: Value, [w]: readonly (Value | undefined)[]): Value {
  const s = selfText(self);
  const missing = int(w, 0) - textLength(s);
  if (missing <= 0) return self;
  return like(self, /^[+-]/.test(s) ? s[0] + '0'.repeat(missing) + s.slice(1) : '0'.repeat(missing) + s);
}

export function expandTabs(self: Value, [size]: readonly (Value | undefined)[]): Value {
  const n = int(size, 8);
  let col = 0;
  let out = '';
  for (const c of selfText(self)) {
    if (c === '\t') {
      const k = n > 0 ? n - (col % n) : 0;
      checkText(out.length + k);
      out += ' '.repeat(k);
      col += k;
    } else {
      out += c;
      col = c === '\n' || c === '\r' ? 0 : col + 1;
    }
  }
  return like(self, out);
}
