/** A pattern of Python's fnmatch as the source of a regular expression, without anchors: a dot and a slash are no exception. */
export function fnmatchSource(pattern: string): string {
  let out = '';
  for (let i = 0; i < pattern.length; i++) {
    const c = pattern[i]!;
    if (c === '*') out += '[^]*';
    else if (c === '?') out += '[^]';
    else if (c === '[') {
      let end = i + 1;
      if (pattern[end] === '!') end++;
      if (pattern[end] === ']') end++;
      while (end < pattern.length && pattern[end] !== ']') end++;
      if (end >= pattern.length) out += '\\[';
      else {
        const body = pattern.slice(i + 1, end).replace(/[\\\]]/g, '\\$&');
        out += body.startsWith('!')
          ? `[^${body.slice(1)}]`
          : `[${body.startsWith('^') ? `\\${body}` : body}]`;
        i = end;
      }
    } else out += c.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  }
  return out;
}

/** The whole name against a pattern, as Python's fnmatch.fnmatchcase. A range like `[z-a]` matches nothing. */
export function fnmatchRegex(pattern: string): RegExp {
  try {
    return new RegExp(`^${fnmatchSource(pattern)}$`, 'u');
  } catch {
    return /[^\s\S]/;
  }
}
