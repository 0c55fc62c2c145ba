import { expandTemplate } from './python-regex.ts';

/** What lineinfile looks for; all texts as bytes (one character a byte). */
export interface LineWanted {
  readonly line: string;
  readonly regexp: RegExp | undefined;
  readonly searchString: string | undefined;
  /** The expression of insertafter or insertbefore; undefined for BOF, EOF and none. */
  readonly insert: RegExp | undefined;
  /** Whether it is insertafter. */
  readonly after: boolean;
  /** The text of insertafter or insertbefore. */
  readonly edge: string | undefined;
  readonly backrefs: boolean;
  readonly firstMatch: boolean;
}

const bare = (line: string): string => line.replace(/[\r\n]+$/, '');

function search(regex: RegExp, line: string): RegExpMatchArray | null {
  regex.lastIndex = 0;
  return regex.exec(line);
}

/** Puts the line among lines (which hold their ends). An empty message means that nothing changed. */
export function putLine(
  given: readonly string[],
  w: LineWanted,
): { readonly lines: string[]; readonly message: string } {
  const lines = [...given];
  let at = -1;
  let match: RegExpMatchArray | undefined;
  if (w.regexp !== undefined || w.searchString !== undefined) {
    for (const [i, line] of lines.entries()) {
      const m =
        w.regexp !== undefined
          ? search(w.regexp, line)
          : line.includes(w.searchString!)
            ? ([line] as RegExpMatchArray)
            : null;
      if (m === null) continue;
      at = i;
      match = m;
      if (w.firstMatch) break;
    }
  }
  let insertAt = -1;
  if (match === undefined) {
    for (const [i, line] of lines.entries()) {
      if (bare(line) === w.line) at = i;
      else if (w.insert !== undefined && search(w.insert, line) !== null) {
        insertAt = w.after ? i + 1 : i;
        if (w.firstMatch) break;
      }
    }
  }
  const full = (text: string): string => (text.endsWith('\n') ? text : `${text}\n`);
  if (at >= 0) {
    const text = full(w.backrefs && match !== undefined ? expandTemplate(w.line, match) : w.line);
    if (lines[at] === text) return { lines, message: '' };
    lines[at] = text;
    return { lines, message: 'line replaced' };
  }
  if (w.backrefs) return { lines, message: '' };
  if (w.edge === 'BOF') {
    lines.unshift(full(w.line));
    return { lines, message: 'line added' };
  }
  if ((w.after && w.edge === 'EOF') || insertAt < 0) {
    if (lines.length > 0 && !/[\r\n]$/.test(lines.at(-1)!)) lines.push('\n');
    lines.push(full(w.line));
    return { lines, message: 'line added' };
  }
  const neighbour = insertAt >= lines.length ? lines[insertAt - 1]! : lines[insertAt]!;
  if (bare(neighbour) === w.line) return { lines, message: '' };
  if (insertAt >= lines.length && !/[\r\n]$/.test(lines.at(-1)!)) lines.push('\n');
  lines.splice(insertAt, 0, full(w.line));
  return { lines, message: 'line added' };
}

/** The lines that are left without those that are found. */
export function removeLines(
  lines: readonly string[],
  w: {
    readonly line: string | undefined;
    readonly regexp: RegExp | undefined;
    readonly searchString: string | undefined;
  },
): string[] {
  return lines.filter((line) => {
    if (w.regexp !== undefined) return search(w.regexp, line) === null;
    if (w.searchString !== undefined) return !line.includes(w.searchString);
    return bare(line) !== w.line;
  });
}
