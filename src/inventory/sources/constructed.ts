import { AnsibleError } from '../../errors/ansible-error.ts';
import { errorText } from '../../errors/report.ts';
import { str } from '../../value/repr.ts';
import { asText, compareText } from '../../value/text.ts';
import { truth } from '../../value/truth.ts';
import type { Dict, Value } from '../../value/types.ts';
import { combineVars } from '../../vars/merge.ts';
import type { Host } from '../host.ts';
import { pythonType } from '../python-type.ts';
import type { InventorySource, InventoryTemplar, SourceContext } from '../source.ts';
import { isPluginConfig, readConfig, typedOptions } from './constructed-config.ts';

const fail = (message: string): AnsibleError => new AnsibleError(message, { kind: 'inventory' });

class Builder {
  readonly #strict: boolean;
  readonly #leadingSeparator: boolean;
  readonly #config: Dict;
  readonly #ctx: SourceContext;
  readonly #templar: InventoryTemplar;

  constructor(config: Dict, ctx: SourceContext, templar: InventoryTemplar) {
    this.#config = config;
    this.#ctx = ctx;
    this.#templar = templar;
    this.#strict = flag(config.get('strict'), false);
    this.#leadingSeparator = flag(config.get('leading_separator'), true);
  }

  #variables(host: Host): Map<string, Value> {
    const { data, pluginVars, cachedFacts } = this.#ctx;
    const files = flag(this.#config.get('use_vars_plugins'), false);
    const groups = host.getGroups();
    const join = (to: Dict, more: Dict): Dict => combineVars(to, more, data.merge);
    let vars: Dict = new Map();
    for (const g of groups) vars = join(vars, g.vars as Dict);
    if (files) for (const g of groups) vars = join(vars, pluginVars('group', g.name));
    vars = join(vars, host.vars as Dict);
    vars.set('inventory_hostname', host.name);
    vars.set('inventory_hostname_short', host.shortName);
    vars.set(
      'group_names',
      groups
        .filter((g) => g.name !== 'all')
        .map((g) => g.name)
        .sort(compareText),
    );
    if (files) vars = join(vars, pluginVars('host', host.name));
    const facts = cachedFacts(host.name);
    if (facts !== undefined) vars = join(vars, facts);
    return vars as Map<string, Value>;
  }

  /** The value of an expression over a host's variables; lookups are refused. */
  #compose(expression: Value, vars: Map<string, Value>): Value | Promise<Value> {
    const { extraVars, settings, data } = this.#ctx;
    const fromSettings = settings.plugin('inventory', 'constructed', 'use_extra_vars') === true;
    const all = flag(this.#config.get('use_extra_vars'), fromSettings)
      ? (combineVars(vars as Dict, extraVars, data.merge) as Map<string, Value>)
      : vars;
    return this.#templar.template(`{{${str(expression)}}}`, all, { disableLookups: true });
  }

  async build(host: Host): Promise<void> {
    const compose = this.#config.get('compose');
    if (compose instanceof Map && compose.size > 0) {
      const vars = this.#variables(host);
      for (const [name, expression] of compose) {
        let value: Value;
        try {
          value = await this.#compose(expression, vars);
        } catch (e) {
          if (this.#strict) throw fail(`Could not set ${str(name)} for host ${host.name}: ${reason(e)}`);
          continue;
        }
        this.#ctx.data.setVariable(host.name, str(name), value);
      }
    }
    const vars = this.#variables(host);
    await this.#conditional(host, vars);
    const keyed = this.#config.get('keyed_groups');
    if (Array.isArray(keyed))
      for (const entry of keyed) {
        if (!(entry instanceof Map && entry.size > 0))
          throw fail(`Invalid keyed group entry, it must be a dictionary: ${str(entry)} `);
        await this.#keyed(host, vars, entry);
      }
  }

  #join(host: Host, given: string): string {
    const group = this.#ctx.data.addGroup(this.#ctx.data.safeName(given, true));
    this.#ctx.data.addChild(group, host.name);
    return group;
  }

  async #conditional(host: Host, vars: Map<string, Value>): Promise<void> {
    const groups = this.#config.get('groups');
    if (!(groups instanceof Map)) return;
    for (const [name, condition] of groups) {
      const group = this.#ctx.data.safeName(str(name), true);
      let holds: boolean;
      try {
        const said = await this.#templar.template(
          `{% if ${str(condition)} %} True {% else %} False {% endif %}`,
          vars,
        );
        holds = str(said).trim() === 'True';
      } catch (e) {
        if (this.#strict) throw fail(`Could not add host ${host.name} to group ${group}: ${reason(e)}`);
        continue;
      }
      if (holds) this.#join(host, str(name));
    }
  }

  async #keyed(host: Host, vars: Map<string, Value>, entry: Dict): Promise<void> {
    const expression = str(entry.get('key') ?? null);
    let key: Value;
    try {
      key = await this.#compose(expression, vars);
    } catch (e) {
      if (this.#strict)
        throw fail(`Could not generate group for host ${host.name} from ${expression} entry: ${reason(e)}`);
      return;
    }
    const fallback = asText(entry.get('default_value') ?? null);
    const trailing = entry.get('trailing_separator');
    if (trailing !== undefined && trailing !== null && fallback !== undefined)
      throw fail('parameters are mutually exclusive for keyed groups: default_value|trailing_separator');
    if (!truth(key) && !(asText(key) === '' && fallback !== undefined)) {
      const emptyContainer =
        (Array.isArray(key) && key.length === 0) || (key instanceof Map && key.size === 0);
      if (this.#strict && !emptyContainer)
        throw fail(`No key or key resulted empty for ${expression} in host ${host.name}, invalid entry`);
      return;
    }
    const separator = str(entry.get('separator') ?? '_');
    const prefix = str(entry.get('prefix') ?? '');
    let parent: string | undefined;
    if (truth(entry.get('parent_group') ?? null)) {
      try {
        parent = str(await this.#templar.template(entry.get('parent_group')!, vars));
      } catch (e) {
        if (this.#strict)
          throw fail(
            `Could not generate parent group ${str(entry.get('parent_group')!)} for group ${str(key)}: ${reason(e)}`,
          );
        return;
      }
    }
    for (const bare of bareNames(key, separator, fallback, flag(trailing, true))) {
      const sep = prefix === '' && !this.#leadingSeparator ? '' : separator;
      const group = this.#join(host, `${prefix}${sep}${bare}`);
      if (parent !== undefined)
        this.#ctx.data.addChild(this.#ctx.data.addGroup(this.#ctx.data.safeName(parent, true)), group);
    }
  }
}

function bareNames(key: Value, separator: string, fallback: string | undefined, trailing: boolean): string[] {
  const text = asText(key);
  if (text !== undefined) return [text === '' && fallback !== undefined ? fallback : text];
  if (Array.isArray(key))
    return key.map((k) => (str(k) === '' && fallback !== undefined ? fallback : str(k)));
  if (key instanceof Map)
    return [...key].map(([name, value]) => {
      const v = str(value);
      if (v !== '') return `${str(name)}${separator}${v}`;
      if (fallback !== undefined) return `${str(name)}${separator}${fallback}`;
      return trailing ? `${str(name)}${separator}` : str(name);
    });
  throw fail(
    `Invalid group name format, expected a string or a list of them or dictionary, got: ${pythonType(key)}`,
  );
}

const flag = (value: Value | undefined, fallback: boolean): boolean => {
  if (value === undefined || value === null) return fallback;
  const text = asText(value);
  return text === undefined ? truth(value) : /^(y|yes|on|1|true|t)$/i.test(text);
};

/** Groups and variables made of the variables of hosts that other sources named. */
export const constructed: InventorySource = {
  wants: isPluginConfig,
  async parse(source, ctx) {
    const config = typedOptions(readConfig(source, 'constructed', ctx));
    const builder = new Builder(config, ctx, await ctx.templar());
    try {
      for (const host of [...ctx.data.hosts.values()]) await builder.build(host);
    } catch (e) {
      throw fail(`failed to parse ${source}: ${(e as Error).message} . ${(e as Error).message}`);
    }
  },
};

/** The text of an error; one of a template says twice what is missing, as Ansible's handlers pass it on. */
const reason = (e: unknown): string =>
  e instanceof AnsibleError ? errorText(e) : e instanceof Error ? e.message : String(e);
