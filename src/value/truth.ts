import { LazyMapping, Markup, PyFloat, PyObject, UnsafeText, type Value, VaultText } from './types.ts';

/** Python's `bool(v)`. Throws where the value forbids it (a strict undefined). */
export function truth(v: Value): boolean {
  switch (typeof v) {
    case 'boolean':
      return v;
    case 'string':
      return v !== '';
    case 'number':
      return v !== 0;
    case 'bigint':
      return v !== 0n;
  }
  if (v === null) return false;
  if (Array.isArray(v)) return v.length > 0;
  if (v instanceof Map) return v.size > 0;
  if (v instanceof PyFloat) return v.value !== 0;
  if (v instanceof UnsafeText || v instanceof Markup || v instanceof VaultText) return v.text !== '';
  if (v instanceof PyObject) {
    if (v.pyTruth) return v.pyTruth();
    if (v instanceof LazyMapping) {
      for (const _ of v.keys()) return true;
      return false;
    }
    if (v.pyLen) return v.pyLen() > 0;
  }
  return true;
}
