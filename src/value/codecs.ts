import { PyError } from './errors.ts';
import { reprText } from './repr.ts';

const names: Readonly<Record<string, string>> = {
  utf8: 'utf-8',
  u8: 'utf-8',
  utf: 'utf-8',
  ascii: 'ascii',
  usascii: 'ascii',
  latin1: 'latin-1',
  iso88591: 'latin-1',
  l1: 'latin-1',
  utf16: 'utf-16',
  utf16le: 'utf-16-le',
  utf16be: 'utf-16-be',
  utf32: 'utf-32',
  utf8sig: 'utf-8-sig',
  cp1252: 'cp1252',
  windows1252: 'cp1252',
};

/** Python's name of an encoding; LookupError where it is not one that is known here. */
function codec(name: string): string {
  const n = names[name.toLowerCase().replace(/[^a-z0-9]/g, '')];
  if (n === undefined) throw new PyError('LookupError', `unknown encoding: ${name}`);
  return n;
}

/** Python's `str.encode()`. */
export function encodeText(s: string, encoding: string, errors: string): Uint8Array {
  const name = codec(encoding);
  if (name === 'utf-8' || name === 'utf-8-sig') {
    if (errors === 'surrogateescape' && /[\udc80-\udcff]/.test(s)) return surrogateEscape(s);
    const b = Buffer.from(s, 'utf8');
    return name === 'utf-8' ? b : Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), b]);
  }
  if (name.startsWith('utf-16')) {
    const b = Buffer.from(s, 'utf16le');
    if (name === 'utf-16-be') return b.swap16();
    return name === 'utf-16' ? Buffer.concat([Buffer.from([0xff, 0xfe]), b]) : b;
  }
  const max = name === 'ascii' ? 0x80 : 0x100;
  const out: number[] = [];
  let i = 0;
  for (const c of s) {
    const n = c.codePointAt(0)!;
    if (n < max) out.push(n);
    else if (errors === 'replace') out.push(63);
    else if (errors === 'xmlcharrefreplace') out.push(...Buffer.from(`&#${n};`));
    else if (errors === 'backslashreplace')
      out.push(
        ...Buffer.from(
          n < 256
            ? `\\x${n.toString(16)}`
            : n < 65536
              ? `\\u${n.toString(16).padStart(4, '0')}`
              : `\\U${n.toString(16).padStart(8, '0')}`,
        ),
      );
    else if (errors !== 'ignore') {
      const shown = reprText(c);
      const escaped =
        n < 256
          ? `'\\x${n.toString(16)}'`
          : n < 65536
            ? `'\\u${n.toString(16).padStart(4, '0')}'`
            : `'\\U${n.toString(16).padStart(8, '0')}'`;
      void shown;
      throw new PyError(
        'UnicodeEncodeError',
        `'${name}' codec can't encode character ${escaped} in position ${i}: ordinal not in range(${max})`,
      );
    }
    i++;
  }
  return Uint8Array.from(out);
}

function surrogateEscape(s: string): Uint8Array {
  const parts: Uint8Array[] = [];
  for (const c of s) {
    const n = c.codePointAt(0)!;
    parts.push(n >= 0xdc80 && n <= 0xdcff ? Uint8Array.of(n - 0xdc00) : Buffer.from(c, 'utf8'));
  }
  return Buffer.concat(parts);
}

/** Python's `bytes.decode()`. */
export function decodeBytes(data: Uint8Array, encoding: string, errors: string): string {
  const name = codec(encoding);
  if (name.startsWith('utf-16')) {
    let b = Buffer.from(data);
    if (name === 'utf-16-be' || (b[0] === 0xfe && b[1] === 0xff)) b = Buffer.from(b).swap16();
    const s = b.toString('utf16le');
    return name === 'utf-16' ? s.replace(/^\ufeff/, '') : s;
  }
  if (name === 'latin-1' || name === 'cp1252')
    return new TextDecoder(name === 'latin-1' ? 'latin1' : 'windows-1252').decode(data);
  if (name === 'ascii') {
    const bad = data.findIndex((b) => b > 127);
    if (bad >= 0 && errors === 'strict')
      throw new PyError(
        'UnicodeDecodeError',
        `'ascii' codec can't decode byte 0x${data[bad]!.toString(16)} in position ${bad}: ordinal not in range(128)`,
      );
    return Array.from(data, (b) =>
      b < 128 ? String.fromCharCode(b) : errors === 'ignore' ? '' : '\ufffd',
    ).join('');
  }
  let s = '';
  let i = 0;
  const start = name === 'utf-8-sig' && data[0] === 0xef && data[1] === 0xbb && data[2] === 0xbf ? 3 : 0;
  const valid = firstInvalid(data);
  if (valid === undefined) return Buffer.from(data.subarray(start)).toString('utf8');
  if (errors === 'strict')
    throw new PyError(
      'UnicodeDecodeError',
      `'utf-8' codec can't decode ${valid.length === 1 ? `byte 0x${data[valid.at]!.toString(16).padStart(2, '0')} in position ${valid.at}` : `bytes in position ${valid.at}-${valid.at + valid.length - 1}`}: ${valid.reason}`,
    );
  let rest: Uint8Array = data.subarray(start);
  for (let bad = firstInvalid(rest); bad !== undefined; bad = firstInvalid(rest)) {
    s += Buffer.from(rest.subarray(0, bad.at)).toString('utf8');
    for (i = 0; i < bad.length; i++) {
      const b = rest[bad.at + i]!;
      if (errors === 'surrogateescape') s += String.fromCharCode(0xdc00 + b);
      else if (errors === 'backslashreplace') s += `\\x${b.toString(16)}`;
    }
    if (errors === 'replace') s += '\ufffd';
    rest = rest.subarray(bad.at + bad.length);
  }
  return s + Buffer.from(rest).toString('utf8');
}

/** The first sequence that is no UTF-8, with CPython's reason. */
function firstInvalid(d: Uint8Array): { at: number; length: number; reason: string } | undefined {
  for (let i = 0; i < d.length; ) {
    const b = d[i]!;
    const n =
      b < 0x80 ? 0 : b >= 0xc2 && b < 0xe0 ? 1 : b >= 0xe0 && b < 0xf0 ? 2 : b >= 0xf0 && b < 0xf5 ? 3 : -1;
    if (n < 0) return { at: i, length: 1, reason: 'invalid start byte' };
    for (let k = 1; k <= n; k++) {
      const c = d[i + k];
      if (c === undefined) return { at: i, length: k, reason: 'unexpected end of data' };
      const lo = k === 1 && b === 0xe0 ? 0xa0 : k === 1 && b === 0xf0 ? 0x90 : 0x80;
      const hi = k === 1 && b === 0xed ? 0x9f : k === 1 && b === 0xf4 ? 0x8f : 0xbf;
      if (c < lo || c > hi) return { at: i, length: k, reason: 'invalid continuation byte' };
    }
    i += n + 1;
  }
  return undefined;
}
