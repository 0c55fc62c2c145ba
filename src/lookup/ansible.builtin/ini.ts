import { defineLookup } from '../../template/define.ts';
import { repr } from '../../template/support/py.ts';
import { pythonRegex } from '../../template/support/python-re.ts';
import { PyError } from '../../value/errors.ts';
import { asText } from '../../value/text.ts';
import { truth } from '../../value/truth.ts';
import { typeName } from '../../value/type-name.ts';
import type { Value } from '../../value/types.ts';
import { locate, lookupFailure } from '../support/files.ts';
import { interpolated, readIni } from '../support/ini.ts';

export default defineLookup({
  description: 'Values of ini or properties files.',
  options: {
    type: {
      description: 'Kind of the file: ini or properties.',
      type: 'str',
      default: 'ini',
      choices: ['ini', 'properties'],
    },
    file: { description: 'The file.', type: 'str', default: 'ansible.ini' },
    section: { description: 'The section.', type: 'str', default: 'global' },
    re: { description: 'The key is a regular expression.', type: 'bool', default: false },
    encoding: { description: 'Encoding of the file.', type: 'str', default: 'utf-8' },
    default: { description: 'What is given for a key that is not there.', type: 'raw', default: '' },
    case_sensitive: { description: 'Keys differ by case.', type: 'bool', default: false },
    allow_no_value: {
      description: 'Keys may stand without a value.',
      type: 'bool',
      default: false,
      aliases: ['allow_none'],
    },
  },
  run(terms, given, ctx) {
    const out: Value[] = [];
    // what a term names beside its key stays in force for the terms after it
    const options = new Map(given);
    for (const term of terms) {
      const key = keyOf(term, options);
      const option = (name: string): Value => options.get(name)!;
      const properties = asText(option('type')) === 'properties';
      const section = properties ? 'java_properties' : (asText(option('section')) ?? '');
      const name = asText(option('file')) ?? '';
      const path = locate(ctx, 'files', name);
      if (path === undefined) throw lookupFailure("Invalid filename: 'None'", 'parser');
      const latin = /^(latin|iso-?8859)/i.test(asText(option('encoding')) ?? '');
      let text = ctx.readFile(path).toString(latin ? 'latin1' : 'utf8');
      if (properties) text = `[java_properties]\n${text}`;
      const caseSensitive = truth(given.get('case_sensitive')!);
      const file = sectionsOf(name, text, caseSensitive, truth(given.get('allow_no_value')!));
      const values = file.get(section);
      if (!values) throw new PyError('AnsibleLookupError', `No section '${section}' in ${name}`);
      const add = (v: Value): void => {
        if (Array.isArray(v)) out.push(...v);
        else if (v !== null) out.push(v);
      };
      const shown = (option: string, v: string | null): Value =>
        v === null ? null : interpolated(v, values, caseSensitive, { option, section });
      if (truth(option('re'))) {
        const re = pythonRegex(key);
        for (const [k, v] of [...values].map(([k, v]) => [k, shown(k, v)] as const)) if (re.match(k)) add(v);
      } else {
        const name = caseSensitive ? key : key.toLowerCase();
        const found = values.get(name);
        add(found === undefined ? option('default') : shown(name, found));
      }
    }
    return out;
  },
});

/** The file's sections; a key that stands twice is told with the file's name. */
function sectionsOf(
  name: string,
  text: string,
  caseSensitive: boolean,
  allowNoValue: boolean,
): ReturnType<typeof readIni> {
  try {
    return readIni(text, { caseSensitive, allowNoValue });
  } catch (e) {
    if (e instanceof PyError && e.pyType === 'DuplicateOptionError')
      throw new PyError('AnsibleLookupError', `Duplicate option in '${name}': ${e.message}`);
    throw e;
  }
}

/** The key of a term. One of old style (`key section=x file=y`) sets options, too, as texts. */
function keyOf(given: Value, options: Map<string, Value>): string {
  const term = asText(given);
  if (term === undefined) {
    throw Array.isArray(given)
      ? new PyError('AttributeError', "'list' object has no attribute 'strip'")
      : new PyError('TypeError', `argument of type '${typeName(given)}' is not iterable`);
  }
  if (!term.includes('=') && !term.trim().includes(' ')) return term;
  // an option's value reaches up to the next option
  const parts: string[] = [];
  let last = '';
  for (const word of term.split(/\s+/).filter((w) => w !== '')) {
    const option = [...options.keys()].find((name) => word.includes(`${name}=`));
    if (option === undefined || option === last) {
      if (parts.length === 0) parts.push(word);
      else parts[parts.length - 1] += ` ${word}`;
    } else parts.push(word);
    if (option !== undefined) last = option;
  }
  let key: string | undefined;
  for (const part of parts) {
    const [name, value, more] = part.split('=') as [string, string?, string?];
    if (value === undefined) key ??= part;
    else if (more !== undefined) {
      const problem = 'too many values to unpack (expected 2)';
      throw new PyError(
        'AnsibleLookupError',
        `Could not use '${part}' from '${repr(parts)}': ${problem}. ${problem}`,
      );
    } else if (!options.has(name)) throw new PyError('AnsibleLookupError', `${name} is not a valid option.`);
    else options.set(name, value);
  }
  if (key !== undefined) return key;
  throw new PyError(
    'AnsibleLookupError',
    `No key to lookup was provided as first term with in string inline options: ${term}`,
  );
}
