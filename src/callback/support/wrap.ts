/** Wrapping of messages as Python's `textwrap` does it: width in characters, long words broken, hyphens break. */
const space = ' ';
// A run of blanks; or a word up to a hyphen between letters, up to a dash between words, or up to its end.
let splitter: RegExp | undefined;

function chunksOf(text: string): string[] {
  splitter ??=
    / +|(?<=[\p{L}\p{N}_!"'&.,?])-{2,}(?=[\p{L}\p{N}_])|[^ ]+?(?:-(?:(?<=[\p{L}_]{2}-)|(?<=[\p{L}_]-[\p{L}_]-))(?=[\p{L}_]-?[\p{L}_])|(?= |$)|(?<=[\p{L}\p{N}_!"'&.,?])(?=-{2,}[\p{L}\p{N}_]))/gu;
  return text.match(splitter) ?? [];
}

export interface WrapOptions {
  /** Takes blanks off the ends of lines (default true). */
  readonly dropWhitespace?: boolean;
}

const sizeOf = (s: string): number => {
  let n = 0;
  for (const _ of s) n++;
  return n;
};

/** The lines of `text`, each at most `width` characters. Line ends in the text count as blanks. */
export function wrap(text: string, width: number, options: WrapOptions = {}): string[] {
  const drop = options.dropWhitespace ?? true;
  const chunks = chunksOf(expandTabs(text).replace(/[\t\n\v\f\r ]/g, space)).reverse();
  const lines: string[] = [];
  while (chunks.length > 0) {
    const line: string[] = [];
    let size = 0;
    if (drop && lines.length > 0 && chunks.at(-1)!.trim() === '') chunks.pop();
    while (chunks.length > 0) {
      const n = sizeOf(chunks.at(-1)!);
      if (size + n > width) break;
      line.push(chunks.pop()!);
      size += n;
    }
    const next = chunks.at(-1);
    if (next !== undefined && sizeOf(next) > width) {
      let room = width < 1 ? 1 : width - size;
      const all = Array.from(next);
      // A long word breaks after a hyphen where one fits; the piece may be empty, and then guards the blank before it.
      const hyphen = all.lastIndexOf('-', room - 1);
      if (room > 0 && hyphen > 0 && all.slice(0, hyphen).some((c) => c !== '-')) room = hyphen + 1;
      line.push(all.slice(0, room).join(''));
      chunks[chunks.length - 1] = all.slice(room).join('');
    }
    if (drop && line.length > 0 && line.at(-1)!.trim() === '') line.pop();
    if (line.length > 0) lines.push(line.join(''));
  }
  return lines;
}

/** Tabs become blanks up to the next multiple of eight. */
function expandTabs(text: string): string {
  if (!text.includes('\t')) return text;
  let column = 0;
  let out = '';
  for (const c of text) {
    if (c === '\t') {
      const n = 8 - (column % 8);
      out += space.repeat(n);
      column += n;
    } else {
      out += c;
      column = c === '\n' || c === '\r' ? 0 : column + 1;
    }
  }
  return out;
}
