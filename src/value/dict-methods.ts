// biome-ignore-all lint/complexity/noCommaOperator: a method that changes its object and returns None
import { DictView } from './containers.ts';
import { dictDelete, dictGet, dictHas, dictSet, isDict, seenKey, toDict } from './dict.ts';
import { PyError, typeError, valueError } from './errors.ts';
import { isIterable, iterate, length } from './iterate.ts';
import type { MethodTable } from './method.ts';
import { hasUnsafeKeys, markUnsafeKeys } from './plain.ts';
import { subscript } from './protocol.ts';
import { repr } from './repr.ts';
import { type Dict, LazyMapping, Tuple, type Value } from './types.ts';

const D = (v: Value): Dict => (v instanceof LazyMapping ? toDict(v) : (v as Dict));
const keyError = (k: Value): PyError => new PyError('KeyError', repr(k));

/** Python's `dict.update()`: from a dict or pairs. */
export function updateFrom(d: Dict, from: Value): void {
  if (isDict(from)) {
    if (from instanceof Map && hasUnsafeKeys(from)) markUnsafeKeys(d);
    for (const [k, v] of toDict(from)) dictSet(d, k, v);
    return;
  }
  let i = 0;
  for (const pair of iterate(from)) {
    if (!isIterable(pair))
      throw typeError(`cannot convert dictionary update sequence element #${i} to a sequence`);
    const list = Array.from(iterate(pair));
    if (list.length !== 2)
      throw valueError(`dictionary update sequence element #${i} has length ${list.length}; 2 is required`);
    dictSet(d, list[0]!, list[1]!);
    i++;
  }
}

/** Python's `dict(...)`. */
export function makeDict(args: readonly Value[], kwargs: ReadonlyMap<string, Value>, name = 'dict'): Dict {
  if (args.length > 1) throw typeError(`${name} expected at most 1 argument, got ${args.length}`);
  const out: Dict = new Map();
  if (args[0] !== undefined) updateFrom(out, args[0]);
  for (const [k, v] of kwargs) out.set(k, v);
  return out;
}

export function fromKeys(keys: Value, value: Value): Dict {
  const out: Dict = new Map();
  for (const k of iterate(keys)) dictSet(out, k, value);
  return out;
}

function copy(self: Value): Dict {
  const out = new Map(D(self));
  return hasUnsafeKeys(D(self)) ? markUnsafeKeys(out) : out;
}

/** The methods of dict. */
export const dictMethods: MethodTable = {
  clear: ['N', (self) => (D(self).clear(), null)],
  copy: ['N', copy],
  fromkeys: ['P1-2', (_self, [keys, v]) => fromKeys(keys!, v ?? null)],
  get: [
    'P1-2',
    (self, [k, orElse]) => {
      if (self instanceof LazyMapping)
        return self.get(typeof k === 'string' ? k : repr(k!)) ?? orElse ?? null;
      const v = dictGet(D(self), k!);
      return v === undefined ? (orElse ?? null) : v;
    },
  ],
  items: ['N', (self) => new DictView('items', D(self))],
  keys: ['N', (self) => new DictView('keys', D(self))],
  pop: [
    'P1-2',
    (self, [k, orElse]) => {
      const v = dictGet(D(self), k!);
      if (v === undefined) {
        if (orElse === undefined) throw keyError(k!);
        return orElse;
      }
      dictDelete(D(self), k!);
      return v;
    },
  ],
  popitem: [
    'N',
    (self) => {
      const last = [...D(self)].at(-1);
      if (last === undefined) throw new PyError('KeyError', "'popitem(): dictionary is empty'");
      D(self).delete(last[0]);
      return Tuple.of(seenKey(D(self), last[0]), last[1]) as Tuple;
    },
  ],
  setdefault: [
    'P1-2',
    (self, [k, orElse]) => {
      const v = dictGet(D(self), k!);
      if (v !== undefined) return v;
      dictSet(D(self), k!, orElse ?? null);
      return orElse ?? null;
    },
  ],
  update: [
    'V',
    (self, args, kwargs) => {
      if (args.length > 1) throw typeError(`update expected at most 1 argument, got ${args.length}`);
      if (args[0] !== undefined) updateFrom(D(self), args[0]);
      for (const [k, v] of kwargs) D(self).set(k, v);
      return null;
    },
  ],
  values: ['N', (self) => new DictView('values', D(self))],
  __len__: ['N', (self) => length(self)],
  __contains__: ['O', (self, [x]) => dictHas(D(self), x!)],
  __getitem__: ['O', (self, [x]) => subscript(self, x!)],
};
