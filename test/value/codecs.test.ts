import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeBytes, encodeText } from '../../src/value/codecs.ts';
import { PyError } from '../../src/value/errors.ts';

const told = (work: () => string | Uint8Array): string => {
  try {
    const r = work();
    return typeof r === 'string' ? r : Buffer.from(r).toString('hex');
  } catch (e) {
    if (e instanceof PyError) return `${e.pyType}: ${e.message}`;
    throw e;
  }
};

// What CPython 3.11 answers.
test.each([
  ['a€', 'cp1252', 'strict', '6180'],
  [
    '\x81',
    'cp1252',
    'strict',
    "UnicodeEncodeError: 'charmap' codec can't encode character '\\x81' in position 0: character maps to <undefined>",
  ],
  [
    'ab€€c',
    'ascii',
    'strict',
    "UnicodeEncodeError: 'ascii' codec can't encode characters in position 2-3: ordinal not in range(128)",
  ],
  ['é€', 'latin1', 'xmlcharrefreplace', 'e92623383336343b'],
  ['\udcff', 'utf-8', 'surrogateescape', 'ff'],
  [
    '\udcff',
    'utf-8',
    'strict',
    "UnicodeEncodeError: 'utf-8' codec can't encode character '\\udcff' in position 0: surrogates not allowed",
  ],
  ['😀', 'utf-32-be', 'strict', '0001f600'],
  ['a', 'utf-16', 'strict', 'fffe6100'],
  ['Я', 'koi8-r', 'strict', 'f1'],
  ['€', 'iso8859-15', 'strict', 'a4'],
  ['a', 'nope', 'strict', 'LookupError: unknown encoding: nope'],
])('%j as %s (%s)', (text, encoding, errors, want) => {
  expect(told(() => encodeText(text, encoding, errors))).toBe(want);
});

test.each([
  ['ff', 'utf-8', 'surrogateescape', '\udcff'],
  [
    '61e282',
    'utf-8',
    'strict',
    "UnicodeDecodeError: 'utf-8' codec can't decode bytes in position 1-2: unexpected end of data",
  ],
  [
    'e228',
    'utf-8',
    'strict',
    "UnicodeDecodeError: 'utf-8' codec can't decode byte 0xe2 in position 0: invalid continuation byte",
  ],
  ['61e28262', 'utf-8', 'replace', 'a\ufffdb'],
  [
    'fffe61',
    'utf-16',
    'strict',
    "UnicodeDecodeError: 'utf-16-le' codec can't decode byte 0x61 in position 2: truncated data",
  ],
  [
    '81',
    'cp1252',
    'strict',
    "UnicodeDecodeError: 'charmap' codec can't decode byte 0x81 in position 0: character maps to <undefined>",
  ],
  ['80', 'cp1252', 'strict', '€'],
  ['61ff', 'ascii', 'backslashreplace', 'a\\xff'],
])('%s from %s (%s)', (hex, encoding, errors, want) => {
  expect(told(() => decodeBytes(Buffer.from(hex, 'hex'), encoding, errors))).toBe(want);
});

test('any bytes come back as they were by way of surrogateescape', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 40 }),
      fc.constantFrom('utf-8', 'ascii', 'cp1251'),
      (bytes, encoding) => {
        const text = decodeBytes(bytes, encoding, 'surrogateescape');
        return Buffer.compare(encodeText(text, encoding, 'surrogateescape'), Buffer.from(bytes)) === 0;
      },
    ),
  );
});

test('any text comes back as it was from the encodings of Unicode', () => {
  const encodings = ['utf-8', 'utf-8-sig', 'utf-16', 'utf-16-be', 'utf-32', 'utf-32-le'];
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.constantFrom(...encodings), (text, encoding) => {
      const bytes = encodeText(text, encoding);
      return decodeBytes(bytes, encoding) === text;
    }),
  );
});
