import { str } from '../../value/repr.ts';
import { asText, likeText, type Text, textOf } from '../../value/text.ts';
import { Markup, type Value } from '../../value/types.ts';
import { Undefined } from '../../value/undefined.ts';
import type { Environment } from '../environment.ts';

/** Text in lower case, anything else as it is: what sorting without case compares. */
export const ignoreCase = (v: Value): Value => {
  const s = asText(v);
  return s === undefined ? v : likeText(v as Text, s.toLowerCase());
};

const partsOf = (attribute: Value): Value[] => {
  if (attribute === null) return [];
  const s = asText(attribute);
  if (s === undefined) return [attribute];
  return s.split('.').map((p) => (/^\d+$/.test(p) ? Number(p) : p));
};

/** Jinja2's attribute paths ("a.b.0"): a function from an item to the value there. */
export function attrGetter(
  env: Environment,
  attribute: Value,
  post?: (v: Value) => Value,
  orElse: Value = null,
): (item: Value) => Value {
  const parts = partsOf(attribute);
  return (item) => {
    let v = item;
    for (const p of parts) {
      v = env.getItem(v, p);
      if (orElse !== null && v instanceof Undefined) v = orElse;
    }
    return post === undefined ? v : post(v);
  };
}

/** Several paths, joined by commas: a list of values. */
export function multiAttrGetter(
  env: Environment,
  attribute: Value,
  post?: (v: Value) => Value,
): (item: Value) => Value {
  const s = asText(attribute);
  const getters = (s === undefined ? [attribute] : s.split(',')).map((a) => attrGetter(env, a, post));
  return (item) => getters.map((g) => g(item));
}

/** markupsafe.soft_str: text stays what it is, anything else becomes text. */
export const softStr = (v: Value): Text => (asText(v) === undefined ? str(v) : (v as Text));

/** Python's `str(v)` as a value: unsafe text stays unsafe, Markup becomes plain. */
export const pyStr = (v: Value): Text => (v instanceof Markup ? v.text : softStr(v));

export const plain = (v: Value): string => textOf(softStr(v));
