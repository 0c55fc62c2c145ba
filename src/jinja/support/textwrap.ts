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
    let rest: string[] | undefined;
    if (chunks.length > 0 && textLength(chunks.at(-1)!) > width) {
      const room = width < 1 ? 1 : width - n;
      if (breakLongWords) {
        const list = Array.from(chunks.pop()!);
        const end = cut(list, 0, room, breakOnHyphens);
        line.push(list.slice(0, end).join(''));
        rest = list.slice(end);
      } else if (line.length === 0) line.push(chunks.pop()!);
    }
    if (line.length > 0 && blank(line.at(-1)!)) line.pop();
    if (line.length > 0) lines.push(line.join(''));
    if (rest === undefined) continue;
    // Lines that the long word fills by itself are cut off it here: going round again for each would be quadratic.
    let from = 0;
    if (lines.length > 0 && !blank(rest.slice(0, width + 1).join('')))
      while (rest.length - from > width) {
        const end = cut(rest, from, Math.max(width, 1), breakOnHyphens);
        lines.push(rest.slice(from, from + end).join(''));
        from += end;
      }
    if (from < rest.length) chunks.push(from === 0 ? rest.join('') : rest.slice(from).join(''));
  }
  return lines;
}

/** How much of a word that is too long for its line stands on it: up to its last hyphen, else as much as there is room. */
function cut(word: readonly string[], from: number, room: number, breakOnHyphens: boolean): number {
  if (!breakOnHyphens || word.length - from <= room) return room;
  const head = word.slice(from, from + room);
  const h = head.lastIndexOf('-');
  return h > 0 && head.slice(0, h).some((c) => c !== '-') ? h + 1 : room;
}
