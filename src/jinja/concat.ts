import { typeError } from '../value/errors.ts';
import { asText } from '../value/text.ts';
import { typeName } from '../value/type-name.ts';
import type { Value } from '../value/types.ts';
import type { Environment } from './environment.ts';

/** Joins what a template put out, as the environment wants it. */
export function concat(env: Environment, values: readonly Value[]): Value {
  if (env.options.concat !== undefined) return env.options.concat(values);
  let out = '';
  for (let i = 0; i < values.length; i++) {
    const v = values[i]!;
    if (typeof v === 'string') out += v;
    else {
      const t = asText(v);
      if (t === undefined) throw typeError(`sequence item ${i}: expected str instance, ${typeName(v)} found`);
      out += t;
    }
  }
  return out;
}
