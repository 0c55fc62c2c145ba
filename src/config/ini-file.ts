import { AnsibleError } from '../errors/ansible-error.ts';
import { pyRepr } from './repr.ts';

/** Sections of a cfg file; keys are lower case. */
export type IniFile = ReadonlyMap<string, ReadonlyMap<string, string>>;

/**
 * Reads the ini dialect of Python's configparser with `;` as the inline comment sign (after white space), `=` and
 * `:` as delimiters, indented continuation lines, no interpolation. Throws with configparser's own text.
 * Source: docs.python.org/3/library/configparser.html#supported-ini-file-structure
 */
export function parseIniFile(text: string): IniFile {
  const sections = new Map<string, Map<string, string[]>>();
  const defaults = new Map<string, string[]>();
  const bad: string[] = [];
  const nameless = new Set<string>();
  let section: Map<string, string[]> | undefined;
  let sectionName = '';
  let value: string[] | undefined;
  let indent = 0;
  const lines = text.split(/(?<=\n)/);
  lines.forEach((line, i) => {
    const clean = stripComment(line).trim();
    if (clean === '') {
      // An empty line stays part of a value that goes on after it; a comment line does not.
      if (line.trim() === '' && value !== undefined) value.push('');
      return;
    }
    const at = line.search(/\S/);
    if (section !== undefined && value !== undefined && at > indent) {
      value.push(clean);
      return;
    }
    indent = at;
    const header = /^\[(.+)\]/.exec(clean);
    if (header !== null) {
      sectionName = header[1]!;
      value = undefined;
      if (sectionName === 'DEFAULT') section = defaults;
      else {
        if (sections.has(sectionName))
          throw fail(
            `While reading from '<string>' [line ${pad(i + 1)}]: section ${pyRepr(sectionName)} already exists`,
          );
        section = new Map();
        sections.set(sectionName, section);
      }
      return;
    }
    if (section === undefined)
      throw fail(`File contains no section headers.\nfile: '<string>', line: ${i + 1}\n${pyRepr(line)}`);
    const option = /^(.*?)\s*[=:]\s*(.*)$/s.exec(clean);
    const key = option?.[1]?.trim().toLowerCase() ?? '';
    if (option !== null && key === '') {
      // read as an option without a name, until the errors are told
      if (nameless.has(sectionName)) throw twice(i, key, sectionName);
      nameless.add(sectionName);
    }
    if (option === null || key === '') {
      bad.push(`\t[line ${pad(i + 1)}]: ${pyRepr(line)}`);
      return;
    }
    if (section.has(key)) throw twice(i, key, sectionName);
    value = [option[2]!.trim()];
    section.set(key, value);
  });
  if (bad.length > 0) throw fail(`Source contains parsing errors: '<string>'\n${bad.join('\n')}`);
  const joined = (m: Map<string, string[]>): Array<[string, string]> =>
    [...m].map(([k, v]) => [k, v.join('\n').trimEnd()]);
  return new Map([...sections].map(([name, own]) => [name, new Map([...joined(defaults), ...joined(own)])]));
}

function stripComment(line: string): string {
  const start = line.trimStart();
  if (start.startsWith('#') || start.startsWith(';')) return '';
  for (let at = line.indexOf(';'); at !== -1; at = line.indexOf(';', at + 1))
    if (at === 0 || /\s/.test(line[at - 1]!)) return line.slice(0, at);
  return line;
}

const twice = (line: number, key: string, section: string): AnsibleError =>
  fail(
    `While reading from '<string>' [line ${pad(line + 1)}]: option ${pyRepr(key)} in section ${pyRepr(section)} already exists`,
  );
const pad = (n: number): string => String(n).padStart(2, ' ');
const fail = (message: string): AnsibleError => new AnsibleError(message, { kind: 'config' });
