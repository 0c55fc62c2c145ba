import { bytesMethods } from './bytes-methods.ts';
import { isCallable, PyClass, PyFunction } from './callable.ts';
import { DictView, PyBytes, PyIterator, PyRange, PySet } from './containers.ts';
import { dictGet } from './dict.ts';
import { dictMethods, fromKeys, makeDict } from './dict-methods.ts';
import { attributeError, PyError, typeError } from './errors.ts';
import { checkIndex } from './iterate.ts';
import { listMethods, tupleMethods } from './list-methods.ts';
import { boundMethod, type MethodTable } from './method.ts';
import { asInt } from './number.ts';
import {
  floatMethods,
  floatProperties,
  frozenSetMethods,
  intMethods,
  intProperties,
  iteratorMethods,
  setMethods,
} from './other-methods.ts';
import { setAccess } from './protocol.ts';
import { repr } from './repr.ts';
import { markupMethods, strMethods } from './str-methods.ts';
import { asText, chars, isWide, likeText, type Text } from './text.ts';
import { shortTypeName, typeName } from './type-name.ts';
import { LazyMapping, Markup, NamedTuple, PyFloat, PyObject, Tuple, type Value } from './types.ts';
import { Undefined } from './undefined.ts';

/** The classes that templates can name. */
const classes: Record<string, PyClass> = {};

/** Python's `type(v)`. */
export function classOf(v: Value): PyClass {
  const name = shortTypeName(v);
  const module = v instanceof PyObject ? v.typeModule : undefined;
  if (name === 'dict') return dictClass;
  if (!Object.hasOwn(classes, name)) {
    const moduleName =
      name === 'Markup'
        ? 'markupsafe'
        : name.startsWith('date') || name.startsWith('time')
          ? 'datetime'
          : (module ?? 'builtins');
    classes[name] = new PyClass(name, undefined, undefined, moduleName);
  }
  return classes[name]!;
}

/** The class dict, as the global of that name. */
export const dictClass = new PyClass(
  'dict',
  (args, kwargs) => makeDict(args, kwargs),
  new Map<string, Value>([
    ['fromkeys', new PyFunction('fromkeys(iterable, value=None, /)', (keys, v) => fromKeys(keys!, v!))],
  ]),
);

function method(table: MethodTable, type: string, name: string, v: Value): Value | undefined {
  return boundMethod(table, type, name, v);
}

/** Python's `getattr(v, name)`; JavaScript's undefined stands for AttributeError. Reaches nothing of JavaScript's. */
export function tryAttribute(v: Value, name: string): Value | undefined {
  if (v instanceof Undefined) return undefinedAttribute(v, name);
  if (name === '__class__') return classOf(v);
  if (name === '__doc__') return `${shortTypeName(v)}()`;
  if (typeof v === 'string') return method(strMethods, 'str', name, v);
  if (v instanceof NamedTuple && v.names.includes(name)) return v[v.names.indexOf(name)]!;
  if (Array.isArray(v))
    return v instanceof Tuple ? method(tupleMethods, 'tuple', name, v) : method(listMethods, 'list', name, v);
  if (v instanceof Map || v instanceof LazyMapping) return method(dictMethods, 'dict', name, v);
  if (typeof v === 'number' || typeof v === 'bigint' || typeof v === 'boolean') {
    if (Object.hasOwn(intProperties, name)) return intProperties[name]!(v);
    return method(intMethods, typeof v === 'boolean' ? 'bool' : 'int', name, v);
  }
  if (v === null) return undefined;
  if (v instanceof PyFloat)
    return Object.hasOwn(floatProperties, name)
      ? floatProperties[name]!(v)
      : method(floatMethods, 'float', name, v);
  if (asText(v) !== undefined) {
    if (v instanceof Markup && Object.hasOwn(markupMethods, name))
      return method(markupMethods, 'Markup', name, v);
    return method(strMethods, 'str', name, v);
  }
  if (v instanceof PySet) return method(v.frozen ? frozenSetMethods : setMethods, v.typeName, name, v);
  if (v instanceof PyBytes) return method(bytesMethods, 'bytes', name, v);
  if (v instanceof PyRange) {
    if (name === 'start' || name === 'stop' || name === 'step') return v[name];
    return name === 'count' || name === 'index'
      ? method(
          tupleMethods,
          'range',
          name,
          Tuple.from([
            ...((v as unknown as { pyIter(): Iterable<Value> }).pyIter() as Iterable<Value>),
          ]) as Tuple,
        )
      : undefined;
  }
  if (v instanceof PyIterator) return method(iteratorMethods, v.typeName, name, v);
  if (v instanceof DictView) return undefined;
  if (v.pyGetAttr) {
    const r = v.pyGetAttr(name);
    if (r !== undefined) return r;
  }
  if (isCallable(v) && (name === '__name__' || name === '__qualname__')) {
    const n =
      (v as unknown as { qualname?: string; name?: string }).qualname ??
      (v as unknown as { name?: string }).name;
    return n ?? undefined;
  }
  return undefined;
}

function undefinedAttribute(v: Undefined, name: string): Value | undefined {
  try {
    return v.pyGetAttr(name);
  } catch (e) {
    if (e instanceof PyError && e.pyType === 'AttributeError') return undefined;
    throw e;
  }
}

/** Python's `getattr(v, name)`; raises AttributeError. */
export function getAttribute(v: Value, name: string): Value {
  const r = tryAttribute(v, name);
  if (r === undefined) throw attributeError(`'${typeName(v)}' object has no attribute '${name}'`);
  return r;
}

/** Python's `v[key]`; raises KeyError, IndexError or TypeError. Slices: see sliceOf in operators.ts. */
export function subscript(v: Value, key: Value): Value {
  if (v instanceof Map) {
    const r = dictGet(v, key);
    if (r === undefined) throw new PyError('KeyError', repr(key));
    return r;
  }
  if (Array.isArray(v)) {
    const i = asInt(key);
    if (i === undefined)
      throw typeError(
        `${v instanceof Tuple ? 'tuple' : 'list'} indices must be integers or slices, not ${typeName(key)}`,
      );
    return v[checkIndex(Number(i), v.length, v instanceof Tuple ? 'tuple' : 'list')]!;
  }
  const text = asText(v);
  if (text !== undefined) {
    const i = asInt(key);
    if (i === undefined) throw typeError(`string indices must be integers, not '${typeName(key)}'`);
    const list = isWide(text) ? chars(text) : text;
    return likeText(v as Text, list[checkIndex(Number(i), list.length, 'string')]!);
  }
  if (v instanceof LazyMapping) {
    const k = asText(key);
    const r = k === undefined ? undefined : v.get(k);
    if (r === undefined) throw new PyError('KeyError', repr(key));
    return r;
  }
  if (v instanceof PyObject && v.pyGetItem) {
    const r = v.pyGetItem(key);
    if (r === undefined) throw new PyError('KeyError', repr(key));
    return r;
  }
  throw typeError(`'${typeName(v)}' object is not subscriptable`);
}

setAccess(getAttribute, subscript);
