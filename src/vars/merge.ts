import { AnsibleError } from '../errors/ansible-error.ts';
import { equal } from '../value/compare.ts';
import { dictGet, dictSet } from '../value/dict.ts';
import { jsonDumps } from '../value/json.ts';
import { typeName } from '../value/type-name.ts';
import type { Dict, Value } from '../value/types.ts';
import { positionOf } from '../yaml/positions.ts';

export type ListMerge = 'replace' | 'keep' | 'append' | 'prepend' | 'append_rp' | 'prepend_rp';

/** The class that Ansible's YAML reader would have given the value: what has a position came through it. */
function className(v: Value): string {
  if (typeof v === 'string') return 'AnsibleUnicode';
  if (typeof v === 'object' && v !== null && positionOf(v) !== undefined)
    return Array.isArray(v) ? 'AnsibleSequence' : v instanceof Map ? 'AnsibleMapping' : typeName(v);
  return typeName(v);
}

function checkDicts(a: Value, b: Value): void {
  if (!(a instanceof Map) || !(b instanceof Map))
    throw new AnsibleError(
      `failed to combine variables, expected dicts but got a '${className(a)}' and a '${className(b)}': \n${jsonDumps(a)}\n${jsonDumps(b)}`,
      { kind: 'parser' },
    );
}

/** One set of variables over another, as hash_behaviour says. Neither is changed. */
export function combineVars(below: Dict, above: Dict, behaviour: 'replace' | 'merge' = 'replace'): Dict {
  if (behaviour === 'merge') return mergeHash(below, above);
  checkDicts(below, above);
  const out: Dict = new Map(below);
  for (const [k, v] of above) out.set(k, v);
  return out;
}

/** `y` over `x`; dicts below them are merged too where `recursive`, lists as `lists` says. Neither is changed. */
export function mergeHash(x: Dict, y: Dict, recursive = true, lists: ListMerge = 'replace'): Dict {
  checkDicts(x, y);
  // of two that are equal the upper one's order counts
  if (x.size === 0 || equal(x, y)) return new Map(y);
  const out: Dict = new Map(x);
  if (!recursive && lists === 'replace') {
    for (const [k, v] of y) dictSet(out, k, v);
    return out;
  }
  for (const [k, yv] of y) {
    const xv = dictGet(out, k);
    if (xv instanceof Map && yv instanceof Map) {
      dictSet(out, k, recursive ? mergeHash(xv, yv, recursive, lists) : yv);
    } else if (Array.isArray(xv) && Array.isArray(yv)) {
      dictSet(out, k, mergeLists(xv, yv, lists));
    } else dictSet(out, k, yv);
  }
  return out;
}

function mergeLists(x: Value[], y: Value[], how: ListMerge): Value[] {
  switch (how) {
    case 'replace':
      return y;
    case 'keep':
      return x;
    case 'append':
      return [...x, ...y];
    case 'prepend':
      return [...y, ...x];
    case 'append_rp':
      return [...x.filter((v) => !y.some((w) => equal(v, w))), ...y];
    case 'prepend_rp':
      return [...y, ...x.filter((v) => !y.some((w) => equal(v, w)))];
  }
}
