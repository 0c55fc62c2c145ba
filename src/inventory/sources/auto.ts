import { AnsibleError } from '../../errors/ansible-error.ts';
import { asText } from '../../value/text.ts';
import { SOURCES } from '../plugins.ts';
import type { InventorySource } from '../source.ts';

const fail = (message: string): AnsibleError => new AnsibleError(message, { kind: 'inventory' });

/** YAML files whose `plugin:` key names who reads them. */
export const auto: InventorySource = {
  wants: (source, { loader }) => /\.ya?ml$/.test(source) && loader.exists(source),
  async parse(source, ctx) {
    const config = ctx.loader.loadFile(source, { cache: false });
    const name = config instanceof Map ? asText(config.get('plugin') ?? null) : undefined;
    if (name === undefined || name === '')
      throw fail(`no root 'plugin' key found, '${source}' is not a valid YAML inventory plugin config file`);
    const plugin = SOURCES.get(name.replace(/^ansible\.(builtin|legacy)\./, ''));
    if (plugin === undefined) throw fail(`inventory config '${source}' specifies unknown plugin '${name}'`);
    const found = await plugin();
    if (!found.wants(source, ctx))
      throw fail(`inventory source '${source}' could not be verified by inventory plugin '${name}'`);
    await found.parse(source, ctx);
  },
};
