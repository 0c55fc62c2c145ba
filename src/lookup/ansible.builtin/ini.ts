import { defineLookup } from '../../template/define.ts';
import { nativeText } from '../../template/support/py.ts';
import { pythonRegex } from '../../template/support/python-re.ts';
import { splitWords } from '../../template/support/words.ts';
import { PyError } from '../../value/errors.ts';
import { asText } from '../../value/text.ts';
import { truth } from '../../value/truth.ts';
import type { Value } from '../../value/types.ts';
import { boolean } from '../support/boolean.ts';
import { locate, lookupFailure } from '../support/files.ts';
import { readIni } from '../support/ini.ts';

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
  run(terms, options, ctx) {
    const out: Value[] = [];
    for (const term of terms) {
      const { key, own } = split(nativeText(term), options);
      const option = (name: string): Value => own.get(name) ?? options.get(name)!;
      const flag = (name: string): boolean =>
        own.has(name) ? boolean(own.get(name)!) : truth(options.get(name)!);
      const properties = asText(option('type')) === 'properties';
      const section = properties ? 'java_properties' : (asText(option('section')) ?? '');
      const path = locate(ctx, 'files', asText(option('file')) ?? '');
      if (path === undefined) throw lookupFailure("Invalid filename: 'None'", 'parser');
      const latin = /^(latin|iso-?8859)/i.test(asText(option('encoding')) ?? '');
      let text = ctx.readFile(path).toString(latin ? 'latin1' : 'utf8');
      if (properties) text = `[java_properties]\n${text}`;
      const file = readIni(text, {
        caseSensitive: flag('case_sensitive'),
        allowNoValue: flag('allow_no_value'),
      });
      const values = file.get(section);
      if (!values) throw new PyError('AnsibleLookupError', `No section '${section}' in ${path}`);
      if (flag('re')) {
        const re = pythonRegex(key);
        for (const [k, v] of values) if (re.match(k)) out.push(v);
      } else {
        const found = values.get(flag('case_sensitive') ? key : key.toLowerCase());
        out.push(found === undefined ? option('default') : found);
      }
    }
    return out;
  },
});

/** The key and the options of a term of old style (`key section=x file=y`). */
function split(
  term: string,
  options: ReadonlyMap<string, Value>,
): { readonly key: string; readonly own: Map<string, string> } {
  const own = new Map<string, string>();
  const key: string[] = [];
  for (const word of splitWords(term)) {
    const m = /^(\w+)=([\s\S]*)$/.exec(word);
    if (m && options.has(m[1]!)) own.set(m[1]!, m[2]!.replace(/^(["'])([\s\S]*)\1$/, '$2'));
    else key.push(word);
  }
  return { key: key.join(' '), own };
}
