import { PyError } from '../../value/errors.ts';
import { asText } from '../../value/text.ts';
import { shortTypeName } from '../../value/type-name.ts';
import type { Dict, Value } from '../../value/types.ts';
import type { OptionSpec } from '../define.ts';
import { strArgument } from './repr.ts';
import type { ArgumentSpec } from './spec.ts';

const fields: Readonly<Record<string, string>> = {
  no_log: 'noLog',
  apply_defaults: 'applyDefaults',
  mutually_exclusive: 'mutuallyExclusive',
  required_together: 'requiredTogether',
  required_one_of: 'requiredOneOf',
  required_if: 'requiredIf',
  required_by: 'requiredBy',
  deprecated_aliases: 'deprecatedAliases',
  removed_in_version: 'removedInVersion',
  removed_from_collection: 'removedFromCollection',
  version_added: 'versionAdded',
  collection_name: 'collection',
};

const plain = (v: Value): unknown => {
  const text = asText(v);
  if (text !== undefined) return text;
  if (Array.isArray(v)) return v.map(plain);
  if (v instanceof Map)
    return Object.fromEntries(
      Array.from(v, ([k, x]) => [fields[strArgument(k)] ?? strArgument(k), plain(x)]),
    );
  return v;
};

function option(v: Value): OptionSpec {
  const out: Record<string, unknown> = { description: '' };
  if (!(v instanceof Map))
    throw new PyError(
      'AttributeError',
      `'${asText(v) === undefined ? shortTypeName(v) : 'AnsibleUnicode'}' object has no attribute 'get'`,
    );
  for (const [k, x] of v) {
    const name = strArgument(k);
    if (name === 'default') out['default'] = x;
    else if (name === 'choices' && Array.isArray(x)) out['choices'] = x.map((c) => asText(c) ?? c);
    else if (name === 'options' && x instanceof Map) out['options'] = options(x);
    else if (name === 'required_by' && x instanceof Map)
      out['requiredBy'] = Object.fromEntries(
        Array.from(x, ([n, w]) => [strArgument(n), Array.isArray(w) ? w.map(strArgument) : [strArgument(w)]]),
      );
    else out[fields[name] ?? name] = plain(x);
  }
  return out as unknown as OptionSpec;
}

const options = (v: Dict): Record<string, OptionSpec> =>
  Object.fromEntries(Array.from(v, ([k, x]) => [strArgument(k), option(x)]));

/** A spec from the options of a role's `argument_specs` (or of validate_argument_spec), as YAML has them. */
export const specFromDict = (dict: Dict): ArgumentSpec => ({ options: options(dict) });
