import { readFileSync } from 'node:fs';
import type { AnsibleError } from './ansible-error.ts';
import { likelyMistakes, MIXED_SYNTAX } from './likely-mistakes.ts';
import type { Position } from './position.ts';

/** Reads a source for its excerpt; undefined where it cannot be read. */
export type SourceReader = (file: string) => string | undefined;

const readSource: SourceReader = (file) => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
};

const place = (p: Position): string =>
  `\n\nThe error appears to be in '${p.file}': line ${p.line}, column ${p.column}, but may\nbe elsewhere in the file depending on the exact syntax problem.\n`;

/** k=v on a line: the line below it is then often at fault for mixing it with YAML. */
const KEY_VALUE = /[\p{L}\p{N}_]+\s*=\s*[\p{L}\p{N}_/-]+/u;

/**
 * Where an error is and what stands there: the sentence with file, line and column, the line with its neighbour
 * above, a caret, and what is likely wrong. Ends with a line end. The place may move to the line above.
 */
export function excerpt(position: Position, read: SourceReader = readSource): string {
  if (/^<.*>$/.test(position.file)) return place(position);
  const source = read(position.file);
  // what stands in an encrypted file is not shown
  if (source?.startsWith('$ANSIBLE_VAULT;')) return place(position);
  if (source === undefined) return `${place(position)}\n(could not open file to display line)\n`;
  const lines = source.split(/\r\n|\r|\n/);
  if (lines.at(-1) === '') lines.pop();
  if (lines.length === 0)
    return `${place(position)}\n(specified line no longer in file, maybe it changed?)\n`;
  // A problem at the end of the file belongs to the last line that holds something.
  let at = Math.max(0, Math.min(position.line, lines.length) - 1);
  while (at > 0 && lines[at]!.trim() === '') at--;
  const line = lines[at]!.trimEnd();
  const above = at > 0 ? lines[at - 1]!.trimEnd() : '';
  if (KEY_VALUE.test(above)) {
    const equals = above.indexOf('=');
    const moved = { file: position.file, line: position.line - 1, column: equals + 1 };
    return `${place(moved)}\nThe offending line appears to be:\n\n${above}\n${' '.repeat(equals)}^ here\n\n${MIXED_SYNTAX}${likelyMistakes(line)}`;
  }
  const caret = `${' '.repeat(Math.max(0, position.column - 1))}^ here`;
  return `${place(position)}\nThe offending line appears to be:\n\n${above}\n${line}\n${caret}\n${likelyMistakes(line)}`;
}

/** The whole text of an error, as it stands in a task's `msg`: message, place and excerpt. */
export function errorText(e: AnsibleError, read: SourceReader = readSource): string {
  if (e.position === undefined || e.position.line < 1 || e.hideExcerpt) return e.message;
  return e.message + excerpt(e.position, read);
}

/** Where an error is that Ansible words without its place. */
function placeOfOurs(e: AnsibleError, read: SourceReader): string {
  if (!e.hideExcerpt || e.position === undefined || e.position.line < 1) return '';
  // an encrypted file has nothing to show
  if (read(e.position.file)?.startsWith('$ANSIBLE_VAULT') !== false) return '';
  return excerpt(e.position, read).trimEnd();
}

/** What the command line prints for an error that ends the program, without "ERROR! " before it. */
export function reportText(e: AnsibleError, read: SourceReader = readSource): string {
  const text = errorText(e, read).replace(/\n$/, '') + placeOfOurs(e, read);
  return e.hint === undefined || e.hint === '' ? text : `${text}\n\n${e.hint}`;
}
