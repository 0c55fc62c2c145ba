import type { SettingRow } from './setting.ts';
import { SETTINGS_A_C } from './table/core-a-c.ts';
import { SETTINGS_COLORS } from './table/core-colors.ts';
import { SETTINGS_DEFAULT } from './table/core-default.ts';
import { SETTINGS_REST } from './table/core-rest.ts';
import { BECOME_OPTIONS } from './table/plugin-become.ts';
import { CACHE_OPTIONS } from './table/plugin-cache.ts';
import { CALLBACK_OPTIONS } from './table/plugin-callback.ts';
import { CONNECTION_OPTIONS } from './table/plugin-connection.ts';
import { INVENTORY_OPTIONS } from './table/plugin-inventory.ts';
import { SHELL_OPTIONS } from './table/plugin-shell.ts';
import { VARS_OPTIONS } from './table/plugin-vars.ts';

const CORE = [SETTINGS_A_C, SETTINGS_COLORS, SETTINGS_DEFAULT, SETTINGS_REST];

/** The row of one setting of ansible-core, or undefined. */
export function settingRow(name: string): SettingRow | undefined {
  for (const part of CORE) if (Object.hasOwn(part, name)) return part[name];
  return undefined;
}

/** Names of all settings of ansible-core, sorted. */
export const settingNames = (): string[] => CORE.flatMap((part) => Object.keys(part)).sort();

type PluginTable = Readonly<Record<string, Readonly<Record<string, SettingRow>>>>;

const PLUGINS: Readonly<Record<string, PluginTable>> = {
  become: BECOME_OPTIONS,
  cache: CACHE_OPTIONS,
  callback: CALLBACK_OPTIONS,
  connection: CONNECTION_OPTIONS,
  inventory: INVENTORY_OPTIONS,
  shell: SHELL_OPTIONS,
  vars: VARS_OPTIONS,
};

const COLLECTIONS = [
  'ansible.builtin',
  'ansible.posix',
  'community.general',
  'community.docker',
  'community.libvirt',
  'community.okd',
  'containers.podman',
  'kubernetes.core',
];

/**
 * All options of a plugin by name. The plugin may be named short ("ssh"), with `ansible.legacy.` or with its
 * collection; undefined where it is not known.
 */
export function pluginRows(kind: string, plugin: string): Readonly<Record<string, SettingRow>> | undefined {
  const key = `${kind}\0${plugin}`;
  if (found.has(key)) return found.get(key);
  const rows = lookUp(kind, plugin);
  found.set(key, rows);
  return rows;
}

type Rows = Readonly<Record<string, SettingRow>>;
/** Asked for each task. */
const found = new Map<string, Rows | undefined>();

function lookUp(kind: string, plugin: string): Rows | undefined {
  const table = PLUGINS[kind];
  if (table === undefined) return undefined;
  const name = plugin === 'paramiko' ? 'paramiko_ssh' : plugin.replace(/^ansible\.legacy\./, '');
  if (Object.hasOwn(table, name)) return table[name];
  for (const c of COLLECTIONS) if (Object.hasOwn(table, `${c}.${name}`)) return table[`${c}.${name}`];
  return undefined;
}
