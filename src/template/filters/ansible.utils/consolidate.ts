import { defineFilter } from '../../../jinja/define.ts';
import { equal, sorted } from '../../../value/compare.ts';
import { dictGet, dictSet, isDict, toDict } from '../../../value/dict.ts';
import { asText } from '../../../value/text.ts';
import { truth } from '../../../value/truth.ts';
import { shortTypeName } from '../../../value/type-name.ts';
import type { Dict, Value } from '../../../value/types.ts';
import { isUndefined } from '../../../value/undefined.ts';
import { filterError } from '../../errors.ts';
import { problems } from '../../support/keys.ts';
import { isSequence, iterate, nativeText, str } from '../../support/py.ts';

interface Source {
  readonly rows: readonly Dict[];
  readonly key: string;
  readonly name: string;
}

function sourceOf(v: Value): Source {
  if (!isDict(v)) {
    const type = `<class '${shortTypeName(v)}'>`;
    const why =
      asText(v) === undefined
        ? `${type} cannot be converted to a dict`
        : 'dictionary requested, could not parse JSON or key=value';
    throw filterError(
      problems([
        why,
        `Elements value for option 'data_sources' is of type ${type} and we were unable to convert to dict: ${why}`,
      ]),
    );
  }
  const d = toDict(v);
  const missing = ['data', 'match_key', 'name'].filter((k) => !d.has(k));
  if (missing.length > 0)
    throw filterError(problems([`missing required arguments: ${missing.join(', ')} found in data_sources`]));
  const rows = [...iterate(d.get('data')!)].map((row) => {
    if (!isDict(row))
      throw filterError(`consolidate: each of data must be a dict, not ${shortTypeName(row)}`);
    return toDict(row);
  });
  return { rows, key: nativeText(d.get('match_key')!), name: nativeText(d.get('name')!) };
}

const failed = (option: string, problems: readonly string[]): string =>
  `Error when using plugin 'consolidate': '${option}' reported ${problems.join(', ')}`;
const includes = (list: readonly Value[], v: Value): boolean => list.some((x) => equal(x, v));
const once = (list: readonly Value[]): Value[] => list.filter((v, i) => !includes(list.slice(0, i), v));

export default defineFilter({
  doc: 'Several lists of dicts as one dict by the value of a key that each names: `[{data: list, match_key: key, name: name}]`.',
  signature:
    '_consolidate(data_sources, fail_missing_match_key=True, fail_missing_match_value=True, fail_duplicate=True)',
  run(_ctx, data, missingKey, missingValue, duplicate) {
    if (isUndefined(data!)) return data.fail();
    const sources = (isSequence(data!) ? data : [data!]).map(sourceOf);
    const noKey: string[] = [];
    const twice: string[] = [];
    const values = sources.map(({ rows, key }, s) => {
      const found: Value[] = [];
      rows.forEach((row, i) => {
        const v = dictGet(row, key);
        if (v !== undefined) found.push(v);
        else noKey.push(`missing match key '${key}' in data source ${s + 1} in list entry ${i + 1}`);
      });
      if (once(found).length !== found.length) twice.push(`duplicate values in data source ${s + 1}`);
      return once(found);
    });
    const wrong = [
      ...(truth(missingKey!) && noKey.length > 0 ? [failed('fail_missing_match_key', noKey)] : []),
      ...(truth(duplicate!) && twice.length > 0 ? [failed('fail_duplicate', twice)] : []),
    ];
    if (wrong.length > 0) throw filterError(wrong.join('; '));
    const all = once(values.flat());
    const absent = values.flatMap((own, s) => {
      const names = all.filter((v) => !includes(own, v)).map((v) => str(v));
      return names.length === 0 ? [] : [`missing match value ${names.join(', ')} in data source ${s + 1}`];
    });
    if (truth(missingValue!) && absent.length > 0)
      throw filterError(failed('fail_missing_match_value', absent));
    const out: Dict = new Map();
    const order = sources.length === 0 ? [] : sorted(all);
    for (const v of order) {
      const entry: Dict = new Map();
      for (const { rows, key, name } of sources)
        dictSet(entry, name, rows.findLast((row) => equal(dictGet(row, key) ?? null, v)) ?? new Map());
      dictSet(out, v, entry);
    }
    return out;
  },
});
