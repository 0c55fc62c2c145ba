import { subscript, tryAttribute } from '../value/attributes.ts';
import { dictGet } from '../value/dict.ts';
import { isPyError } from '../value/errors.ts';
import { reprText } from '../value/repr.ts';
import { asText } from '../value/text.ts';
import { typeName } from '../value/type-name.ts';
import type { Value } from '../value/types.ts';
import type { Environment } from './environment.ts';
import { LoopContext } from './runtime.ts';

const absent = (e: unknown): boolean =>
  isPyError(e, 'AttributeError') || isPyError(e, 'TypeError') || isPyError(e, 'LookupError');

/** `obj.name`: an attribute, else an item, else undefined. */
export function jinjaGetAttr(env: Environment, obj: Value, name: string): Value {
  const hook = env.options.attributeHook;
  if (hook !== undefined) {
    const r = hook(obj, name, false);
    if (r !== undefined) return r;
  }
  const attr = obj instanceof LoopContext ? obj.pyGetAttr(name) : tryAttribute(obj, name);
  if (attr !== undefined) return env.options.sandboxed === true ? guarded(env, obj, name, attr) : attr;
  if (obj instanceof Map)
    return dictGet(obj, name) ?? (obj.has(name) ? null : env.makeUndefined({ obj, name }));
  try {
    return subscript(obj, name);
  } catch (e) {
    if (!absent(e)) throw e;
    return env.makeUndefined({ obj, name });
  }
}

/** `obj[key]`: an item, else an attribute, else undefined. */
export function jinjaGetItem(env: Environment, obj: Value, key: Value): Value {
  const hook = env.options.attributeHook;
  if (hook !== undefined) {
    const r = hook(obj, key, true);
    if (r !== undefined) return r;
  }
  try {
    return subscript(obj, key);
  } catch (e) {
    if (!absent(e)) throw e;
  }
  const name = asText(key);
  if (name !== undefined) {
    const attr = tryAttribute(obj, name);
    if (attr !== undefined) return env.options.sandboxed === true ? guarded(env, obj, name, attr) : attr;
  }
  return env.makeUndefined({ obj, name: key });
}

/** Jinja2's sandbox: an attribute that starts with an underscore is there, but using it is an error. */
function guarded(env: Environment, obj: Value, name: string, attr: Value): Value {
  if (!name.startsWith('_')) return attr;
  const hint = `access to attribute ${reprText(name)} of ${reprText(typeName(obj))} object is unsafe.`;
  return env.makeUndefined({ hint, obj, name, exception: 'SecurityError' });
}
