import { defineFilter } from '../../../jinja/define.ts';
import { dictKeys, dictSet } from '../../../value/dict.ts';
import { truth } from '../../../value/truth.ts';
import type { Dict, Value } from '../../../value/types.ts';
import { dictOrList, keyMatcher, required, textList } from '../../support/keys.ts';

/** A value without the keys that match; empty members of lists go, too. */
function without(v: Value, matches: (key: Value) => boolean): Value {
  if (Array.isArray(v)) return v.map((x) => without(x, matches)).filter(truth);
  if (!(v instanceof Map)) return v;
  const out: Dict = new Map();
  const keys = [...dictKeys(v)];
  [...v.values()].forEach((x, i) => {
    if (!matches(keys[i]!)) dictSet(out, keys[i]!, without(x, matches));
  });
  return out;
}

export default defineFilter({
  doc: 'Dicts (in lists and dicts, at any depth) without the keys named; `matching_parameter` is starts_with, ends_with or regex.',
  signature: '_remove_keys(data, target=None, matching_parameter=None)',
  run(_ctx, data, target, way) {
    const names = textList(required('target', target!));
    const matches = keyMatcher(way!);
    dictOrList(data!, 'remove_keys', 'attribute removal');
    return without(data!, (key) => names.some((n) => matches(key, n)));
  },
});
