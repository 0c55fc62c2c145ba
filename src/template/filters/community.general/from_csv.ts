import { defineFilter } from '../../../jinja/define.ts';
import { truth } from '../../../value/truth.ts';
import type { Value } from '../../../value/types.ts';
import { isUndefined } from '../../../value/undefined.ts';
import { filterError } from '../../errors.ts';
import { parseCsv } from '../../support/csv.ts';
import { iterate, makeDict, nativeText } from '../../support/py.ts';

const dialects: Readonly<Record<string, { readonly delimiter: string }>> = {
  excel: { delimiter: ',' },
  'excel-tab': { delimiter: '\t' },
  unix: { delimiter: ',' },
};

export default defineFilter({
  doc: 'A list of dicts of a CSV text, whose first row (or `fieldnames`) names the columns.',
  signature:
    "from_csv(data, dialect='excel', fieldnames=None, delimiter=None, skipinitialspace=None, strict=None)",
  run(_ctx, data, dialect, fieldnames, delimiter, skip, strict) {
    const base = dialects[nativeText(dialect!)];
    if (!base)
      throw filterError(`Dialect '${nativeText(dialect!)}' is not supported by your version of python.`);
    if (isUndefined(data!)) return data.fail();
    if (delimiter !== null && Array.from(nativeText(delimiter!)).length !== 1)
      throw filterError('Unable to create custom dialect: "delimiter" must be a 1-character string');
    let rows: string[][];
    try {
      rows = parseCsv(nativeText(data!), {
        delimiter: delimiter === null ? base.delimiter : nativeText(delimiter!),
        skipInitialSpace: truth(skip!),
        strict: truth(strict!),
      });
    } catch (e) {
      throw filterError(`Unable to process file: ${e instanceof Error ? e.message : String(e)}`);
    }
    const names = fieldnames === null ? rows.shift() : [...iterate(fieldnames!)].map(nativeText);
    if (!names) return [];
    return rows.map((row) => {
      const entries: Array<[Value, Value]> = names.map((n, i) => [n, row[i] ?? null]);
      if (row.length > names.length) entries.push([null, row.slice(names.length)]);
      return makeDict(...entries);
    });
  },
});
