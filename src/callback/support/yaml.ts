import type { Value } from '../../value/types.ts';
import { dumpYaml } from '../../yaml/dump.ts';

/** What Python's str.rstrip takes for white space. */
const trailing = /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+$/;

/** Tabs as blanks up to the next column of eight. */
function expandTabs(text: string): string {
  if (!text.includes('\t')) return text;
  let out = '';
  let column = 0;
  for (const c of text) {
    if (c === '\t') {
      const blanks = 8 - (column % 8);
      out += ' '.repeat(blanks);
      column += blanks;
      continue;
    }
    out += c;
    column = c === '\n' || c === '\r' ? 0 : column + 1;
  }
  return out;
}

/**
 * Text of several lines, of whatever line ends, as a literal block: without what cannot be shown there, tabs, and
 * blanks at line ends. Other texts are left alone.
 */
function block(text: string): string | undefined {
  if (!/[\n\r\x1c-\x1e\x85\u2028\u2029]/.test(text)) return undefined;
  const shown = text.replace(trailing, '').replace(/[^\x20-\x7e\t-\r\xa0-\u{10ffff}]/gu, '');
  return expandTabs(shown)
    .replace(/[\x0b\x0c\r]/g, '')
    .replace(/ +\n/g, '\n');
}

/** A result as YAML, texts of several lines as blocks; `indent` is the blanks a level; longer lines are folded. */
export function resultYaml(value: Value, indent = 4, width = 80): string {
  return dumpYaml(value, { indent, width, allowUnicode: true, block });
}
