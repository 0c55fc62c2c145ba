import { defineFilter } from '../../../jinja/define.ts';
import { dictKeys, dictSet } from '../../../value/dict.ts';
import { asText } from '../../../value/text.ts';
import { shortTypeName } from '../../../value/type-name.ts';
import type { Dict, Value } from '../../../value/types.ts';
import { filterError } from '../../errors.ts';
import { dictOrList, keyMatcher, problems, required } from '../../support/keys.ts';
import { isSequence } from '../../support/py.ts';

interface Change {
  readonly before: string | undefined;
  readonly after: Value;
}

function changeOf(v: Value): Change {
  if (v instanceof Map) return { before: asText(v.get('before') ?? null), after: v.get('after') ?? null };
  const why =
    asText(v) === undefined
      ? `<class '${shortTypeName(v)}'> cannot be converted to a dict`
      : 'dictionary requested, could not parse JSON or key=value';
  throw filterError(
    problems([
      why,
      `Elements value for option 'target' is of type <class '${shortTypeName(v)}'> and we were unable to convert to dict: ${why}`,
    ]),
  );
}

function entriesOf(d: Dict): [Value, Value][] {
  const values = [...d.values()];
  return [...dictKeys(d)].map((k, i) => [k, values[i]!]);
}

/** A key that changes its name goes to the end, as in Python's dicts. */
function renamed(
  v: Value,
  changes: readonly Change[],
  matches: (key: Value, target: string) => boolean,
): Value {
  if (Array.isArray(v)) return v.map((x) => renamed(x, changes, matches));
  if (!(v instanceof Map)) return v;
  let entries = entriesOf(v);
  for (const { before, after } of changes) {
    if (before === undefined) continue;
    const out: Dict = new Map();
    const moved = entries.filter(([k]) => matches(k, before));
    for (const [k, x] of entries) if (!matches(k, before)) dictSet(out, k, x);
    for (const [, x] of moved) dictSet(out, after, x);
    entries = entriesOf(out);
  }
  const out: Dict = new Map();
  for (const [k, x] of entries) dictSet(out, k, renamed(x, changes, matches));
  return out;
}

export default defineFilter({
  doc: 'Dicts (in lists and dicts, at any depth) with other names for keys: `target` is a list of dicts with `before` and `after`.',
  signature: '_replace_keys(data, target=None, matching_parameter=None)',
  run(_ctx, data, target, way) {
    const given = required('target', target!);
    const changes = (isSequence(given) ? given : [given]).map(changeOf);
    const matches = keyMatcher(way!);
    dictOrList(data!, 'replace_keys', 'replace operation');
    return renamed(data!, changes, matches);
  },
});
