import { PyError } from '../../value/errors.ts';

type Codec = 'utf8' | 'utf16le' | 'latin1' | 'ascii' | 'utf16' | 'utf16be' | 'utf8sig';

const codecs: Readonly<Record<string, Codec>> = {
  utf8: 'utf8',
  u8: 'utf8',
  utf: 'utf8',
  utf8sig: 'utf8sig',
  utf16: 'utf16',
  utf16le: 'utf16le',
  utf16be: 'utf16be',
  latin1: 'latin1',
  iso88591: 'latin1',
  l1: 'latin1',
  ascii: 'ascii',
  usascii: 'ascii',
};

function codecOf(name: string): Codec {
  const codec = codecs[name.toLowerCase().replace(/[-_ ]/g, '')];
  if (!codec) throw new PyError('LookupError', `unknown encoding: ${name}`);
  return codec;
}

/** Python's `text.encode(encoding)`, lone surrogates escaped as Ansible's to_bytes does. */
export function encodeText(text: string, encoding: string): Buffer {
  const codec = codecOf(encoding);
  if (codec === 'utf8' || codec === 'utf16le') return Buffer.from(text, codec);
  if (codec === 'utf8sig') return Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(text)]);
  if (codec === 'utf16') return Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]);
  if (codec === 'utf16be') return Buffer.from(text, 'utf16le').swap16();
  const limit = codec === 'latin1' ? 256 : 128;
  let at = 0;
  for (const c of text) {
    const code = c.codePointAt(0)!;
    if (code >= limit) throw notEncodable(codec === 'latin1' ? 'latin-1' : 'ascii', code, at, limit);
    at++;
  }
  return Buffer.from(text, 'latin1');
}

function notEncodable(codec: string, code: number, at: number, limit: number): PyError {
  const hex = code.toString(16);
  const shown =
    code < 0x100
      ? `\\x${hex.padStart(2, '0')}`
      : code < 0x10000
        ? `\\u${hex.padStart(4, '0')}`
        : `\\U${hex.padStart(8, '0')}`;
  return new PyError(
    'UnicodeEncodeError',
    `'${codec}' codec can't encode character '${shown}' in position ${at}: ordinal not in range(${limit})`,
  );
}

/** Python's `bytes.decode(encoding)`; bytes that are no UTF-8 become lone surrogates, as Ansible's to_text has it. */
export function decodeBytes(bytes: Buffer, encoding: string): string {
  const codec = codecOf(encoding);
  if (codec === 'utf8sig') return bytes.toString('utf8').replace(/^\ufeff/, '');
  if (codec === 'utf16') {
    const big = bytes[0] === 0xfe && bytes[1] === 0xff;
    const body = (bytes[0] === 0xff && bytes[1] === 0xfe) || big ? bytes.subarray(2) : bytes;
    return (big ? Buffer.from(body).swap16() : body).toString('utf16le');
  }
  if (codec === 'utf16be')
    return Buffer.from(bytes.subarray(0, bytes.length & ~1))
      .swap16()
      .toString('utf16le');
  return codec === 'utf8' || codec === 'ascii' ? bytesText(bytes) : bytes.toString(codec);
}

/** Python's base64.b64decode, which drops characters outside the alphabet, with its errors. */
export function decodeBase64(text: string): Buffer {
  const fail = (message: string): never => {
    throw new PyError('Error', message);
  };
  let digits = '';
  let pads = 0;
  for (const c of text) {
    if (c === '=') {
      if (digits.length % 4 >= 2 && ++pads + (digits.length % 4) >= 4) return Buffer.from(digits, 'base64');
    } else if (/[A-Za-z0-9+/]/.test(c)) {
      pads = 0;
      digits += c;
    }
  }
  if (digits.length % 4 === 1) {
    fail(
      `Invalid base64-encoded string: number of data characters (${digits.length}) cannot be 1 more than a multiple of 4`,
    );
  }
  if (digits.length % 4) fail('Incorrect padding');
  return Buffer.from(digits, 'base64');
}

/** Ansible's to_text of bytes: UTF-8, and what is none as lone surrogates (U+DC80 on), as surrogateescape has it. */
export function bytesText(data: Uint8Array): string {
  const text = Buffer.from(data).toString('utf8');
  if (!text.includes('\ufffd')) return text;
  let out = '';
  for (let i = 0; i < data.length; ) {
    const b = data[i]!;
    const size = b < 0x80 ? 1 : b < 0xe0 ? 2 : b < 0xf0 ? 3 : 4;
    const one = Buffer.from(data.subarray(i, i + size)).toString('utf8');
    if (Array.from(one).length === 1 && one !== '\ufffd') {
      out += one;
      i += size;
    } else {
      out += String.fromCharCode(0xdc00 + b);
      i++;
    }
  }
  return out;
}
