import { bytesText } from '../../value/codecs.ts';
import { equal } from '../../value/compare.ts';
import { PyBytes } from '../../value/containers.ts';
import { PyDate } from '../../value/datetime.ts';
import { dictGet, dictSet, isDict, toDict } from '../../value/dict.ts';
import { shortTypeName } from '../../value/type-name.ts';
import type { Dict, Value } from '../../value/types.ts';
import { isUndefined } from '../../value/undefined.ts';
import { ansibleError } from '../errors.ts';
import { toJson } from './json.ts';
import { isSequence, repr, str } from './py.ts';

const LIST_MERGES = ['replace', 'keep', 'append', 'prepend', 'append_rp', 'prepend_rp'];

/** Fails where an undefined value lies anywhere inside. */
export function checkDefined(v: Value, seen?: Set<object>): void {
  if (v === null || typeof v !== 'object') return;
  const known = seen ?? new Set();
  if (known.has(v)) return;
  known.add(v);
  if (isUndefined(v)) v.fail();
  if (v instanceof Map) for (const x of v.values()) checkDefined(x, known);
  else if (isSequence(v)) for (const x of v) checkDefined(x, known);
}

const brief = (v: Value): string => {
  try {
    if (v instanceof PyDate) return str(v);
    return v instanceof PyBytes ? bytesText(v.data) : toJson(v);
  } catch {
    return repr(v);
  }
};

function mergeLists(low: Value[], high: Value[], how: string): Value[] {
  const inHigh = (v: Value): boolean => high.some((h) => equal(h, v));
  switch (how) {
    case 'keep':
      return low;
    case 'append':
      return [...low, ...high];
    case 'prepend':
      return [...high, ...low];
    case 'append_rp':
      return [...low.filter((v) => !inHigh(v)), ...high];
    case 'prepend_rp':
      return [...high, ...low.filter((v) => !inHigh(v))];
    default:
      return high;
  }
}

/**
 * A new dict with `high` over `low`, as Ansible merges hashes: dicts in dicts with `recursive`, lists by `listMerge`.
 * Throws Ansible's texts for an unknown `listMerge` and for what is no dict.
 */
export function mergeDicts(low: Value, high: Value, recursive: boolean, listMerge = 'replace'): Dict {
  if (!LIST_MERGES.includes(listMerge)) {
    throw ansibleError(
      "merge_hash: 'list_merge' argument can only be equal to 'replace', 'keep', 'append', 'prepend', 'append_rp' or 'prepend_rp'",
    );
  }
  if (!isDict(low) || !isDict(high)) {
    throw ansibleError(
      `failed to combine variables, expected dicts but got a '${shortTypeName(low)}' and a '${shortTypeName(high)}': \n${brief(low)}\n${brief(high)}`,
    );
  }
  return merge(toDict(low), toDict(high), recursive, listMerge);
}

function merge(low: Dict, high: Dict, recursive: boolean, listMerge: string): Dict {
  if (low.size === 0 || equal(low, high)) return new Map(high);
  const out: Dict = new Map(low);
  for (const [k, v] of high) {
    const old = dictGet(out, k);
    if (old !== undefined && recursive && isDict(old) && isDict(v)) {
      dictSet(out, k, merge(toDict(old), toDict(v), recursive, listMerge));
    } else if (old !== undefined && isSequence(old) && isSequence(v))
      dictSet(out, k, mergeLists(old, v, listMerge));
    else dictSet(out, k, v);
  }
  return out;
}
