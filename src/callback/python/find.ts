import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Settings } from '../../config/settings.ts';
import { mayDefine, type PluginFile, pluginFiles, pluginText } from '../../python/plugins/files.ts';

/** Where callback plugins in Python are looked for. */
export interface CallbackPlaces {
  readonly settings: Settings;
  /** Folders that may hold callback_plugins/: the playbook's, then roles'. */
  readonly roots: readonly string[];
  /** Directories that hold `ansible_collections`, or are it. */
  readonly collectionRoots: readonly string[];
}

/** The plugins of the playbook, its roles and the settings' folders: a file hides those of its name in later folders. */
export function callbackFiles(places: CallbackPlaces): PluginFile[] {
  const seen = new Set<string>();
  const dirs = [
    ...places.roots.map((r) => join(r, 'callback_plugins')),
    ...places.settings.list('DEFAULT_CALLBACK_PLUGIN_PATH'),
  ];
  return dirs
    .flatMap((dir) => pluginFiles(dir, 'ansible.plugins.callback'))
    .filter((f) => !seen.has(f.name) && seen.add(f.name));
}

/** The file of `namespace.collection.name`; undefined where no collection has it. */
export function collectionCallback(name: string, places: CallbackPlaces): PluginFile | undefined {
  const [ns = '', collection = '', ...rest] = name.split('.');
  if (rest.length === 0) return undefined;
  for (const root of places.collectionRoots) {
    const base = root.endsWith('ansible_collections') ? root : join(root, 'ansible_collections');
    const dir = join(base, ns, collection, 'plugins', 'callback');
    if (existsSync(dir))
      return pluginFiles(dir, `ansible_collections.${ns}.${collection}.plugins.callback`).find(
        (f) => f.name === rest.join('.'),
      );
  }
  return undefined;
}

/** Whether a plugin's text says that it runs only where it is enabled. */
const needsEnabling = (file: PluginFile): boolean =>
  mayDefine(file, 'CALLBACK_NEEDS_ENABLED') || mayDefine(file, 'CALLBACK_NEEDS_WHITELIST');

/** Whether a plugin's text says that it is of the stdout kind. */
export const isStdoutKind = (file: PluginFile): boolean => stdoutKind.test(pluginText(file));
const stdoutKind = /^[ \t]*CALLBACK_TYPE[ \t]*=[ \t]*['"]stdout['"]/m;

/** Whether a plugin that nobody names does not run, by what its text says: Python is not started for it. */
export const staysAside = (file: PluginFile): boolean => needsEnabling(file) || isStdoutKind(file);
