/** A shell pattern as an expression for a whole name, as Python's fnmatch reads it (a dot and a slash are no exception). */
export function globRegex(pattern: string): RegExp {
  let out = '';
  for (let i = 0; i < pattern.length; i++) {
    const c = pattern[i]!;
    if (c === '*') out += '[\\s\\S]*';
    else if (c === '?') out += '[\\s\\S]';
    else if (c === '[') {
      let end = i + 1;
      if (pattern[end] === '!') end++;
      if (pattern[end] === ']') end++;
      while (end < pattern.length && pattern[end] !== ']') end++;
      if (end >= pattern.length) out += '\\[';
      else {
        const body = pattern
          .slice(i + 1, end)
          .replaceAll('\\', '\\\\')
          .replace(/^!/, '^')
          .replace(/(?<=.)\[|^\[/g, '\\[')
          .replace(/^(\^?)\]/, '$1\\]');
        out += `[${body}]`;
        i = end;
      }
    } else out += c.replace(/[\\^$.+(){}|\]/-]/g, '\\$&');
  }
  return new RegExp(`^${out}$`);
}
