import { defineFilter } from '../../../jinja/define.ts';
import { dictKeys, dictSet } from '../../../value/dict.ts';
import { add } from '../../../value/operators.ts';
import { asText } from '../../../value/text.ts';
import { truth } from '../../../value/truth.ts';
import { type Dict, Tuple, type Value } from '../../../value/types.ts';
import { isUndefined } from '../../../value/undefined.ts';
import { makeDict, nativeText } from '../../support/py.ts';

/** Adds every leaf below `v` under its path. */
function walk(v: Value, name: Value, out: Dict): void {
  if (v instanceof Map && v.size > 0) {
    const keys = [...dictKeys(v)];
    [...v.values()].forEach((x, i) => {
      const key = keys[i]!;
      const text = asText(key);
      if (!truth(name)) walk(x, key, out);
      else if (text !== undefined && /^[a-zA-Z_][a-zA-Z0-9_]*$/.test(text))
        walk(x, add(name, `.${text}`), out);
      else walk(x, add(name, `['${nativeText(key)}']`), out);
    });
  } else if (Array.isArray(v) && !(v instanceof Tuple) && v.length > 0) {
    for (const [i, x] of v.entries()) walk(x, `${nativeText(name)}[${i}]`, out);
  } else dictSet(out, name, v);
}

export default defineFilter({
  doc: 'A flat dict of every value below a dict or list by its path (`a.b[0]`), with `prepend` before all of them.',
  signature: '_to_paths(var, prepend=None, wantlist=False)',
  run(_ctx, data, prepend, wantlist) {
    if (isUndefined(data!)) return data.fail();
    const before = truth(prepend!);
    const all = before ? makeDict([nativeText(prepend!), data!]) : data!;
    const empty =
      !before && (data instanceof Map ? data.size === 0 : Array.isArray(data) && data.length === 0);
    const out: Dict = new Map();
    if (!empty) walk(all, '', out);
    const result: Value = empty ? data! : out;
    return truth(wantlist!) ? [result] : result;
  },
});
