import type { CallContext } from '../../jinja/define.ts';
import { same } from '../../value/compare.ts';
import { PyRange, PySet } from '../../value/containers.ts';
import { PyError } from '../../value/errors.ts';
import { contains } from '../../value/operators.ts';
import { asText } from '../../value/text.ts';
import { PyFloat, type PyObject, Tuple, type Value } from '../../value/types.ts';
import { uniqueItems } from './unique.ts';

/** isinstance(v, Hashable): texts, numbers, tuples, frozensets ...; no list, dict or set. */
export const isHashable = (v: Value): boolean =>
  v === null ||
  typeof v !== 'object' ||
  asText(v) !== undefined ||
  v instanceof Tuple ||
  v instanceof PyFloat ||
  v instanceof PyRange ||
  (v instanceof PySet
    ? v.frozen
    : !Array.isArray(v) && !(v instanceof Map) && (v as PyObject).pyHash !== undefined);

/** Whether a list holds an equal member. */
export const holds = (list: Iterable<Value>, v: Value): boolean => {
  for (const x of list) if (same(x, v)) return true;
  return false;
};

/** A quick test for membership: by hash where all can be hashed, else one by one. */
export function memberTest(list: readonly Value[]): (v: Value) => boolean {
  let set: PySet | undefined;
  try {
    set = new PySet(list);
  } catch (e) {
    if (!(e instanceof PyError) || e.pyType !== 'TypeError') throw e;
  }
  if (!set) return (v) => holds(list, v);
  const known = set;
  return (v) => {
    try {
      return known.has(v);
    } catch (e) {
      if (e instanceof PyError && e.pyType === 'TypeError') return holds(list, v);
      throw e;
    }
  };
}

/** The test `v in b`, as Python has it for what `b` is. */
export const inside = (b: Value): ((v: Value) => boolean) =>
  Array.isArray(b) ? memberTest(b) : (v) => contains(b, v);

/** Unique members in order, case counting, as Ansible's set filters give lists. */
export const uniqueList = (ctx: CallContext, list: Value[]): Value => uniqueItems(ctx, list, true, null);
