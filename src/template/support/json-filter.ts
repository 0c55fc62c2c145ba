import { typeError } from '../../value/errors.ts';
import type { JsonOptions } from '../../value/json.ts';
import { asInt } from '../../value/number.ts';
import { repr } from '../../value/repr.ts';
import { asText } from '../../value/text.ts';
import { truth } from '../../value/truth.ts';
import type { Dict, Value } from '../../value/types.ts';
import { toJson } from './json.ts';

/** Keyword arguments of to_json and to_nice_json as json.dumps takes them. */
export function dumpJson(
  value: Value,
  keywords: Dict,
  defaults: ReadonlyArray<readonly [string, Value]> = [],
): string {
  const options = new Map<Value, Value>([...defaults, ...keywords]);
  const o: { -readonly [K in keyof JsonOptions]: JsonOptions[K] } = {};
  for (const [k, v] of options) {
    switch (k) {
      case 'indent': {
        const n = asInt(v);
        o.indent = v === null ? null : n === undefined ? (asText(v) ?? null) : Number(n);
        break;
      }
      case 'sort_keys':
        o.sortKeys = truth(v);
        break;
      case 'ensure_ascii':
        o.ensureAscii = truth(v);
        break;
      case 'allow_nan':
        o.allowNan = truth(v);
        break;
      case 'skipkeys':
        o.skipKeys = truth(v);
        break;
      case 'separators':
        if (Array.isArray(v)) {
          o.itemSeparator = asText(v[0] ?? '') ?? '';
          o.keySeparator = asText(v[1] ?? '') ?? '';
        }
        break;
      case 'check_circular':
      case 'vault_to_text':
      case 'preprocess_unsafe':
      case 'default':
      case 'cls':
        break;
      default:
        throw typeError(`JSONEncoder.__init__() got an unexpected keyword argument ${repr(k)}`);
    }
  }
  return toJson(value, o);
}
