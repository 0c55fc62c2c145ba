import { readFileSync, statSync } from 'node:fs';
import type { Settings } from '../config/settings.ts';
import { AnsibleError } from '../errors/ansible-error.ts';
import { notices } from '../errors/notices.ts';
import { errorText } from '../errors/report.ts';
import { str } from '../value/repr.ts';
import { asText } from '../value/text.ts';
import type { Value } from '../value/types.ts';
import { parseYamlOrJson } from '../yaml/load.ts';

/**
 * Short names of modules and actions that may not be used, from the file of `plugin_filters_cfg` (else
 * /etc/ansible/plugin_filters.yml): `filter_version: 1.0` and a list `module_rejectlist` or `module_blacklist`.
 * A file that cannot be used is told by a warning and rejects nothing. Full names (ansible.builtin.copy) stay free, as
 * in Ansible. Throws where `stat` is on the list.
 * Source: https://docs.ansible.com/ansible/2.14/user_guide/plugin_filtering_config.html
 */
export function rejectedModules(settings: Settings): ReadonlySet<string> {
  const given = settings.text('PLUGIN_FILTERS_CFG');
  const file = given === '' ? '/etc/ansible/plugin_filters.yml' : given;
  if (statSync(file, { throwIfNoEntry: false }) === undefined) {
    if (given !== '') notices().warning(`The plugin filter file, ${file} does not exist. Skipping.`);
    return new Set();
  }
  const names = namesIn(file);
  if (names.has('stat'))
    throw new AnsibleError(
      `The stat module was specified in the module blacklist file, ${file}, but Ansible will not function without the stat module.  Please remove stat from the blacklist.`,
      { kind: 'config' },
    );
  return names;
}

function namesIn(file: string): Set<string> {
  const skip = (problem: string): Set<string> => {
    notices().warning(problem);
    return new Set();
  };
  let data: Value;
  try {
    data = parseYamlOrJson(readFileSync(file, 'utf8'), { file: '<string>' });
  } catch (e) {
    const why = e instanceof AnsibleError ? errorText(e) : e instanceof Error ? e.message : String(e);
    return skip(`The plugin filter file, ${file} was not parsable. Skipping: ${why}`);
  }
  const version = data instanceof Map ? data.get('filter_version') : undefined;
  if (!(data instanceof Map) || version === undefined)
    return skip(`The plugin filter file, ${file} was invalid. Skipping.`);
  if (str(version).trim() !== '1.0')
    return skip(
      `The plugin filter file, ${file} was a version not recognized by this version of Ansible. Skipping.`,
    );
  const list = data.get('module_rejectlist') ?? data.get('module_blacklist') ?? null;
  if (!Array.isArray(list))
    return skip(
      `Unable to parse the plugin filter file ${file} as module_blacklist is not a list. Skipping.`,
    );
  return new Set(list.flatMap((name) => asText(name) ?? []));
}
