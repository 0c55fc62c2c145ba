import { str } from '../value/repr.ts';
import type { Dict } from '../value/types.ts';

/** Arguments for modules of the oldest kind: `key='value with blanks'` words, quoted for a shell. */
export function keyValues(args: Dict): string {
  let out = '';
  for (const [key, value] of args) out += `${String(key)}=${shellWord(str(value))} `;
  return out;
}

const shellWord = (text: string): string =>
  text === '' ? "''" : /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'"'"'`)}'`;
