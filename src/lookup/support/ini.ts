import { PyError } from '../../value/errors.ts';
import { reprText } from '../../value/repr.ts';

type Section = Map<string, string | null>;

/**
 * Reads an ini text in the dialect of Python's configparser (`=` and `:`, `#` and `;` at line starts, continued
 * lines, [DEFAULT], `%(name)s`).
 * @throws PyError with configparser's class and text
 */
export function readIni(
  text: string,
  options: { readonly caseSensitive: boolean; readonly allowNoValue: boolean },
): Map<string, Section> {
  const sections = new Map<string, Map<string, string[] | null>>();
  const defaults = new Map<string, string[] | null>();
  let current: Map<string, string[] | null> | undefined;
  let key: string | undefined;
  let indent = 0;
  let section = 'DEFAULT';
  const bad: string[] = [];
  const number = (i: number): string => String(i + 1).padStart(2);
  for (const [i, line] of text.split(/\r?\n/).entries()) {
    const body = line.trim();
    const comment = /^[#;]/.test(body);
    if (!body || comment) {
      if (!comment && key !== undefined) current?.get(key)?.push('');
      continue;
    }
    const depth = line.search(/\S/);
    if (current && key !== undefined && depth > indent) {
      current.get(key)?.push(body);
      continue;
    }
    indent = depth;
    const header = /^\[(.+)\]/.exec(body);
    if (header) {
      key = undefined;
      section = header[1]!;
      if (header[1] === 'DEFAULT') current = defaults;
      else if (sections.has(header[1]!)) {
        throw new PyError(
          'DuplicateSectionError',
          `While reading from '<???>' [line ${number(i)}]: section ${reprText(header[1]!)} already exists`,
        );
      } else {
        current = new Map();
        sections.set(header[1]!, current);
      }
      continue;
    }
    if (!current) {
      throw new PyError(
        'MissingSectionHeaderError',
        `File contains no section headers.\nfile: '<???>', line: ${i + 1}\n${reprText(`${line}\n`)}`,
      );
    }
    const pair = /^(.*?)\s*[=:]\s*(.*)$/.exec(body);
    if ((!pair && !options.allowNoValue) || pair?.[1] === '') {
      bad.push(`\n\t[line ${number(i)}]: ${reprText(`${line}\n`)}`);
      continue;
    }
    const name = (pair?.[1] ?? body).trimEnd();
    key = options.caseSensitive ? name : name.toLowerCase();
    if (current.has(key)) {
      throw new PyError(
        'DuplicateOptionError',
        `While reading from '<???>' [line ${number(i)}]: option ${reprText(key)} in section ${reprText(section)} already exists`,
      );
    }
    current.set(key, pair ? [pair[2]!] : null);
  }
  if (bad.length > 0)
    throw new PyError('ParsingError', `Source contains parsing errors: '<???>'${bad.join('')}`);
  const out = new Map<string, Section>();
  for (const [name, values] of sections) {
    const raw = new Map<string, string | null>();
    for (const [k, v] of [...defaults, ...values]) raw.set(k, v === null ? null : v.join('\n').trimEnd());
    // A section's own keys come first, then those of [DEFAULT].
    const ordered = new Map([...[...values.keys()].map((k) => [k, raw.get(k)!] as const), ...raw]);
    out.set(name, ordered);
  }
  return out;
}

/** A value of a section as configparser's BasicInterpolation gives it; that is asked for one value at a time. */
export function interpolated(
  value: string,
  values: Section,
  caseSensitive: boolean,
  at: { readonly option: string; readonly section: string },
): string {
  const place = `option ${reprText(at.option)} in section ${reprText(at.section)}`;
  const raw = `Raw value: ${reprText(value)}`;
  const fill = (text: string, depth: number): string => {
    if (depth > MAX_DEPTH)
      throw new PyError(
        'InterpolationDepthError',
        `Recursion limit exceeded in value substitution: ${place} contains an interpolation key which cannot be substituted in ${MAX_DEPTH} steps. ${raw}`,
      );
    return text.replace(
      /%(?:(%)|\(([^)]+)\)s|)/g,
      (_, sign: string, name: string | undefined, from: number) => {
        if (sign === '%') return '%';
        const rest = reprText(text.slice(from));
        if (name === undefined)
          throw new PyError(
            'InterpolationSyntaxError',
            text[from + 1] === '('
              ? `bad interpolation variable reference ${rest}`
              : `'%' must be followed by '%' or '(', found: ${rest}`,
          );
        const key = caseSensitive ? name : name.toLowerCase();
        const found = values.get(key);
        if (found === undefined || found === null)
          throw new PyError(
            'InterpolationMissingOptionError',
            `Bad value substitution: ${place} contains an interpolation key ${reprText(key)} which is not a valid option name. ${raw}`,
          );
        return found.includes('%') ? fill(found, depth + 1) : found;
      },
    );
  };
  return fill(value, 1);
}

/** How deep configparser fills in values that need others. */
const MAX_DEPTH = 10;
