import { AnsibleError } from '../../errors/ansible-error.ts';

/** Words of a text as a POSIX shell splits them; quotes and backslashes as there, no expansion. */
export function splitWords(text: string): string[] {
  const words: string[] = [];
  const token = /\s*((?:[^\s"'\\]|\\[\s\S]|'[^']*'|"(?:[^"\\]|\\[\s\S])*")+)/y;
  let at = 0;
  while (at < text.length) {
    token.lastIndex = at;
    const m = token.exec(text);
    if (!m) {
      if (text.slice(at).trim() === '') break;
      throw new AnsibleError(`No closing quotation in: ${text}`, { kind: 'options' });
    }
    at = token.lastIndex;
    words.push(
      (m[1] ?? '').replace(
        /\\([\s\S])|'([^']*)'|"((?:[^"\\]|\\[\s\S])*)"/g,
        (_, escaped?: string, single?: string, double?: string) =>
          escaped ?? single ?? (double ?? '').replace(/\\(["\\$`])/g, '$1'),
      ),
    );
  }
  return words;
}
