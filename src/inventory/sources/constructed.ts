import { AnsibleError } from '../../errors/ansible-error.ts';
import { str } from '../../value/repr.ts';
import { asText } from '../../value/text.ts';
import { truth } from '../../value/truth.ts';
import type { Dict, Value } from '../../value/types.ts';
import { combineVars } from '../../vars/merge.ts';
import type { Host } from '../host.ts';
import { pythonType } from '../python-type.ts';
import type { InventorySource, InventoryTemplar, SourceContext } from '../source.ts';
import { isPluginConfig, readConfig } from './constructed-config.ts';

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
    const { data, pluginVars, processed, extraVars, settings } = this.#ctx;
    let vars: Dict = new Map();
    for (const g of host.getGroups()) vars = combineVars(vars, g.vars as Dict, data.merge);
    if (flag(this.#config.get('use_vars_plugins'), false))
      vars = combineVars(vars, pluginVars(host, processed), data.merge);
    vars = combineVars(vars, host.vars as Dict, data.merge);
    const fromSettings = settings.plugin('inventory', 'constructed', 'use_extra_vars') === true;
    if (flag(this.#config.get('use_extra_vars'), fromSettings))
      vars = combineVars(vars, extraVars, data.merge);
    vars.set('inventory_hostname', host.name);
    return vars as Map<string, Value>;
  }

  async build(host: Host): Promise<void> {
    const compose = this.#config.get('compose');
    if (compose instanceof Map) {
      const vars = this.#variables(host);
      for (const [name, expression] of compose) {
        try {
          host.setVariable(
            str(name),
            await this.#templar.expression(str(expression), vars),
            this.#ctx.data.merge,
          );
        } catch (e) {
          if (this.#strict)
            throw fail(`Could not set ${str(name)} for host ${host.name}: ${(e as Error).message}`);
        }
      }
    }
    const vars = this.#variables(host);
    await this.#conditional(host, vars);
    const keyed = this.#config.get('keyed_groups');
    if (Array.isArray(keyed))
      for (const entry of keyed) if (entry instanceof Map) await this.#keyed(host, vars, entry);
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
      let holds: boolean;
      try {
        holds = truth(
          await this.#templar.expression(
            `(${str(condition)}) | bool if (${str(condition)}) is string else (${str(condition)})`,
            vars,
          ),
        );
      } catch (e) {
        if (this.#strict) throw fail(strictText(`Could not add host ${host.name} to group ${str(name)}`, e));
        continue;
      }
      if (holds) this.#join(host, str(name));
    }
  }

  async #keyed(host: Host, vars: Map<string, Value>, entry: Dict): Promise<void> {
    const expression = str(entry.get('key') ?? null);
    let key: Value;
    try {
      key = await this.#templar.expression(expression, vars);
    } catch (e) {
      if (this.#strict)
        throw fail(
          `Could not generate group for host ${host.name} from ${expression} entry: ${(e as Error).message}`,
        );
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
    const prefix = asText(entry.get('prefix') ?? '') ?? '';
    let parent: string | undefined;
    if (truth(entry.get('parent_group') ?? null)) {
      try {
        parent = str(await this.#templar.template(entry.get('parent_group')!, vars));
      } catch (e) {
        if (this.#strict)
          throw fail(
            `Could not generate parent group ${str(entry.get('parent_group')!)} for group ${expression}: ${(e as Error).message}`,
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
    `Invalid group name format, expected a string or a list of them or dictionary, got: ${pythonType(key)} `,
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
    const config = readConfig(source, 'constructed', ctx);
    const builder = new Builder(config, ctx, await ctx.templar());
    try {
      for (const host of [...ctx.data.hosts.values()]) await builder.build(host);
    } catch (e) {
      throw fail(`failed to parse ${source}: ${(e as Error).message} `);
    }
  },
};

/** An error of a strict source, as Ansible words it on its way through two handlers. */
function strictText(what: string, e: unknown): string {
  const text = `${what}: ${(e as Error).message}`;
  return `${text} . ${text}`;
}
