// biome-ignore-all lint/complexity/noCommaOperator: a method that changes its object and returns None
// biome-ignore-all lint/suspicious/noAssignInExpressions: set and return
import { call } from './callable.ts';
import { same, sorted } from './compare.ts';
import { indexError, typeError, valueError } from './errors.ts';
import { iterate, length } from './iterate.ts';
import { checkItems, MAX_ITEMS } from './limits.ts';
import type { MethodTable } from './method.ts';
import { asInt } from './number.ts';
import { add, contains } from './operators.ts';
import { subscript } from './protocol.ts';
import { repr } from './repr.ts';
import { truth } from './truth.ts';
import { typeName } from './type-name.ts';
import type { Value } from './types.ts';

const L = (v: Value): Value[] => v as Value[];
const int = (v: Value): number => {
  const n = asInt(v);
  if (n === undefined) throw typeError(`'${typeName(v)}' object cannot be interpreted as an integer`);
  return Number(n);
};

function indexOf(
  self: Value,
  [x, from, to]: readonly (Value | undefined)[],
  message: (x: Value) => string,
): Value {
  const list = L(self);
  const clamp = (v: Value | undefined, d: number) =>
    v === undefined ? d : int(v) < 0 ? Math.max(0, int(v) + list.length) : int(v);
  for (let i = clamp(from, 0); i < Math.min(list.length, clamp(to, list.length)); i++)
    if (same(list[i]!, x!)) return i;
  throw valueError(message(x!));
}
const count = (self: Value, [x]: readonly (Value | undefined)[]): Value =>
  L(self).filter((y) => same(y, x!)).length;

function pop(self: Value, [at]: readonly (Value | undefined)[]): Value {
  const list = L(self);
  const i = at === undefined ? -1 : int(at);
  if (list.length === 0) throw indexError('pop from empty list');
  const j = i < 0 ? i + list.length : i;
  if (j < 0 || j >= list.length) throw indexError('pop index out of range');
  return list.splice(j, 1)[0]!;
}

/** The methods of list. */
export const listMethods: MethodTable = {
  append: ['O', (self, [x]) => (L(self).push(x!), null)],
  clear: ['N', (self) => ((L(self).length = 0), null)],
  copy: ['N', (self) => L(self).slice()],
  count: ['O', count],
  extend: [
    'O',
    (self, [x]) => {
      const list = L(self);
      // a list that extends itself goes only so far as it went
      const more = x === self ? list.slice() : iterate(x!);
      for (const v of more) {
        if (list.length >= MAX_ITEMS) checkItems(list.length + 1);
        list.push(v);
      }
      return null;
    },
  ],
  index: ['P1-3', (self, a) => indexOf(self, a, (x) => `${repr(x)} is not in list`)],
  insert: [
    'P2',
    (self, [i, x]) => {
      const list = L(self);
      const n = int(i!);
      list.splice(n < 0 ? Math.max(0, n + list.length) : n, 0, x!);
      return null;
    },
  ],
  pop: ['P0-1', pop],
  remove: [
    'O',
    (self, [x]) => {
      const i = L(self).findIndex((y) => same(y, x!));
      if (i < 0) throw valueError('list.remove(x): x not in list');
      L(self).splice(i, 1);
      return null;
    },
  ],
  reverse: ['N', (self) => (L(self).reverse(), null)],
  sort: [
    'K*,key,reverse',
    (self, [key, reverse]) => {
      const r = sorted(
        L(self),
        key === undefined || key === null ? undefined : (v) => call(key, [v]),
        reverse !== undefined && truth(reverse),
      );
      const list = L(self);
      for (let i = 0; i < r.length; i++) list[i] = r[i]!;
      list.length = r.length;
      return null;
    },
  ],
  __len__: ['N', (self) => length(self)],
  __contains__: ['O', (self, [x]) => contains(self, x!)],
  __getitem__: ['O', (self, [x]) => subscript(self, x!)],
  __add__: ['O', (self, [x]) => add(self, x!)],
};

/** The methods of tuple. */
export const tupleMethods: MethodTable = {
  count: ['O', count],
  index: ['P1-3', (self, a) => indexOf(self, a, () => 'tuple.index(x): x not in tuple')],
  __len__: ['N', (self) => length(self)],
  __contains__: ['O', (self, [x]) => contains(self, x!)],
  __getitem__: ['O', (self, [x]) => subscript(self, x!)],
};
