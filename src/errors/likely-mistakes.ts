/** What Ansible says about lines that look like a common mistake; the texts are its own. */
const UNQUOTED_VARIABLE = `We could be wrong, but this one looks like it might be an issue with
missing quotes. Always quote template expression brackets when they
start a value. For instance:

    with_items:
      - {{ foo }}

Should be written as:

    with_items:
      - "{{ foo }}"
`;

const LEADING_TAB = `There appears to be a tab character at the start of the line.

YAML does not use tabs for formatting. Tabs should be replaced with spaces.

For example:
    - name: update tooling
      vars:
        version: 1.2.3
#    ^--- there is a tab there.

Should be written as:
    - name: update tooling
      vars:
        version: 1.2.3
# ^--- all spaces here.
`;

const PARTLY_QUOTED = `This one looks easy to fix. It seems that there is a value started
with a quote, and the YAML parser is expecting to see the line ended
with the same kind of quote. For instance:

    when: "ok" in result.stdout

Could be written as:

   when: '"ok" in result.stdout'

Or equivalently:

   when: "'ok' in result.stdout"
`;

const UNBALANCED_QUOTES = `We could be wrong, but this one looks like it might be an issue with
unbalanced quotes. If starting a value with a quote, make sure the
line ends with the same set of quotes. For instance this arbitrary
example:

    foo: "bad" "wolf"

Could be written as:

    foo: '"bad" "wolf"'
`;

const NESTED_BRACES = `This one looks easy to fix. YAML thought it was looking for the start of a
hash/dictionary and was confused to see a second "{". Most likely this was
meant to be an ansible template evaluation instead, so we have to give the
parser a small hint that we wanted a string instead. The solution here is to
just quote the entire value.

For instance, if the original line was:

    app_path: {{ base_path }}/foo

It should be written as:

    app_path: "{{ base_path }}/foo"
`;

const UNQUOTED_COLON = `This one looks easy to fix. There seems to be an extra unquoted colon in the line
and this is confusing the parser. It was only expecting to find one free
colon. The solution is just add some quotes around the colon, or quote the
entire line after the first colon.

For instance, if the original line was:

    copy: src=file.txt dest=/path/filename:with_colon.txt

It can be written as:

    copy: src=file.txt dest='/path/filename:with_colon.txt'

Or:

    copy: 'src=file.txt dest=/path/filename:with_colon.txt'
`;

export const MIXED_SYNTAX =
  "There appears to be both 'k=v' shorthand syntax and YAML in this task. Only one syntax may be used.\n";

const count = (s: string, c: string): number => s.split(c).length - 1;

/** What is likely wrong with a line, as it stands in the file; `column` (from 1) is where the error is. */
export function likelyMistakes(line: string, column: number): string {
  return (line.includes('\t') ? LEADING_TAB : '') + mistake(line, column);
}

function mistake(line: string, column: number): string {
  const packed = line.replaceAll(' ', '');
  if (line.includes('}}') && line.includes('{{') && !(line.includes('"{{') && line.includes("'{{")))
    return UNQUOTED_VARIABLE;
  if (packed.includes(':{{') && packed.includes('}}')) return NESTED_BRACES;
  // A colon right behind the place of the error.
  if ([...line][column] === ':' && count(line, ':') > 1) return UNQUOTED_COLON;
  const parts = line.split(':');
  if (parts.length < 2) return '';
  const value = parts[1]!.trim();
  const first = value[0];
  const last = value.at(-1);
  let out = '';
  if ((first === "'" && last !== "'") || (first === '"' && last !== '"')) out += PARTLY_QUOTED;
  const quoted = (c: string | undefined): boolean => c === '"' || c === "'";
  if ((quoted(first) && quoted(last) && count(line, "'") > 2) || count(line, '"') > 2)
    out += UNBALANCED_QUOTES;
  return out;
}
