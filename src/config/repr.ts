let unprintable: RegExp | undefined;

/** A text as Python's repr prints it: this room lies above the one that knows all of Python's values. */
export function pyRepr(s: string): string {
  const q = s.includes("'") && !s.includes('"') ? '"' : "'";
  unprintable ??= /[\p{C}\p{Zl}\p{Zp}]|(?! )\p{Zs}/u;
  let out = '';
  for (const c of s) {
    const n = c.codePointAt(0) as number;
    if (c === q || c === '\\') out += `\\${c}`;
    else if (c === '\n') out += '\\n';
    else if (c === '\r') out += '\\r';
    else if (c === '\t') out += '\\t';
    else if (!unprintable.test(c)) out += c;
    else if (n < 256) out += `\\x${n.toString(16).padStart(2, '0')}`;
    else out += n < 65536 ? `\\u${n.toString(16).padStart(4, '0')}` : `\\U${n.toString(16).padStart(8, '0')}`;
  }
  return q + out + q;
}
