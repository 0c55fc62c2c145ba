import { extname } from 'node:path';
import { AnsibleError } from '../../errors/ansible-error.ts';
import { str } from '../../value/repr.ts';
import { asText } from '../../value/text.ts';
import type { Dict } from '../../value/types.ts';
import type { InventorySource, SourceContext } from '../source.ts';

/** Files that may configure an inventory plugin: YAML, `.config`, or no extension. */
export const isPluginConfig: InventorySource['wants'] = (source, { loader, settings }) => {
  if (!loader.isFile(source)) return false;
  const ext = extname(source);
  return ext === '' || ext === '.config' || settings.list('YAML_FILENAME_EXTENSIONS').includes(ext);
};

/** The configuration in a file whose `plugin:` names `plugin`. Throws AnsibleError for any other file. */
export function readConfig(source: string, plugin: string, ctx: SourceContext): Dict {
  const value = ctx.loader.loadFile(source, { cache: false });
  const fail = (why: string): AnsibleError => new AnsibleError(`${why}: ${source}`, { kind: 'inventory' });
  if (!(value instanceof Map))
    throw fail('inventory source has invalid structure, it should be a dictionary');
  const name = asText(value.get('plugin') ?? null);
  if (name === undefined) throw fail('Incorrect plugin name in file: none found');
  if (name.replace(/^ansible\.(builtin|legacy)\./, '') !== plugin)
    throw fail(`Incorrect plugin name in file: ${name}`);
  return value;
}

/** The options of a constructed source with their types: one text is a list of one, what is no dict is refused. */
export function typedOptions(config: Dict): Dict {
  const out: Dict = new Map(config);
  const wrong = (option: string, type: string): AnsibleError =>
    new AnsibleError(
      `Invalid type for configuration option plugin_type: inventory plugin: constructed setting: ${option} (from Direct): Invalid type provided for "${type}": ${str(out.get(option) ?? null)}`,
      { kind: 'inventory' },
    );
  for (const option of ['compose', 'groups']) {
    const value = out.get(option) ?? null;
    if (value !== null && !(value instanceof Map)) throw wrong(option, 'dictionary');
  }
  const keyed = out.get('keyed_groups') ?? null;
  const text = asText(keyed);
  if (text !== undefined)
    out.set(
      'keyed_groups',
      text.split(',').map((x) => x.trim()),
    );
  else if (keyed !== null && !Array.isArray(keyed)) throw wrong('keyed_groups', 'list');
  return out;
}
