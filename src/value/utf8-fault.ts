/** Why bytes are no UTF-8, in Python's words; undefined where they are. */
export function utf8Fault(data: Uint8Array): string | undefined {
  for (let i = 0; i < data.length; ) {
    const first = data[i]!;
    const size =
      first < 0x80 ? 1 : first < 0xc2 || first > 0xf4 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    const rest = data.subarray(i + 1, i + Math.max(size, 1));
    const broken = rest.findIndex((b) => b < 0x80 || b > 0xbf) >= 0;
    if (size === 0 || broken || rest.length < size - 1) {
      const why =
        size === 0 ? 'invalid start byte' : broken ? 'invalid continuation byte' : 'unexpected end of data';
      return `'utf-8' codec can't decode byte 0x${first.toString(16)} in position ${i}: ${why}`;
    }
    i += size;
  }
  return undefined;
}
