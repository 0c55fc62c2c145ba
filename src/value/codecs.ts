import { PyError } from './errors.ts';

/** How one encoding turns code points into bytes and back. `undefined` where there is no place for one. */
interface Codec {
  /** The name that Python's errors print. */
  readonly name: string;
  /** Why a code point, or a byte, has no counterpart. */
  readonly reason: string;
  encode(codePoint: number): readonly number[] | undefined;
  /** What stands at an offset: a code point and its size, or the size of what cannot be read, and why. */
  decode(data: Uint8Array, at: number): Decoded;
}
type Decoded =
  | { readonly size: number; readonly code: number }
  | { readonly size: number; readonly bad: string };

const unicode: Readonly<Record<string, string>> = {
  utf8: 'utf-8',
  u8: 'utf-8',
  utf: 'utf-8',
  cp65001: 'utf-8',
  utf8sig: 'utf-8-sig',
  ascii: 'ascii',
  usascii: 'ascii',
  '646': 'ascii',
  latin1: 'latin-1',
  latin: 'latin-1',
  iso88591: 'latin-1',
  l1: 'latin-1',
  '8859': 'latin-1',
  utf16: 'utf-16',
  u16: 'utf-16',
  utf16le: 'utf-16-le',
  utf16be: 'utf-16-be',
  utf32: 'utf-32',
  u32: 'utf-32',
  utf32le: 'utf-32-le',
  utf32be: 'utf-32-be',
};

const BOMS: Readonly<Record<string, readonly number[]>> = {
  'utf-8-sig': [0xef, 0xbb, 0xbf],
  'utf-16': [0xff, 0xfe],
  'utf-32': [0xff, 0xfe, 0, 0],
};

/** Python's name of an encoding; the runtime's label for those of one byte; LookupError for any other. */
function canonical(encoding: string): { readonly name: string; readonly label?: string } {
  const short = encoding.toLowerCase().replace(/[^a-z0-9]/g, '');
  const name = Object.hasOwn(unicode, short) ? unicode[short] : undefined;
  if (name !== undefined) return { name };
  const m = /^(?:(?:cp|windows)(125\d|874|866)|(koi8[ru])|iso8859(\d+)|(ibm866)|(mac(?:roman|intosh)))$/.exec(
    short,
  );
  if (m !== null && m[3] !== '12') {
    const label = m[1]
      ? m[1] === '866'
        ? 'ibm866'
        : `windows-${m[1]}`
      : m[2]
        ? `koi8-${m[2][4]}`
        : m[3]
          ? `iso-8859-${m[3]}`
          : m[4]
            ? 'ibm866'
            : 'macintosh';
    try {
      new TextDecoder(label);
      return { name: 'charmap', label };
    } catch {
      // Not one that the runtime knows.
    }
  }
  throw new PyError('LookupError', `unknown encoding: ${encoding}`);
}

const notIn = (highest: number): string => `ordinal not in range(${highest})`;
const SURROGATES = 'surrogates not allowed';
const isSurrogate = (n: number): boolean => n >= 0xd800 && n <= 0xdfff;

const below = (name: string, limit: number): Codec => ({
  name,
  reason: notIn(limit),
  encode: (n) => (n < limit ? [n] : undefined),
  decode: (d, i) => (d[i]! < limit ? { size: 1, code: d[i]! } : { size: 1, bad: notIn(limit) }),
});

const utf8: Codec = {
  name: 'utf-8',
  reason: SURROGATES,
  encode: (n) => (isSurrogate(n) ? undefined : [...Buffer.from(String.fromCodePoint(n), 'utf8')]),
  decode(d, i) {
    const b = d[i]!;
    if (b < 0x80) return { size: 1, code: b };
    const n = b >= 0xc2 && b < 0xe0 ? 1 : b >= 0xe0 && b < 0xf0 ? 2 : b >= 0xf0 && b < 0xf5 ? 3 : -1;
    if (n < 0) return { size: 1, bad: 'invalid start byte' };
    let code = b & (0x3f >> n);
    for (let k = 1; k <= n; k++) {
      const c = d[i + k];
      if (c === undefined) return { size: k, bad: 'unexpected end of data' };
      const lo = k === 1 && b === 0xe0 ? 0xa0 : k === 1 && b === 0xf0 ? 0x90 : 0x80;
      const hi = k === 1 && b === 0xed ? 0x9f : k === 1 && b === 0xf4 ? 0x8f : 0xbf;
      if (c < lo || c > hi) return { size: k, bad: 'invalid continuation byte' };
      code = (code << 6) | (c & 0x3f);
    }
    return { size: n + 1, code };
  },
};

const utf16 = (name: string, big: boolean): Codec => {
  const unit = (d: Uint8Array, i: number): number =>
    big ? (d[i]! << 8) | d[i + 1]! : d[i]! | (d[i + 1]! << 8);
  const bytes = (u: number): number[] => (big ? [u >> 8, u & 255] : [u & 255, u >> 8]);
  return {
    name,
    reason: SURROGATES,
    encode(n) {
      if (isSurrogate(n)) return undefined;
      if (n < 0x10000) return bytes(n);
      const s = String.fromCodePoint(n);
      return [...bytes(s.charCodeAt(0)), ...bytes(s.charCodeAt(1))];
    },
    decode(d, i) {
      if (i + 1 >= d.length) return { size: 1, bad: 'truncated data' };
      const u = unit(d, i);
      if (!isSurrogate(u)) return { size: 2, code: u };
      if (u >= 0xdc00) return { size: 2, bad: 'illegal encoding' };
      if (i + 3 >= d.length) return { size: d.length - i, bad: 'unexpected end of data' };
      const low = unit(d, i + 2);
      if (low < 0xdc00 || low > 0xdfff) return { size: 2, bad: 'illegal UTF-16 surrogate' };
      return { size: 4, code: 0x10000 + ((u - 0xd800) << 10) + (low - 0xdc00) };
    },
  };
};

const utf32 = (name: string, big: boolean): Codec => ({
  name,
  reason: SURROGATES,
  encode(n) {
    if (isSurrogate(n)) return undefined;
    const b = [n & 255, (n >> 8) & 255, n >> 16, 0];
    return big ? b.reverse() : b;
  },
  decode(d, i) {
    if (i + 3 >= d.length) return { size: d.length - i, bad: 'truncated data' };
    const four = [d[i]!, d[i + 1]!, d[i + 2]!, d[i + 3]!];
    if (big) four.reverse();
    const code = four[0]! + four[1]! * 0x100 + four[2]! * 0x10000 + four[3]! * 0x1000000;
    if (code > 0x10ffff) return { size: 4, bad: 'code point not in range(0x110000)' };
    if (isSurrogate(code))
      return { size: 4, bad: 'code point in surrogate code point range(0xd800, 0xe000)' };
    return { size: 4, code };
  },
});

/** The bytes 0x80 to 0x9f of Windows' Western encoding; what stands for itself is a hole. */
const WINDOWS_1252 =
  '\u20ac\x81\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\x8d\u017d\x8f' +
  '\x90\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\x9d\u017e\u0178';

/** A one-byte encoding of the runtime, whose table is turned round for writing. */
function charmap(label: string): Codec {
  const decoder = new TextDecoder(label);
  const reason = 'character maps to <undefined>';
  const codes: (number | undefined)[] = [];
  const bytes = new Map<number, number>();
  for (let b = 0; b < 256; b++) {
    let n = decoder.decode(Uint8Array.of(b)).codePointAt(0)!;
    // For the web, some of these are the encodings of Windows that hold more.
    if (b >= 0x80 && b < 0xa0) {
      if (label.startsWith('iso')) n = b;
      // Node reads it as Latin-1.
      else if (label === 'windows-1252') n = WINDOWS_1252.codePointAt(b - 0x80)!;
    }
    // The web's tables fill the holes of Python's with control characters.
    const hole =
      n === 0xfffd ||
      (n >= 0xe000 && n < 0xf900 && label !== 'macintosh') ||
      (n === b && b >= 0x80 && b < 0xa0 && label.startsWith('windows'));
    codes.push(hole ? undefined : n);
    if (!hole && !bytes.has(n)) bytes.set(n, b);
  }
  return {
    name: 'charmap',
    reason,
    encode(n) {
      const b = bytes.get(n);
      return b === undefined ? undefined : [b];
    },
    decode(d, i) {
      const code = codes[d[i]!];
      return code === undefined ? { size: 1, bad: reason } : { size: 1, code };
    },
  };
}

const made = new Map<string, Codec>();
function codecOf(name: string, label: string | undefined): Codec {
  const key = label ?? name;
  let c = made.get(key);
  if (c === undefined) {
    if (label !== undefined) c = charmap(label);
    else if (name === 'ascii') c = below('ascii', 128);
    else if (name === 'latin-1') c = below('latin-1', 256);
    else if (name.startsWith('utf-16')) c = utf16(name, name === 'utf-16-be');
    else if (name.startsWith('utf-32')) c = utf32(name, name === 'utf-32-be');
    else c = utf8;
    made.set(key, c);
  }
  return c;
}

/** A character as Python's messages escape it. */
function escaped(n: number): string {
  const h = n.toString(16);
  return n < 256
    ? `\\x${h.padStart(2, '0')}`
    : n < 65536
      ? `\\u${h.padStart(4, '0')}`
      : `\\U${h.padStart(8, '0')}`;
}

function cannotEncode(codec: Codec, points: readonly number[], at: number): PyError {
  // Python tells of all that stand side by side, but in UTF-16 and UTF-32
  const single = codec.name.startsWith('utf-16') || codec.name.startsWith('utf-32');
  const refused = (i: number): boolean => !single && codec.encode(points[i]!) === undefined;
  let start = at;
  while (start > 0 && refused(start - 1)) start--;
  let end = at + 1;
  while (end < points.length && refused(end)) end++;
  const what =
    end === start + 1
      ? `character '${escaped(points[at]!)}' in position ${at}`
      : `characters in position ${start}-${end - 1}`;
  return new PyError('UnicodeEncodeError', `'${codec.name}' codec can't encode ${what}: ${codec.reason}`);
}

/** What an error handler of Python puts in the place of a character; undefined where it cannot help. */
function replacement(n: number, codec: Codec, errors: string): readonly number[] | undefined {
  const ascii = (s: string): number[] => [...s].flatMap((c) => [...(codec.encode(c.codePointAt(0)!) ?? [])]);
  switch (errors) {
    case 'ignore':
      return [];
    case 'replace':
      return ascii('?');
    case 'xmlcharrefreplace':
      return ascii(`&#${n};`);
    case 'backslashreplace':
      return ascii(escaped(n));
    case 'surrogateescape':
      return n >= 0xdc80 && n <= 0xdcff && !/^utf-(16|32)/.test(codec.name) ? [n - 0xdc00] : undefined;
    case 'surrogatepass':
      return isSurrogate(n) && codec === utf8
        ? [0xe0 | (n >> 12), 0x80 | ((n >> 6) & 63), 0x80 | (n & 63)]
        : undefined;
    case 'strict':
      return undefined;
  }
  throw new PyError('LookupError', `unknown error handler name '${errors}'`);
}

const LONE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

/** Python's `str.encode(encoding, errors)`. Throws LookupError, UnicodeEncodeError. */
export function encodeText(s: string, encoding: string, errors = 'strict'): Buffer {
  const { name, label } = canonical(encoding);
  const bom = Buffer.from(BOMS[name] ?? []);
  if (name.startsWith('utf-8') || name === 'utf-16' || name === 'utf-16-le') {
    if (!LONE.test(s))
      return Buffer.concat([bom, Buffer.from(s, name.startsWith('utf-8') ? 'utf8' : 'utf16le')]);
  } else if (name === 'ascii' || name === 'latin-1') {
    if (!(name === 'ascii' ? /[^\x00-\x7f]/ : /[^\x00-\xff]/).test(s)) return Buffer.from(s, 'latin1');
  }
  const codec = codecOf(name, label);
  const points = Array.from(s, (c) => c.codePointAt(0)!);
  const out: number[] = [];
  points.forEach((n, i) => {
    const bytes = codec.encode(n) ?? replacement(n, codec, errors);
    if (bytes === undefined) throw cannotEncode(codec, points, i);
    for (const b of bytes) out.push(b);
  });
  return Buffer.concat([bom, Buffer.from(out)]);
}

/** Python's `bytes.decode(encoding, errors)`. Throws LookupError, UnicodeDecodeError. */
export function decodeBytes(data: Uint8Array, encoding: string, errors = 'strict'): string {
  const { name, label } = canonical(encoding);
  let codec = codecOf(name, label);
  let at = 0;
  if (name === 'utf-8-sig' && data[0] === 0xef && data[1] === 0xbb && data[2] === 0xbf) at = 3;
  if (name === 'utf-16' || name === 'utf-32') {
    // Python names the byte order that it went by.
    const size = name === 'utf-16' ? 2 : 4;
    const zeros = size === 2 || (data[2] === 0 && data[3] === 0);
    const big =
      size === 2
        ? data[0] === 0xfe && data[1] === 0xff
        : data[0] === 0 && data[1] === 0 && data[2] === 0xfe && data[3] === 0xff;
    if (big || (data[0] === 0xff && data[1] === 0xfe && zeros)) at = size;
    codec = codecOf(`${name}-${big ? 'be' : 'le'}`, undefined);
  }
  if (codec === utf8) {
    const rest = data.subarray(at);
    const text = Buffer.from(rest.buffer, rest.byteOffset, rest.byteLength).toString('utf8');
    if (!text.includes('\ufffd')) return text;
  }
  let out = '';
  while (at < data.length) {
    const r = codec.decode(data, at);
    if ('code' in r) out += String.fromCodePoint(r.code);
    else out += undecodable(data.subarray(at, at + r.size), at, r.bad, codec, errors);
    at += r.size;
  }
  return out;
}

function undecodable(bad: Uint8Array, at: number, reason: string, codec: Codec, errors: string): string {
  const hex = (b: number): string => b.toString(16).padStart(2, '0');
  switch (errors) {
    case 'ignore':
      return '';
    case 'replace':
      return '\ufffd';
    case 'surrogateescape':
      if (bad.every((b) => b >= 0x80))
        return Array.from(bad, (b) => String.fromCharCode(0xdc00 + b)).join('');
      break;
    case 'backslashreplace':
      return Array.from(bad, (b) => `\\x${hex(b)}`).join('');
    case 'strict':
      break;
    default:
      throw new PyError('LookupError', `unknown error handler name '${errors}'`);
  }
  const what =
    bad.length === 1
      ? `byte 0x${hex(bad[0]!)} in position ${at}`
      : `bytes in position ${at}-${at + bad.length - 1}`;
  throw new PyError('UnicodeDecodeError', `'${codec.name}' codec can't decode ${what}: ${reason}`);
}

/** Bytes as Ansible's to_text reads them: UTF-8, and what is none as lone surrogates (U+DC80 on). */
export const bytesText = (data: Uint8Array): string => decodeBytes(data, 'utf-8', 'surrogateescape');
