import { defineFilter } from '../../../jinja/define.ts';
import { dictKeys, dictSet } from '../../../value/dict.ts';
import { asText } from '../../../value/text.ts';
import type { Dict, Value } from '../../../value/types.ts';
import { dictOrList, keyMatcher, required, textList } from '../../support/keys.ts';

const isEmpty = (v: Value): boolean =>
  (v instanceof Map && v.size === 0) || (Array.isArray(v) && v.length === 0);

/** What is left of a value: dicts with the keys that match, and with what holds any of them. */
function kept(v: Value, matches: (key: Value) => boolean): Value {
  if (Array.isArray(v)) return v.map((x) => kept(x, matches));
  if (!(v instanceof Map)) return v;
  const out: Dict = new Map();
  const keys = [...dictKeys(v)];
  [...v.values()].forEach((x, i) => {
    const key = keys[i]!;
    if (!(x instanceof Map) && !Array.isArray(x)) {
      if (matches(key)) dictSet(out, key, x);
      return;
    }
    const inner = kept(x, matches);
    const rest = Array.isArray(inner) ? inner.filter((y) => !isEmpty(y)) : inner;
    // A list of texts only says nothing of keys.
    if (Array.isArray(rest) ? rest.every((y) => asText(y) !== undefined) : isEmpty(rest)) return;
    dictSet(out, key, rest);
  });
  return out;
}

export default defineFilter({
  doc: 'Dicts (in lists and dicts, at any depth) with the keys named only; `matching_parameter` is starts_with, ends_with or regex.',
  signature: '_keep_keys(data, target=None, matching_parameter=None)',
  run(_ctx, data, target, way) {
    const names = textList(required('target', target!));
    const matches = keyMatcher(way!);
    dictOrList(data!, 'keep_keys', 'keep operation');
    return kept(data!, (key) => names.some((n) => matches(key, n)));
  },
});
