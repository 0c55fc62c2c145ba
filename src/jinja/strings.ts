/** Names of characters that `\N{...}` knows here; Python has all of Unicode's. */
const named: Readonly<Record<string, number>> = {
  BULLET: 0x2022,
  SPACE: 0x20,
  'NO-BREAK SPACE': 0xa0,
  'EM DASH': 0x2014,
  'EN DASH': 0x2013,
  'HORIZONTAL ELLIPSIS': 0x2026,
  'EURO SIGN': 0x20ac,
  'DEGREE SIGN': 0xb0,
  'CHECK MARK': 0x2713,
  'HEAVY CHECK MARK': 0x2714,
  'BALLOT X': 0x2717,
  'COPYRIGHT SIGN': 0xa9,
  'REGISTERED SIGN': 0xae,
  'RIGHTWARDS ARROW': 0x2192,
  'LEFTWARDS ARROW': 0x2190,
  SNOWMAN: 0x2603,
  'GREEK SMALL LETTER ALPHA': 0x3b1,
  'MIDDLE DOT': 0xb7,
  'LEFT SINGLE QUOTATION MARK': 0x2018,
  'RIGHT SINGLE QUOTATION MARK': 0x2019,
  'LEFT DOUBLE QUOTATION MARK': 0x201c,
  'RIGHT DOUBLE QUOTATION MARK': 0x201d,
  'ZERO WIDTH SPACE': 0x200b,
  'MICRO SIGN': 0xb5,
  'DOLLAR SIGN': 0x24,
  AMPERSAND: 0x26,
  'QUOTATION MARK': 0x22,
  APOSTROPHE: 0x27,
  SOLIDUS: 0x2f,
  'REVERSE SOLIDUS': 0x5c,
  'LEFT CURLY BRACKET': 0x7b,
  'RIGHT CURLY BRACKET': 0x7d,
  'LATIN SMALL LETTER E WITH ACUTE': 0xe9,
  'LATIN SMALL LETTER SHARP S': 0xdf,
};

const short: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  a: '\x07',
  b: '\b',
  f: '\f',
  v: '\v',
  '\\': '\\',
  "'": "'",
  '"': '"',
  '\n': '',
};
const widths: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

/** Python's unicode-escape decoding of the inside of a string. Throws an Error whose message is Python's. */
export function unescapeString(s: string): string {
  if (!s.includes('\\')) return s;
  let out = '';
  for (let i = 0; i < s.length; i++) {
    const c = s[i]!;
    if (c !== '\\') {
      out += c;
      continue;
    }
    const e = s[++i];
    if (e === undefined) throw new Error('\\ at end of string');
    const simple = short[e];
    if (simple !== undefined) out += simple;
    else if (e >= '0' && e <= '7') {
      const digits = /^[0-7]{1,3}/.exec(s.slice(i, i + 3))![0];
      out += String.fromCodePoint(Number.parseInt(digits, 8));
      i += digits.length - 1;
    } else if (widths[e] !== undefined) {
      const width = widths[e]!;
      const digits = s.slice(i + 1, i + 1 + width);
      if (!/^[0-9a-fA-F]+$/.test(digits) || digits.length < width)
        throw new Error(`truncated \\${e}${'X'.repeat(width)} escape`);
      const cp = Number.parseInt(digits, 16);
      if (cp > 0x10ffff) throw new Error('illegal Unicode character');
      out += String.fromCodePoint(cp);
      i += width;
    } else if (e === 'N') {
      const m = /^\{([^}]+)\}/.exec(s.slice(i + 1));
      if (m === null) throw new Error('malformed \\N character escape');
      const cp = named[m[1]!.toUpperCase()];
      if (cp === undefined) throw new Error('unknown Unicode character name');
      out += String.fromCodePoint(cp);
      i += m[0].length;
    } else out += `\\${e}`;
  }
  return out;
}
