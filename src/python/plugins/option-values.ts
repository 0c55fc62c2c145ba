import { asOptionType } from '../../template/lookup-options.ts';
import { PyError } from '../../value/errors.ts';
import { asText } from '../../value/text.ts';
import { truth } from '../../value/truth.ts';
import type { Dict, Value } from '../../value/types.ts';

/** Where options of a plugin may come from, beside the call and the defaults. */
export interface OptionSources {
  /** A variable's value, templated. */
  variable(name: string): Value | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Options from ansible.cfg, by section and key. */
  ini(section: string, key: string): string | undefined;
}

const text = (v: Value | undefined): string => asText(v ?? null) ?? '';
const list = (v: Value | undefined): Value[] => (Array.isArray(v) ? v : []);
const dict = (v: Value | undefined): Dict => (v instanceof Map ? v : new Map());

/**
 * A plugin's options as Ansible finds them: the call, variables, environment, ansible.cfg, then the default. `declared`
 * is what its documentation has under `options`, `plugin` how errors name it. Throws PyError.
 */
export function optionValues(plugin: string, declared: Dict, direct: Dict, from: OptionSources): Dict {
  const out: Dict = new Map();
  for (const [key, spec] of declared) {
    const name = text(key);
    const of = dict(spec);
    const named = (kind: string): string[] => list(of.get(kind)).map((e) => text(dict(e).get('name')));
    let found: Value | undefined = [name, ...list(of.get('aliases')).map(text)]
      .map((n) => direct.get(n))
      .find((v) => v !== undefined);
    for (const n of named('vars')) found ??= from.variable(n);
    for (const n of named('env')) found ??= from.env[n];
    for (const e of list(of.get('ini')))
      found ??= from.ini(text(dict(e).get('section')), text(dict(e).get('key')));
    const given = found !== undefined;
    found ??= of.get('default') ?? null;
    if (!given && found === null && truth(of.get('required') ?? false))
      throw new PyError(
        'AnsibleError',
        `No setting was provided for required configuration ${plugin} setting: ${name} `,
      );
    const value = found === null ? null : asOptionType(found, asText(of.get('type') ?? null));
    const choices = list(of.get('choices'));
    if (
      given &&
      choices.length > 0 &&
      !(Array.isArray(value) ? value : [value]).every(
        (v) => choices.map(text).includes(text(v)) || choices.includes(v),
      )
    )
      throw new PyError(
        'AnsibleOptionsError',
        `Invalid value "${text(value)}" for configuration option "${plugin} setting: ${name} ", valid values are: ${choices.map(text).join(', ')}`,
      );
    out.set(name, value);
  }
  return out;
}
