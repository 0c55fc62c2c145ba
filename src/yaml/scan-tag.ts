import { type Cursor, isAlnum, isBlank, isBlankZ, isBreak, isBreakZ } from './cursor.ts';

/** The name of an anchor or alias; the cursor stands behind `&` or `*`. */
export function scanAnchor(c: Cursor): string {
  const from = c.p;
  while (isAlnum(c.at())) c.p++;
  const ch = c.at();
  if (c.p === from || !(isBlankZ(ch) || '?:,]}%@`'.includes(String.fromCharCode(ch))))
    throw c.fail('did not find expected alphabetic or numeric character');
  return c.s.slice(from, c.p);
}

/** A tag's handle ('' for none) and suffix; the cursor stands on `!`. */
export function scanTag(c: Cursor, flow: boolean): { handle: string; suffix: string } {
  let handle: string;
  let suffix: string;
  if (c.at(1) === 60) {
    c.p += 2;
    handle = '';
    suffix = scanUri(c, true, false, '');
    if (c.at() !== 62) throw c.fail("did not find the expected '>'");
    c.p++;
  } else {
    handle = scanHandle(c, false);
    if (handle.length >= 2 && handle.endsWith('!')) suffix = scanUri(c, false, false, '');
    else {
      suffix = scanUri(c, false, false, handle);
      handle = '!';
      if (suffix === '') {
        handle = '';
        suffix = '!';
      }
    }
  }
  if (!isBlankZ(c.at()) && !(flow && c.at() === 44))
    throw c.fail('did not find expected whitespace or line break');
  return { handle, suffix };
}

function scanHandle(c: Cursor, directive: boolean): string {
  if (c.at() !== 33) throw c.fail("did not find expected '!'");
  const from = c.p++;
  while (isAlnum(c.at())) c.p++;
  if (c.at() === 33) c.p++;
  else if (directive && c.s.slice(from, c.p) !== '!') throw c.fail("did not find expected '!'");
  return c.s.slice(from, c.p);
}

function scanUri(c: Cursor, verbatim: boolean, directive: boolean, head: string): string {
  let out = head.length > 1 ? head.slice(1) : '';
  let length = head.length;
  for (;;) {
    const ch = c.at();
    if (ch === 37) {
      out += scanUriEscapes(c);
      length++;
      continue;
    }
    const text = String.fromCharCode(ch);
    if (
      !(
        isAlnum(ch) ||
        ";/?:@&=+$.!~*'()".includes(text) ||
        ((verbatim || directive) && ',[]'.includes(text))
      ) ||
      ch === 0
    )
      break;
    out += text;
    length++;
    c.p++;
  }
  if (length === 0) throw c.fail('did not find expected tag URI');
  return out;
}

function scanUriEscapes(c: Cursor): string {
  const bytes: number[] = [];
  let width = 0;
  do {
    const hex = c.s.slice(c.p + 1, c.p + 3);
    if (c.at() !== 37 || !/^[0-9a-fA-F]{2}$/.test(hex)) throw c.fail('did not find URI escaped octet');
    const octet = Number.parseInt(hex, 16);
    if (width === 0) {
      width =
        octet < 0x80
          ? 1
          : (octet & 0xe0) === 0xc0
            ? 2
            : (octet & 0xf0) === 0xe0
              ? 3
              : (octet & 0xf8) === 0xf0
                ? 4
                : 0;
      if (width === 0) throw c.fail('found an incorrect leading UTF-8 octet');
    } else if ((octet & 0xc0) !== 0x80) throw c.fail('found an incorrect trailing UTF-8 octet');
    bytes.push(octet);
    c.p += 3;
  } while (--width > 0);
  return Buffer.from(bytes).toString('utf8');
}

export type Directive =
  | { readonly kind: 'version'; readonly major: number; readonly minor: number }
  | { readonly kind: 'tag'; readonly handle: string; readonly prefix: string };

/** A `%` line. Throws for a name that YAML does not know, as libyaml does. */
export function scanDirective(c: Cursor): Directive {
  c.p++;
  const from = c.p;
  while (isAlnum(c.at())) c.p++;
  if (c.p === from) throw c.fail('could not find expected directive name');
  if (!isBlankZ(c.at())) throw c.fail('found unexpected non-alphabetical character');
  const name = c.s.slice(from, c.p);
  let out: Directive;
  if (name === 'YAML') {
    while (isBlank(c.at())) c.p++;
    const major = scanNumber(c);
    if (c.at() !== 46) throw c.fail("did not find expected digit or '.' character");
    c.p++;
    out = { kind: 'version', major, minor: scanNumber(c) };
  } else if (name === 'TAG') {
    while (isBlank(c.at())) c.p++;
    const handle = scanHandle(c, true);
    if (!isBlank(c.at())) throw c.fail('did not find expected whitespace');
    while (isBlank(c.at())) c.p++;
    const prefix = scanUri(c, false, true, '');
    if (!isBlankZ(c.at())) throw c.fail('did not find expected whitespace or line break');
    out = { kind: 'tag', handle, prefix };
  } else throw c.fail('found unknown directive name');
  while (isBlank(c.at())) c.p++;
  if (c.at() === 35) while (!isBreakZ(c.at())) c.p++;
  if (!isBreakZ(c.at())) throw c.fail('did not find expected comment or line break');
  if (isBreak(c.at())) c.skipLine();
  return out;
}

function scanNumber(c: Cursor): number {
  const from = c.p;
  while (c.at() >= 48 && c.at() <= 57) c.p++;
  if (c.p - from > 9) throw c.fail('found extremely long version number');
  if (c.p === from) throw c.fail('did not find expected version number');
  return Number(c.s.slice(from, c.p));
}
