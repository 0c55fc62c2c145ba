import { OptionsError } from '../errors/ansible-error.ts';
import type { Dict, Value } from '../value/types.ts';
import type { DataLoader } from '../vault/data-loader.ts';
import { parseKv } from './kv.ts';
import { combineVars } from './merge.ts';

/**
 * The variables of all -e options, later over earlier: `@file`, YAML or JSON (a text that begins with `[` or `{`),
 * else `k=v` words. Throws OptionsError for what gives no dict.
 */
export function parseExtraVars(
  options: readonly string[],
  loader: DataLoader,
  behaviour: 'replace' | 'merge' = 'replace',
): Dict {
  let out: Dict = new Map();
  for (const option of options) {
    if (option === '') continue;
    let data: Value;
    if (option[0] === '@') data = loader.loadFile(option.slice(1));
    else if (option[0] === '/' || option[0] === '.')
      throw new OptionsError(`Please prepend extra_vars filename '${option}' with '@'`);
    else if (option[0] === '[' || option[0] === '{') data = loader.parse(option);
    else data = parseKv(option);
    if (!(data instanceof Map))
      throw new OptionsError(
        `Invalid extra vars data supplied. '${option}' could not be made into a dictionary`,
      );
    out = combineVars(out, data, behaviour);
  }
  return out;
}
