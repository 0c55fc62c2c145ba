/** Joins fragments as Ansible's assemble does: a line end between those that have none, then the delimiter. */
export function joinFragments(fragments: readonly Buffer[], delimiter: string | null): Buffer {
  const out: Buffer[] = [];
  const line = Buffer.from('\n');
  let first = true;
  let addNewline = false;
  for (const fragment of fragments) {
    if (addNewline) out.push(line);
    if (!first && delimiter) {
      const text = Buffer.from(readEscapes(delimiter));
      out.push(text);
      if (text.at(-1) !== 10) out.push(line);
    }
    out.push(fragment);
    first = false;
    addNewline = fragment.length > 0 && fragment.at(-1) !== 10;
  }
  return Buffer.concat(out);
}

/** The escapes of a delimiter (`\n`, `\t`, `\x41` ...), as Python's unicode-escape reads them. */
function readEscapes(text: string): string {
  const named: Record<string, string> = {
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
  };
  return text.replace(/\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|[0-7]{1,3}|[ntrabfv\\'"])/g, (_, e: string) => {
    if (e[0] === 'x' || e[0] === 'u') return String.fromCharCode(Number.parseInt(e.slice(1), 16));
    if (/^[0-7]/.test(e)) return String.fromCharCode(Number.parseInt(e, 8));
    return named[e]!;
  });
}
