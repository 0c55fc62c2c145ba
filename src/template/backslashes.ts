/**
 * Doubles the backslashes of string literals inside `{{ }}`, so that a text in a playbook needs no more escaping than
 * YAML's (Ansible does so everywhere but in template files and blocks).
 */
export function doubleBackslashes(source: string, start = '{{', end = '}}'): string {
  if (!source.includes('\\') || !source.includes(start)) return source;
  let out = '';
  let at = 0;
  while (at < source.length) {
    const next = source.indexOf(start, at);
    const other = nextSkipped(source, at, start);
    if (other && (next < 0 || other.from < next || (other.from === next && start !== '{{'))) {
      out += source.slice(at, other.to);
      at = other.to;
      continue;
    }
    if (next < 0) break;
    out += source.slice(at, next + start.length);
    at = next + start.length;
    const close = expressionEnd(source, at, end);
    out += source.slice(at, close).replace(STRINGS, (m) => m.replaceAll('\\', '\\\\'));
    at = close;
  }
  return out + source.slice(at);
}

const STRINGS = /'(?:[^'\\]|\\[\s\S])*'|"(?:[^"\\]|\\[\s\S])*"/g;

/** Where the expression that begins at `from` ends: at `end` outside strings and brackets. */
function expressionEnd(source: string, from: number, end: string): number {
  let depth = 0;
  for (let i = from; i < source.length; ) {
    if (depth === 0 && source.startsWith(end, i)) return i;
    const c = source[i]!;
    if (c === "'" || c === '"') {
      STRINGS.lastIndex = i;
      const m = STRINGS.exec(source);
      if (!m || m.index !== i) return source.length;
      i += m[0].length;
      continue;
    }
    if ('([{'.includes(c)) depth++;
    else if (')]}'.includes(c) && depth > 0) depth--;
    i++;
  }
  return source.length;
}

/** The next comment, raw block or statement: nothing is doubled there. */
function nextSkipped(source: string, from: number, start: string): { from: number; to: number } | undefined {
  for (let i = source.indexOf('{', from); i >= 0; i = source.indexOf('{', i + 1)) {
    if (source.startsWith('{#', i) && start !== '{#') {
      const end = source.indexOf('#}', i + 2);
      return { from: i, to: end < 0 ? source.length : end + 2 };
    }
    if (source.startsWith('{%', i) && start !== '{%') {
      const raw = /^\{%[-+]?\s*raw\s*[-+]?%\}[\s\S]*?\{%[-+]?\s*endraw\s*[-+]?%\}/.exec(source.slice(i));
      if (raw) return { from: i, to: i + raw[0].length };
      return { from: i, to: Math.min(source.length, expressionEnd(source, i + 2, '%}') + 2) };
    }
    if (source.startsWith(start, i)) return undefined;
  }
  return undefined;
}
