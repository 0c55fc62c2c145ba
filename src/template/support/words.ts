/**
 * Splits a line of `k=v` words as Ansible's parse_kv does: quotes keep blanks together and are taken off a value,
 * words without `=` are given back as free text.
 */
export function keyValues(line: string): { readonly values: Map<string, string>; readonly rest: string } {
  const values = new Map<string, string>();
  const rest: string[] = [];
  for (const word of splitWords(line)) {
    const eq = word.search(/(?<!\\)=/);
    if (eq < 0) rest.push(word);
    else values.set(word.slice(0, eq).trim(), unquote(word.slice(eq + 1).trim()));
  }
  return { values, rest: rest.join(' ') };
}

/** Words at blanks outside quotes and outside `{{ }}`; quotes stay. */
export function splitWords(line: string): string[] {
  const out: string[] = [];
  let word = '';
  let quote = '';
  let braces = 0;
  for (let i = 0; i < line.length; i++) {
    const c = line[i]!;
    if (quote) {
      if (c === '\\' && i + 1 < line.length) word += c + line[++i];
      else {
        word += c;
        if (c === quote) quote = '';
      }
      continue;
    }
    if (line.startsWith('{{', i) || line.startsWith('{%', i)) braces++;
    if ((line.startsWith('}}', i) || line.startsWith('%}', i)) && braces > 0) braces--;
    if (braces === 0 && /\s/.test(c)) {
      if (word) out.push(word);
      word = '';
      continue;
    }
    if (braces === 0 && (c === '"' || c === "'")) quote = c;
    word += c;
  }
  if (word) out.push(word);
  return out;
}

/** A text without the pair of quotes around it. */
export function unquote(text: string): string {
  const q = text[0];
  return text.length > 1 && (q === '"' || q === "'") && text.endsWith(q) && text[text.length - 2] !== '\\'
    ? text.slice(1, -1)
    : text;
}
