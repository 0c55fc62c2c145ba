import { split } from './str-split.ts';

/** A text without what stands from each `begin` to the next `end`; one that is not ended stays. */
function without(s: string, begin: string, end: string): string {
  let out = '';
  let from = 0;
  for (let i = s.indexOf(begin); i >= 0; i = s.indexOf(begin, from)) {
    const j = s.indexOf(end, i + begin.length);
    if (j < 0) break;
    out += s.slice(from, i);
    from = j + end.length;
  }
  return from === 0 ? s : out + s.slice(from);
}

/** markupsafe's striptags(): comments and tags out, whitespace runs to one space, entities read. */
export function stripTags(s: string): string {
  const noTags = without(without(s, '<!--', '-->'), '<', '>');
  return unescapeHtml(split(noTags, null, -1).join(' '));
}

const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00a0',
  copy: '©',
  reg: '®',
  hellip: '…',
  mdash: '—',
  ndash: '–',
  lsquo: '‘',
  rsquo: '’',
  ldquo: '“',
  rdquo: '”',
  euro: '€',
  laquo: '«',
  raquo: '»',
  deg: '°',
  middot: '·',
  times: '×',
  eacute: 'é',
};
export const unescapeHtml = (s: string): string =>
  s.replace(
    /&(?:#(\d+);?|#[xX]([0-9a-fA-F]+);?|(\w+);)/g,
    (whole, dec: string | undefined, hex: string | undefined, name: string | undefined) => {
      if (name !== undefined) return entities[name] ?? whole;
      const n = Number.parseInt(dec ?? hex!, dec === undefined ? 16 : 10);
      return n > 0x10ffff || n === 0 ? '\ufffd' : String.fromCodePoint(n);
    },
  );
