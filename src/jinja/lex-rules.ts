import type { SyntaxOptions } from './options.ts';

/** Python's `\s`. */
export const SPACE =
  '[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]';

const esc = (s: string): string => s.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');

/** The regexes of one syntax. */
export interface Rules {
  readonly root: RegExp;
  readonly starts: readonly string[];
  readonly commentEnd: RegExp;
  readonly blockEnd: RegExp;
  readonly variableEnd: RegExp;
  readonly rawEnd: RegExp;
  /** Where every tag starts with the same character and lines mean nothing: that character, and the tags' texts. */
  readonly quick:
    | { readonly first: string; readonly tags: readonly (readonly [string, string])[] }
    | undefined;
  readonly rawStart: RegExp;
}
const rulesOf = new WeakMap<SyntaxOptions, Rules>();

/** The regexes of a syntax; kept by the object that describes it. */
export function rules(s: SyntaxOptions): Rules {
  let r = rulesOf.get(s);
  if (r !== undefined) return r;
  const bs = esc(s.blockStart);
  const be = esc(s.blockEnd);
  const ve = esc(s.variableEnd);
  const ce = esc(s.commentEnd);
  const suffix = s.trimBlocks ? '\\n?' : '';
  const tags: [number, string, string][] = [
    [s.commentStart.length, 'comment_begin', esc(s.commentStart)],
    [s.blockStart.length, 'block_begin', bs],
    [s.variableStart.length, 'variable_begin', esc(s.variableStart)],
  ];
  if (s.lineStatementPrefix !== null)
    tags.push([
      s.lineStatementPrefix.length,
      'linestatement_begin',
      `(?<![^\\n])[ \\t\\v]*${esc(s.lineStatementPrefix)}`,
    ]);
  if (s.lineCommentPrefix !== null)
    tags.push([
      s.lineCommentPrefix.length,
      'linecomment_begin',
      `(?:(?<![^\\n])|(?<=\\S))[^\\S\\r\\n]*${esc(s.lineCommentPrefix)}`,
    ]);
  // Longest first; among equals the name that sorts last, as sorted(reverse=True) has it.
  tags.sort((a, b) => b[0] - a[0] || (a[1] < b[1] ? 1 : -1));
  const raw = `(?<raw_begin>${bs}(?<raw_sign>-|\\+|)${SPACE}*raw${SPACE}*(?:-${be}${SPACE}*|${be}))`;
  const parts = [raw];
  const texts: Record<string, string> = {
    comment_begin: s.commentStart,
    block_begin: s.blockStart,
    variable_begin: s.variableStart,
  };
  const first = s.blockStart[0]!;
  for (const [, name, re] of tags) parts.push(`(?<${name}>${re}(?<sign_${name}>-|\\+|))`);
  r = {
    root: new RegExp(parts.join('|'), 'g'),
    starts: tags.map((t) => t[1]),
    quick: tags.every((t) => texts[t[1]]?.[0] === first)
      ? { first, tags: tags.map((t) => [t[1], texts[t[1]]!] as const) }
      : undefined,
    rawStart: new RegExp(raw, 'y'),
    commentEnd: new RegExp(`\\+${ce}|-${ce}${SPACE}*|${ce}${suffix}`, 'g'),
    blockEnd: new RegExp(`\\+${be}|-${be}${SPACE}*|${be}${suffix}`, 'y'),
    variableEnd: new RegExp(`-${ve}${SPACE}*|${ve}`, 'y'),
    rawEnd: new RegExp(
      `${bs}(?<sign>-|\\+|)${SPACE}*endraw${SPACE}*(?:\\+${be}|-${be}${SPACE}*|${be}${suffix})`,
      'g',
    ),
  };
  rulesOf.set(s, r);
  return r;
}
