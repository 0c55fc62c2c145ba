/** Options of vars plugins as `ansible-doc -t vars` gives them. */
import type { SettingRow } from '../setting.ts';

export const VARS_OPTIONS: Readonly<Record<string, Readonly<Record<string, SettingRow>>>> = {
  'ansible.builtin.host_group_vars': {
    _valid_extensions: [
      'list',
      ['.yml', '.yaml', '.json'],
      ['ANSIBLE_YAML_FILENAME_EXT'],
      ['defaults.yaml_valid_extensions'],
      { elements: 'string' },
    ],
    stage: [
      'string',
      null,
      ['ANSIBLE_VARS_PLUGIN_STAGE'],
      ['vars_host_group_vars.stage'],
      { choices: ['all', 'task', 'inventory'] },
    ],
  },
};
