import { textLength } from '../../value/text.ts';

const ws = '\\t\\n\\v\\f\\r ';
const word = `[\\p{L}\\p{N}_!"'&.,?]`;
const letter = `[\\p{L}_]`;
let withHyphens: RegExp | undefined;
const simple = new RegExp(`([${ws}]+)`);

/** Splits a line in words and spaces as Python's textwrap does. */
function chunksOf(s: string, breakOnHyphens: boolean): string[] {
  if (!breakOnHyphens) return s.split(simple).filter((c) => c !== '');
  withHyphens ??= new RegExp(
    `([${ws}]+|(?<=${word})-{2,}(?=[\\p{L}\\p{N}_])|[^${ws}]+?(?:-(?:(?<=${letter}{2}-)|(?<=${letter}-${letter}-))(?=${letter}-?${letter})|(?=[${ws}]|$)|(?<=${word})(?=-{2,}[\\p{L}\\p{N}_])))`,
    'u',
  );
  return s.split(withHyphens).filter((c) => c !== undefined && c !== '');
}

/** Python's textwrap.wrap() with expand_tabs and replace_whitespace off. */
export function wrap(s: string, width: number, breakLongWords: boolean, breakOnHyphens: boolean): string[] {
  const chunks = chunksOf(s, breakOnHyphens).reverse();
  const lines: string[] = [];
  const blank = (c: string) => c.trim() === '';
  while (chunks.length > 0) {
    const line: string[] = [];
    let n = 0;
    if (blank(chunks.at(-1)!) && lines.length > 0) chunks.pop();
    while (chunks.length > 0) {
      const l = textLength(chunks.at(-1)!);
      if (n + l > width) break;
      line.push(chunks.pop()!);
      n += l;
    }
    if (chunks.length > 0 && textLength(chunks.at(-1)!) > width) {
      const room = width < 1 ? 1 : width - n;
      const chunk = chunks.at(-1)!;
      if (breakLongWords) {
        const list = Array.from(chunk);
        let end = room;
        if (breakOnHyphens && list.length > room) {
          const h = list.slice(0, room).lastIndexOf('-');
          if (h > 0 && list.slice(0, h).some((c) => c !== '-')) end = h + 1;
        }
        line.push(list.slice(0, end).join(''));
        chunks[chunks.length - 1] = list.slice(end).join('');
      } else if (line.length === 0) line.push(chunks.pop()!);
      n = line.reduce((a, c) => a + textLength(c), 0);
    }
    if (line.length > 0 && blank(line.at(-1)!)) line.pop();
    if (line.length > 0) lines.push(line.join(''));
  }
  return lines;
}
