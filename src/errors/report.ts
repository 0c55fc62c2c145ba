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

/** White space as Python's strip() knows it; a byte order mark is none. */
const BLANK = '[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]+';
const trail = new RegExp(`${BLANK}$`);
const pyRstrip = (s: string): string => s.replace(trail, '');
const pyStrip = (s: string): string => pyRstrip(s).replace(new RegExp(`^${BLANK}`), '');

/** k=v on a line: the line below it is then often at fault for mixing it with YAML. */
const KEY_VALUE = /[\p{L}\p{N}_]+\s*=\s*[\p{L}\p{N}_/-]+/u;

/**
 * Where an error is and what stands there: the sentence with file, line and column, the line with its neighbour
 * above, a caret, and what is likely wrong. Ends with a line end. The place may move to the line above.
 */
export function excerpt(position: Position, read: SourceReader = readSource, ofSyntaxError = false): string {
  if (/^<.*>$/.test(position.file)) return place(position);
  const source = read(position.file);
  // A syntax error of an encrypted file shows no line; other errors show what stands there on disk, encrypted.
  if (ofSyntaxError && source?.startsWith('$ANSIBLE_VAULT;')) return place(position);
  if (source === undefined) return `${place(position)}\n(could not open file to display line)\n`;
  const lines = source.split(/\r\n|\r|\n/);
  if (lines.at(-1) === '') lines.pop();
  // A problem at the end of the file belongs to the last line that holds something; so do empty lines at the top.
  const holds = (l: string): boolean => pyStrip(l) !== '';
  const upTo = Math.max(1, Math.min(position.line, lines.length));
  const near = lines.slice(0, upTo).findLastIndex(holds);
  const at = near >= 0 ? near : lines.findLastIndex(holds);
  if (at < 0) return `${place(position)}\n(specified line no longer in file, maybe it changed?)`;
  const raw = lines[at]!;
  const line = pyRstrip(raw);
  const above = near > 0 ? pyRstrip(lines[at - 1]!) : '';
  if (KEY_VALUE.test(above)) {
    const equals = above.indexOf('=');
    const moved = { file: position.file, line: position.line - 1, column: equals + 1 };
    return `${place(moved)}\nThe offending line appears to be:\n\n${above}\n${' '.repeat(equals)}^ here\n\n${MIXED_SYNTAX}${likelyMistakes(raw, position.column)}`;
  }
  const caret = `${' '.repeat(Math.max(0, position.column - 1))}^ here`;
  return `${place(position)}\nThe offending line appears to be:\n\n${above}\n${line}\n${caret}\n${likelyMistakes(raw, position.column)}`;
}

/** The whole text of an error, as it stands in a task's `msg`: message, place and excerpt. */
export function errorText(e: AnsibleError, read: SourceReader = readSource): string {
  if (e.position === undefined || e.position.line < 1 || e.hideExcerpt) return e.message;
  return e.message + excerpt(e.position, read, e.message.includes('Syntax Error while loading YAML.'));
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
