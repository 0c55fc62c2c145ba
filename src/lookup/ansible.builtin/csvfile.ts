import { defineLookup } from '../../template/define.ts';
import { parseCsv } from '../../template/support/csv.ts';
import { parseInt10 } from '../../value/number.ts';
import { str } from '../../value/repr.ts';
import { asText } from '../../value/text.ts';
import type { Value } from '../../value/types.ts';
import { locate, lookupFailure } from '../support/files.ts';
import { termOptions, textTerm } from '../support/terms.ts';
import { strictUtf8 } from '../support/utf8.ts';

export default defineLookup({
  description: 'A column of the first row of a CSV file whose first column is the key.',
  options: {
    col: { description: 'Number of the column, from 0.', type: 'raw', default: '1' },
    default: { description: 'What is given where no row has the key.', type: 'raw', default: '' },
    delimiter: { description: 'What stands between columns; TAB for a tab.', type: 'str', default: 'TAB' },
    file: { description: 'The file.', type: 'str', default: 'ansible.csv' },
    encoding: { description: 'Encoding of the file.', type: 'str', default: 'utf-8' },
  },
  run(terms, options, ctx) {
    const out: Value[] = [];
    for (const term of terms) {
      const { key, options: own } = termOptions(textTerm(term, 'split'));
      if (!key) throw lookupFailure('Search key is required but was not found');
      for (const name of own.keys()) {
        if (!options.has(name)) throw lookupFailure(`${name} is not a valid option`);
      }
      const option = (name: string): Value => own.get(name) ?? options.get(name)!;
      const file = asText(option('file')) ?? '';
      const path = locate(ctx, 'files', file);
      if (path === undefined) throw lookupFailure("csvfile: [Errno 2] No such file or directory: b'None'");
      const given = asText(option('delimiter')) ?? 'TAB';
      const latin = /^(latin|iso-?8859)/i.test(asText(option('encoding')) ?? '');
      const bytes = ctx.readFile(path);
      const rows = parseCsv(latin ? bytes.toString('latin1') : strictUtf8(bytes, 'csvfile: '), {
        delimiter: given === 'TAB' ? '\t' : given,
      });
      const row = rows.find((r) => r[0] === key);
      const column = parseInt10(asText(option('col')) ?? str(option('col')));
      if (row && column === undefined)
        throw lookupFailure(`csvfile: invalid literal for int() with base 10: '${asText(option('col'))}'`);
      const value = row?.at(Number(column));
      if (row && value === undefined) throw lookupFailure('csvfile: list index out of range');
      const answer: Value = row ? value! : option('default');
      if (!row && Array.isArray(answer)) out.push(...answer);
      else if (row || answer !== '') out.push(answer);
    }
    return out;
  },
});
