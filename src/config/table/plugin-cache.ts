/** Options of cache plugins as `ansible-doc -t cache` gives them. */
import type { SettingRow } from '../setting.ts';

export const CACHE_OPTIONS: Readonly<Record<string, Readonly<Record<string, SettingRow>>>> = {
  'ansible.builtin.jsonfile': {
    _prefix: [null, null, ['ANSIBLE_CACHE_PLUGIN_PREFIX'], ['defaults.fact_caching_prefix']],
    _timeout: ['int', 86400, ['ANSIBLE_CACHE_PLUGIN_TIMEOUT'], ['defaults.fact_caching_timeout']],
    _uri: [
      'path',
      null,
      ['ANSIBLE_CACHE_PLUGIN_CONNECTION'],
      ['defaults.fact_caching_connection'],
      { required: true },
    ],
  },
  'ansible.builtin.memory': {},
  'community.general.pickle': {
    _prefix: [null, null, ['ANSIBLE_CACHE_PLUGIN_PREFIX'], ['defaults.fact_caching_prefix']],
    _timeout: [null, 86400, ['ANSIBLE_CACHE_PLUGIN_TIMEOUT'], ['defaults.fact_caching_timeout']],
    _uri: [
      null,
      null,
      ['ANSIBLE_CACHE_PLUGIN_CONNECTION'],
      ['defaults.fact_caching_connection'],
      { required: true },
    ],
  },
  'community.general.yaml': {
    _prefix: [null, null, ['ANSIBLE_CACHE_PLUGIN_PREFIX'], ['defaults.fact_caching_prefix']],
    _timeout: ['int', 86400, ['ANSIBLE_CACHE_PLUGIN_TIMEOUT'], ['defaults.fact_caching_timeout']],
    _uri: [
      null,
      null,
      ['ANSIBLE_CACHE_PLUGIN_CONNECTION'],
      ['defaults.fact_caching_connection'],
      { required: true },
    ],
  },
};
