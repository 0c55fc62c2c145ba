import { NamedTuple, PyObject, Tuple, type Value } from './types.ts';

/** Python's `type(v).__name__`. */
export const shortTypeName = (v: Value): string =>
  v instanceof PyObject && !Array.isArray(v) ? v.typeName : typeName(v);

/** The type as Python's own errors name it: as __name__, with the module for types written in C. */
export function typeName(v: Value): string {
  switch (typeof v) {
    case 'string':
      return 'str';
    case 'number':
    case 'bigint':
      return 'int';
    case 'boolean':
      return 'bool';
  }
  if (v === null) return 'NoneType';
  if (v instanceof Tuple) return v instanceof NamedTuple ? v.typeName : 'tuple';
  if (Array.isArray(v)) return 'list';
  if (v instanceof Map) return 'dict';
  if (!(v instanceof PyObject)) return 'object';
  return v.typeModule === 'datetime' ? `datetime.${v.typeName}` : v.typeName;
}

/** The type as Jinja2 names it in "x has no attribute y". */
export function objectTypeRepr(v: Value): string {
  if (v === null) return 'None';
  const module = v instanceof PyObject && v.typeModule !== undefined ? `${v.typeModule}.` : '';
  return `${module}${shortTypeName(v)} object`;
}
