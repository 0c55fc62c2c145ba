import { ParserError, UnexpectedError } from '../errors/ansible-error.ts';
import { unescapeString } from '../jinja/strings.ts';
import type { Dict } from '../value/types.ts';

const BLOCKS = [
  ['{{', '}}'],
  ['{%', '%}'],
  ['{#', '#}'],
] as const;

const count = (word: string, part: string): number => {
  let n = 0;
  for (let at = word.indexOf(part); at !== -1; at = word.indexOf(part, at + part.length)) n++;
  return n;
};

/** The quote that is open after `word`, given the one open before it. A backslash keeps a quote from counting. */
function quoteAfter(word: string, before: string): string {
  let open = before;
  for (let i = 0; i < word.length; i++) {
    const ch = word[i]!;
    if ((ch === '"' || ch === "'") && word[i - 1] !== '\\') {
      if (open === '') open = ch;
      else if (open === ch) open = '';
    }
  }
  return open;
}

/**
 * Splits `k=v` text at white space, except inside quotes and Jinja blocks. Line breaks stay at the end of the word
 * before them, so that joining gives the text back; a lone backslash at a line's end takes the break away.
 * Throws ParserError for a quote or block that is left open.
 */
export function splitArgs(text: string): string[] {
  const out: string[] = [];
  const depths = [0, 0, 0];
  let quote = '';
  const lines = text.split('\n');
  lines.forEach((line, lineIndex) => {
    let continued = false;
    const words = line.split(' ');
    words.forEach((word, i) => {
      const inBlock = depths.some((d) => d > 0);
      const wasQuoted = quote !== '';
      if (word === '\\' && !wasQuoted) {
        continued = true;
        return;
      }
      if (word === '' && i > 0) {
        // Spaces in a row stay with the word before them.
        if (out.length > 0) out[out.length - 1] += ' ';
        return;
      }
      quote = quoteAfter(word, quote);
      let joined = false;
      if (inBlock || wasQuoted) {
        // The rest of an open quote or block belongs to the word that it began in, spaces included.
        if (out.length === 0) out.push('');
        const lone = i === 0 && !wasQuoted && words.length === 1;
        out[out.length - 1] += (i > 0 ? ' ' : lone ? '\n' : '') + word;
        joined = true;
      } else if (quote !== '') {
        out.push(word);
        joined = true;
      }
      BLOCKS.forEach(([begin, end], k) => {
        const change = count(word, begin) - count(word, end);
        if (change === 0) return;
        const depth = Math.max(0, depths[k]! + change);
        if (depth !== depths[k] && !joined) {
          out.push(word);
          joined = true;
        }
        depths[k] = depth;
      });
      if (!joined && word !== '' && depths.every((d) => d === 0) && quote === '') out.push(word);
    });
    if (lineIndex < lines.length - 1 && !continued && out.length > 0) out[out.length - 1] += '\n';
  });
  if (quote !== '' || depths.some((d) => d > 0))
    throw new ParserError(
      `failed at splitting arguments, either an unbalanced jinja2 block or quotes: ${text}`,
    );
  return out;
}

/** Joins what splitArgs gave: one space between words, none after a line break. */
export const joinArgs = (words: readonly string[]): string =>
  words.reduce((out, word) => (out === '' || out.endsWith('\n') ? out + word : `${out} ${word}`), '');

const unquote = (s: string): string =>
  s.length > 1 && (s[0] === '"' || s[0] === "'") && s[0] === s.at(-1) && s.at(-2) !== '\\'
    ? s.slice(1, -1)
    : s;

const ESCAPE = /\\U[0-9a-fA-F]{8}|\\u[0-9a-fA-F]{4}|\\x[0-9a-fA-F]{2}|\\N\{[^}]+\}|\\[\\'"abfnrtv]/g;
const decodeEscapes = (s: string): string => (s.includes('\\') ? s.replace(ESCAPE, character) : s);

/** The character of one escape; of one that names none Ansible says no more than Python does. */
function character(written: string): string {
  try {
    return unescapeString(written);
  } catch (e) {
    throw new UnexpectedError(
      `'unicodeescape' codec can't decode bytes in position 0-${written.length - 1}: ${(e as Error).message}`,
      { hint: `${written} in a k=v text names no character that is known here.` },
    );
  }
}

/** Options that stay options in the free text of command and shell. */
const RAW_OPTIONS = new Set([
  'creates',
  'removes',
  'chdir',
  'executable',
  'warn',
  'stdin',
  'stdin_add_newline',
  'strip_empty_ends',
]);

/**
 * `k=v` text as a dict of texts. What is no `k=v` (with `checkRaw` also what command does not know) goes together
 * into `_raw_params`.
 */
export function parseKv(text: string, checkRaw = false): Dict {
  const out: Dict = new Map();
  const raw: string[] = [];
  for (const word of splitArgs(text)) {
    const x = decodeEscapes(word);
    let at = x.indexOf('=', 1);
    while (at !== -1 && x[at - 1] === '\\') at = x.indexOf('=', at + 1);
    if (at === -1) {
      raw.push(x.includes('=') ? x.replaceAll('\\=', '=') : word);
      continue;
    }
    const key = x.slice(0, at);
    if (checkRaw && !RAW_OPTIONS.has(key)) raw.push(word);
    else out.set(key.trim(), unquote(x.slice(at + 1).trim()));
  }
  if (raw.length > 0) out.set('_raw_params', joinArgs(raw));
  return out;
}
