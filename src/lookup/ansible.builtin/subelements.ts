import { defineLookup } from '../../template/define.ts';
import { str, tuple } from '../../template/support/py.ts';
import { dictGet, isDict, toDict } from '../../value/dict.ts';
import { indexError } from '../../value/errors.ts';
import { asText } from '../../value/text.ts';
import type { Dict, Value } from '../../value/types.ts';
import { boolean } from '../support/boolean.ts';
import { lookupFailure } from '../support/files.ts';

const wrong = (detail: string) =>
  lookupFailure(`subelements lookup expects a list of two or three items, ${detail}`);

/** Any `skipped` but False tells that the runner left something out. */
const isSkipped = (d: Dict): boolean => d.has('skipped') && d.get('skipped') !== false;

/** The dict without what lies under `path`; the dicts on the way are copies. */
function without(item: Dict, path: readonly string[]): Dict {
  const out: Dict = new Map(item);
  const [first, ...rest] = path;
  const next = out.get(first!);
  if (!rest.length) out.delete(first!);
  else if (next instanceof Map) out.set(first!, without(next, rest));
  return out;
}

export default defineLookup({
  description: 'Items with each member of the list that lies under a key of them (a dotted path), as pairs.',
  options: {},
  run(terms) {
    if (terms.length === 0) throw indexError('list index out of range');
    if (terms.length < 2 || terms.length > 3) throw wrong('');
    const [list, key, flags] = terms;
    // the result of a loop that was left out has no elements
    if (isDict(list!) && isSkipped(toDict(list))) return [];
    const elements: Value[] | undefined = isDict(list!)
      ? [...toDict(list).values()]
      : Array.isArray(list)
        ? list
        : undefined;
    const path = asText(key!)?.split('.');
    if (!path) throw wrong('first a dict or a list, second a string pointing to the subkey');
    if (!elements) throw lookupFailure(`subelements lookup expects a dictionary, got '${str(list!)}'`);
    if (flags !== undefined && !isDict(flags))
      throw wrong('the optional third item must be a dict with flags skip_missing');
    const skipMissing = flags !== undefined && boolean(toDict(flags as Dict).get('skip_missing') ?? false);
    const out: Value[] = [];
    for (const item of elements) {
      if (!isDict(item)) throw lookupFailure(`subelements lookup expects a dictionary, got '${str(item)}'`);
      const dict = toDict(item);
      // A skipped item is one that the runner already left out.
      if (isSkipped(dict)) continue;
      const members = membersAt(dict, path, skipMissing);
      for (const member of members ?? []) out.push(tuple([without(dict, path), member]));
    }
    return out;
  },
});

function membersAt(item: Dict, path: readonly string[], skipMissing: boolean): Value[] | undefined {
  let at: Value = item;
  for (const [i, key] of path.entries()) {
    const last = i === path.length - 1;
    const next: Value | undefined = isDict(at) ? dictGet(toDict(at), key) : undefined;
    if (next === undefined) {
      if (skipMissing) return undefined;
      throw lookupFailure(`could not find '${key}' key in iterated item '${str(at)}'`);
    }
    if (!last && !isDict(next)) {
      if (skipMissing) return undefined;
      throw lookupFailure(`the key ${key} should point to a dictionary, got '${str(next)}'`);
    }
    if (last && !Array.isArray(next))
      throw lookupFailure(`the key ${key} should point to a list, got '${str(next)}'`);
    at = next;
  }
  return at as Value[];
}
