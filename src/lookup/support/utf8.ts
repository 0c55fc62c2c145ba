import { lookupFailure } from './files.ts';

/** The text of a file that must be UTF-8; `prefix` begins the error, which is Python's. */
export function strictUtf8(data: Buffer, prefix: string): string {
  const text = data.toString('utf8');
  if (!text.includes('\ufffd') || Buffer.from(text).equals(data)) return text;
  for (let i = 0; i < data.length; ) {
    const first = data[i]!;
    const size =
      first < 0x80 ? 1 : first < 0xc2 || first > 0xf4 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    const rest = data.subarray(i + 1, i + Math.max(size, 1));
    const broken = rest.findIndex((b) => b < 0x80 || b > 0xbf) >= 0;
    if (size === 0 || broken || rest.length < size - 1) {
      const why =
        size === 0 ? 'invalid start byte' : broken ? 'invalid continuation byte' : 'unexpected end of data';
      throw lookupFailure(
        `${prefix}'utf-8' codec can't decode byte 0x${first.toString(16)} in position ${i}: ${why}`,
      );
    }
    i += size;
  }
  return text;
}
