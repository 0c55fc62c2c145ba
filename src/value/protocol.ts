import type { Value } from './types.ts';

let attribute: (v: Value, name: string) => Value;
let item: (v: Value, key: Value) => Value;

/** Set by attributes.ts, which stands below the modules that need it. */
export const setAccess = (a: typeof attribute, i: typeof item): void => {
  attribute = a;
  item = i;
};
/** Python's `getattr(v, name)`; raises AttributeError. */
export const getAttribute = (v: Value, name: string): Value => attribute(v, name);
/** Python's `v[key]`; raises KeyError, IndexError, TypeError. */
export const subscript = (v: Value, key: Value): Value => item(v, key);
