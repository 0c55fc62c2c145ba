/** Options of inventory plugins as `ansible-doc -t inventory` gives them. */
import type { SettingRow } from '../setting.ts';

export const INVENTORY_OPTIONS: Readonly<Record<string, Readonly<Record<string, SettingRow>>>> = {
  'ansible.builtin.advanced_host_list': {},
  'ansible.builtin.auto': {},
  'ansible.builtin.constructed': {
    compose: ['dict', {}, [], []],
    groups: ['dict', {}, [], []],
    keyed_groups: ['list', [], [], [], { elements: 'dict' }],
    leading_separator: ['bool', true, [], []],
    plugin: [null, null, [], [], { choices: ['ansible.builtin.constructed', 'constructed'], required: true }],
    strict: ['bool', false, [], []],
    use_extra_vars: [
      'bool',
      false,
      ['ANSIBLE_INVENTORY_USE_EXTRA_VARS'],
      ['inventory_plugins.use_extra_vars'],
    ],
    use_vars_plugins: ['bool', false, [], []],
  },
  'ansible.builtin.generator': {
    hosts: [null, null, [], []],
    layers: [null, null, [], []],
    plugin: [null, null, [], [], { choices: ['ansible.builtin.generator', 'generator'], required: true }],
  },
  'ansible.builtin.host_list': {},
  'ansible.builtin.ini': {},
  'ansible.builtin.script': {
    always_show_stderr: [
      'bool',
      true,
      ['ANSIBLE_INVENTORY_PLUGIN_SCRIPT_STDERR'],
      ['inventory_plugin_script.always_show_stderr'],
    ],
  },
  'ansible.builtin.toml': {},
  'ansible.builtin.yaml': {
    yaml_extensions: [
      'list',
      ['.yaml', '.yml', '.json'],
      ['ANSIBLE_YAML_FILENAME_EXT', 'ANSIBLE_INVENTORY_PLUGIN_EXTS'],
      ['defaults.yaml_valid_extensions', 'inventory_plugin_yaml.yaml_valid_extensions'],
      { elements: 'string' },
    ],
  },
};
