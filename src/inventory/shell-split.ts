/**
 * Splits a line as Python's shlex.split(line, comments=True): quotes join, a backslash takes the next character, `#`
 * begins a comment. Throws an Error with Python's text.
 */
export function shellSplit(line: string): string[] {
  const out: string[] = [];
  let word: string | undefined;
  for (let i = 0; i < line.length; i++) {
    const ch = line[i]!;
    if (ch === ' ' || ch === '\t' || ch === '\r' || ch === '\n') {
      if (word !== undefined) out.push(word);
      word = undefined;
    } else if (ch === '#') {
      // A comment may begin in the middle of a word, too.
      const end = line.indexOf('\n', i);
      if (word !== undefined) out.push(word);
      word = undefined;
      if (end === -1) break;
      i = end;
    } else if (ch === '\\') {
      if (i + 1 >= line.length) throw new Error('No escaped character');
      word = (word ?? '') + line[++i]!;
    } else if (ch === "'") {
      const end = line.indexOf("'", i + 1);
      if (end === -1) throw new Error('No closing quotation');
      word = (word ?? '') + line.slice(i + 1, end);
      i = end;
    } else if (ch === '"') {
      word ??= '';
      for (i++; line[i] !== '"'; i++) {
        if (i >= line.length) throw new Error('No closing quotation');
        if (line[i] === '\\' && (line[i + 1] === '"' || line[i + 1] === '\\')) i++;
        else if (line[i] === '\\' && i + 1 >= line.length) throw new Error('No escaped character');
        word += line[i];
      }
    } else word = (word ?? '') + ch;
  }
  if (word !== undefined) out.push(word);
  return out;
}
