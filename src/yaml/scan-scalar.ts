import { type Cursor, isBlank, isBlankZ, isBreak, isBreakZ } from './cursor.ts';

/** White space between two parts of a flow scalar, folded as YAML folds it. */
const fold = (leadingBreak: string, trailing: string): string =>
  leadingBreak === '\n' ? (trailing === '' ? ' ' : trailing) : leadingBreak + trailing;

const ESCAPES: Readonly<Record<string, string>> = {
  '0': '\0',
  a: '\x07',
  b: '\b',
  t: '\t',
  '\t': '\t',
  n: '\n',
  v: '\v',
  f: '\f',
  r: '\r',
  e: '\x1b',
  ' ': ' ',
  '"': '"',
  '/': '/',
  '\\': '\\',
  N: '\x85',
  _: '\xa0',
  L: '\u2028',
  P: '\u2029',
};

/** A scalar in single or double quotes; the cursor stands on the opening quote. */
export function scanQuoted(c: Cursor, single: boolean): string {
  const quote = single ? 39 : 34;
  const s = c.s;
  let out = '';
  c.p++;
  for (;;) {
    if (c.atDocumentIndicator()) throw c.fail('found unexpected document indicator');
    if (c.at() === 0) throw c.fail('found unexpected end of stream');
    let leadingBlanks = false;
    let from = c.p;
    for (;;) {
      const ch = c.at();
      if (isBlankZ(ch)) break;
      if (ch === quote) {
        if (!(single && c.at(1) === 39)) break;
        out += s.slice(from, c.p + 1);
        c.p += 2;
        from = c.p;
      } else if (!single && ch === 92) {
        out += s.slice(from, c.p);
        if (isBreak(c.at(1))) {
          c.p++;
          c.skipLine();
          leadingBlanks = true;
          from = c.p;
          break;
        }
        out += scanEscape(c);
        from = c.p;
      } else c.p++;
    }
    out += s.slice(from, c.p);
    if (c.at() === quote) break;
    let spaces = '';
    let leadingBreak = '';
    let trailing = '';
    for (let ch = c.at(); isBlank(ch) || isBreak(ch); ch = c.at()) {
      if (isBlank(ch)) {
        if (!leadingBlanks) spaces += s[c.p];
        c.p++;
      } else if (!leadingBlanks) {
        spaces = '';
        leadingBreak = c.readLine();
        leadingBlanks = true;
      } else trailing += c.readLine();
    }
    out += leadingBlanks ? fold(leadingBreak, trailing) : spaces;
  }
  c.p++;
  return out;
}

function scanEscape(c: Cursor): string {
  const code = c.s[c.p + 1]!;
  const length = code === 'x' ? 2 : code === 'u' ? 4 : code === 'U' ? 8 : 0;
  if (length === 0) {
    if (!Object.hasOwn(ESCAPES, code)) throw c.fail('found unknown escape character');
    c.p += 2;
    return ESCAPES[code]!;
  }
  c.p += 2;
  let value = 0;
  for (let i = 0; i < length; i++) {
    const digit = c.s[c.p + i]!;
    if (!/[0-9a-fA-F]/.test(digit)) throw c.fail('did not find expected hexdecimal number');
    value = value * 16 + Number.parseInt(digit, 16);
  }
  if ((value >= 0xd800 && value <= 0xdfff) || value > 0x10ffff)
    throw c.fail('found invalid Unicode character escape code');
  c.p += length;
  return String.fromCodePoint(value);
}

/** A plain scalar. Tells whether a line break ended it: then a simple key may follow. */
export function scanPlain(c: Cursor, indent: number, flow: boolean): { text: string; brokeOff: boolean } {
  const s = c.s;
  let out = '';
  let spaces = '';
  let leadingBreak = '';
  let trailing = '';
  let leadingBlanks = false;
  for (;;) {
    if (c.atDocumentIndicator() || c.at() === 35) break;
    const from = c.p;
    for (let ch = c.at(); !isBlankZ(ch); ch = c.at()) {
      if (ch === 58) {
        const next = c.at(1);
        if (
          flow &&
          (next === 44 || next === 63 || next === 91 || next === 93 || next === 123 || next === 125)
        )
          throw c.fail("found unexpected ':'");
        if (isBlankZ(next)) break;
      } else if (flow && (ch === 44 || ch === 91 || ch === 93 || ch === 123 || ch === 125)) break;
      c.p++;
    }
    if (c.p > from) {
      if (leadingBlanks) out += fold(leadingBreak, trailing);
      else out += spaces;
      leadingBlanks = false;
      spaces = leadingBreak = trailing = '';
      out += s.slice(from, c.p);
    }
    let ch = c.at();
    if (!(isBlank(ch) || isBreak(ch))) break;
    for (; isBlank(ch) || isBreak(ch); ch = c.at()) {
      if (isBlank(ch)) {
        if (leadingBlanks && ch === 9 && c.column < indent)
          throw c.fail('found a tab character that violates indentation');
        if (!leadingBlanks) spaces += s[c.p];
        c.p++;
      } else if (!leadingBlanks) {
        spaces = '';
        leadingBreak = c.readLine();
        leadingBlanks = true;
      } else trailing += c.readLine();
    }
    if (!flow && c.column < indent) break;
  }
  return { text: out, brokeOff: leadingBlanks };
}

/** A scalar after `|` or `>`; the cursor stands on the sign. */
export function scanBlock(c: Cursor, literal: boolean, parentIndent: number): string {
  const s = c.s;
  c.p++;
  let chomp = 0;
  let increment = 0;
  const readChomp = (): void => {
    if (c.at() === 43 || c.at() === 45) chomp = c.s.charCodeAt(c.p++) === 43 ? 1 : -1;
  };
  const readIncrement = (): void => {
    const d = c.at() - 48;
    if (d === 0) throw c.fail('found an indentation indicator equal to 0');
    if (d > 0 && d <= 9) {
      increment = d;
      c.p++;
    }
  };
  if (c.at() === 43 || c.at() === 45) {
    readChomp();
    readIncrement();
  } else {
    readIncrement();
    if (increment > 0) readChomp();
  }
  while (isBlank(c.at())) c.p++;
  if (c.at() === 35) while (!isBreakZ(c.at())) c.p++;
  if (!isBreakZ(c.at())) throw c.fail('did not find expected comment or line break');
  if (isBreak(c.at())) c.skipLine();
  let indent = increment === 0 ? 0 : parentIndent >= 0 ? parentIndent + increment : increment;

  const breaks = (): string => {
    let out = '';
    let max = 0;
    for (;;) {
      while ((indent === 0 || c.column < indent) && c.at() === 32) c.p++;
      if (c.column > max) max = c.column;
      if ((indent === 0 || c.column < indent) && c.at() === 9)
        throw c.fail('found a tab character where an indentation space is expected');
      if (!isBreak(c.at())) break;
      out += c.readLine();
    }
    if (indent === 0) indent = Math.max(max, parentIndent + 1, 1);
    return out;
  };

  let out = '';
  let leadingBreak = '';
  let leadingBlank = false;
  let trailing = breaks();
  while (c.column === indent && c.at() !== 0) {
    const blank = isBlank(c.at());
    if (!literal && leadingBreak === '\n' && !leadingBlank && !blank) {
      if (trailing === '') out += ' ';
    } else out += leadingBreak;
    out += trailing;
    leadingBlank = blank;
    const from = c.p;
    while (!isBreakZ(c.at())) c.p++;
    out += s.slice(from, c.p);
    leadingBreak = c.at() === 0 ? '' : c.readLine();
    trailing = breaks();
  }
  if (chomp !== -1) out += leadingBreak;
  if (chomp === 1) out += trailing;
  return out;
}
