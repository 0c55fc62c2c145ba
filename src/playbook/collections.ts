import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { checkRequiredAnsible } from './collection-version.ts';
import type { LoadContext } from './context.ts';

/** Where collections are looked for. */
export interface Place {
  readonly settings: LoadContext['settings'];
  readonly loader: Pick<LoadContext['loader'], 'basedir'>;
}

const fqcn = /^[A-Za-z_]\w*\.[A-Za-z_]\w*\.[A-Za-z_][\w.]*$/;

/** Where collections are looked for: beside the playbook, then the settings' folders. */
export const collectionRoots = (ctx: Place): string[] => [
  join(ctx.loader.basedir, 'collections'),
  ...ctx.settings.list('COLLECTIONS_PATHS'),
];

/**
 * Folder of an installed collection, or undefined. Throws an AnsibleError where the settings refuse a collection that
 * is not for our release.
 */
export function collectionDir(collection: string, ctx: Place): string | undefined {
  const [ns, name] = collection.split('.');
  if (!ns || !name) return undefined;
  for (const root of collectionRoots(ctx)) {
    for (const dir of [join(root, 'ansible_collections', ns, name), join(root, ns, name)])
      if (existsSync(dir)) {
        checkRequiredAnsible(collection, dir, ctx.settings);
        return dir;
      }
  }
  return undefined;
}

/** A role of a collection: by its full name, or by its short one in one of the collections searched. */
export function collectionRole(
  name: string,
  search: readonly string[],
  ctx: Place,
): { name: string; path: string; collection: string } | undefined {
  const candidates = fqcn.test(name)
    ? [[name.split('.').slice(0, 2).join('.'), name.split('.').slice(2).join('.')] as const]
    : search.filter((c) => c !== 'ansible.builtin' && c !== 'ansible.legacy').map((c) => [c, name] as const);
  for (const [collection, role] of candidates) {
    let dir: string | undefined;
    try {
      dir = collectionDir(collection, ctx);
    } catch {
      // refused by its requires_ansible: its roles are not found, as in Ansible
    }
    if (!dir) continue;
    const path = join(dir, 'roles', ...role.split('.'));
    if (existsSync(path)) return { name: role.slice(role.lastIndexOf('.') + 1), path, collection };
  }
  return undefined;
}

/** A playbook of a collection by its full name (ns.coll.playbook), or undefined. */
export function collectionPlaybook(
  name: string,
  ctx: Place,
): { path: string; collection: string } | undefined {
  if (!fqcn.test(name)) return undefined;
  const collection = name.split('.').slice(0, 2).join('.');
  const dir = collectionDir(collection, ctx);
  if (!dir) return undefined;
  const rest = name
    .split('.')
    .slice(2)
    .join('/')
    .replace(/\/ya?ml$/, '');
  for (const ext of ['.yml', '.yaml', '.json', '']) {
    const path = join(dir, 'playbooks', rest + ext);
    if (existsSync(path)) return { path, collection };
  }
  return undefined;
}
