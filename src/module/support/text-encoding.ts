/** Encodes text by a name of Python's codecs. Throws where a character has no place in it, or the name is unknown. */
export function encodeText(text: string, encoding: string): Buffer {
  const name = encoding.toLowerCase().replaceAll('_', '-');
  switch (name) {
    case 'utf-8':
    case 'utf8':
    case 'u8':
      return Buffer.from(text, 'utf8');
    case 'utf-8-sig':
      return Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(text, 'utf8')]);
    case 'latin-1':
    case 'latin1':
    case 'iso8859-1':
    case 'iso-8859-1':
    case 'l1':
      return single(text, 0xff, encoding);
    case 'ascii':
    case 'us-ascii':
      return single(text, 0x7f, encoding);
    case 'utf-16':
    case 'utf16':
      return Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]);
    case 'utf-16-le':
    case 'utf-16le':
      return Buffer.from(text, 'utf16le');
    case 'utf-16-be':
    case 'utf-16be':
      return Buffer.from(text, 'utf16le').swap16();
  }
  return byTable(text, encoding, name);
}

function refused(encoding: string, c: string, at: number): Error {
  const code = c.codePointAt(0)!;
  const shown =
    code > 0xffff
      ? `\\U${code.toString(16).padStart(8, '0')}`
      : code > 0xff
        ? `\\u${code.toString(16).padStart(4, '0')}`
        : `\\x${code.toString(16)}`;
  return new Error(`'${encoding}' codec can't encode character '${shown}' in position ${at}`);
}

function single(text: string, highest: number, encoding: string): Buffer {
  let at = 0;
  for (const c of text) {
    if (c.codePointAt(0)! > highest) throw refused(encoding, c, at);
    at++;
  }
  return Buffer.from(text, 'latin1');
}

/** The one-byte encodings that the runtime can read are written by turning its table round. */
function byTable(text: string, encoding: string, name: string): Buffer {
  const label = name
    .replace(/^cp(125\d|866)$/, (_, n: string) => (n === '866' ? 'ibm866' : `windows-${n}`))
    .replace(/^iso8859-/, 'iso-8859-');
  if (!/^(windows-125\d|windows-874|ibm866|koi8-[ru]|iso-8859-\d+|macintosh)$/.test(label))
    throw new Error(`unknown encoding: ${encoding}`);
  let decoder: { decode(data: Uint8Array): string };
  try {
    decoder = new TextDecoder(label);
  } catch {
    throw new Error(`unknown encoding: ${encoding}`);
  }
  const table = new Map<string, number>();
  for (let byte = 255; byte >= 0; byte--) table.set(decoder.decode(Uint8Array.of(byte)), byte);
  const out: number[] = [];
  let at = 0;
  for (const c of text) {
    const byte = table.get(c);
    if (byte === undefined || c === '\ufffd') throw refused(encoding, c, at);
    out.push(byte);
    at++;
  }
  return Buffer.from(out);
}
