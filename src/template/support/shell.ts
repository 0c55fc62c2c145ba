/** Python's shlex.quote. */
export const shellQuote = (text: string): string =>
  text === '' ? "''" : /[^\w@%+=:,./-]/.test(text) ? `'${text.replaceAll("'", `'"'"'`)}'` : text;
