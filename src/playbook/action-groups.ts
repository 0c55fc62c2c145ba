import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { asText } from '../value/text.ts';
import type { Value } from '../value/types.ts';
import { parseYaml } from '../yaml/load.ts';
import { collectionDir, type Place } from './collections.ts';
import { parserError } from './context.ts';

/** Where collections are looked for. */
export type CollectionPlace = Place;

interface Group {
  /** Modules by full name. */
  readonly actions: ReadonlySet<string>;
  /** Groups whose modules belong to it too, by full name. */
  readonly extends: readonly string[];
}

/** The groups that Ansible itself names, and those of collections that they stand for. */
const builtin: Readonly<Record<string, readonly string[]>> = {
  aws: ['amazon.aws.aws', 'community.aws.aws'],
  acme: ['community.crypto.acme'],
  azure: ['azure.azcollection.azure'],
  cpm: ['wti.remote.cpm'],
  docker: ['community.general.docker', 'community.docker.docker'],
  gcp: ['google.cloud.gcp'],
  k8s: [
    'community.kubernetes.k8s',
    'community.general.k8s',
    'community.kubevirt.k8s',
    'community.okd.k8s',
    'kubernetes.core.k8s',
  ],
  os: ['openstack.cloud.os'],
  ovirt: ['ovirt.ovirt.ovirt', 'community.general.ovirt'],
  vmware: ['community.vmware.vmware'],
};

const read = new Map<string, ReadonlyMap<string, Group>>();

/** The action groups of a collection's meta/runtime.yml; none where it is not installed. */
function groupsOf(collection: string, at: CollectionPlace): ReadonlyMap<string, Group> {
  const dir = collectionDir(collection, at);
  if (dir === undefined) return new Map();
  const known = read.get(dir);
  if (known) return known;
  const out = new Map<string, Group>();
  read.set(dir, out);
  let all: Value;
  try {
    const data = parseYaml(readFileSync(join(dir, 'meta', 'runtime.yml'), 'utf8'), { safe: true });
    all = data instanceof Map ? (data.get('action_groups') ?? null) : null;
  } catch {
    return out; // no file, or a broken one: no groups
  }
  if (!(all instanceof Map)) return out;
  const full = (name: string): string => (name.split('.').length > 2 ? name : `${collection}.${name}`);
  for (const [key, items] of all) {
    const actions = new Set<string>();
    const more: string[] = [];
    for (const item of Array.isArray(items) ? items : []) {
      const meta = item instanceof Map ? item.get('metadata') : undefined;
      const extended = meta instanceof Map ? meta.get('extend_group') : undefined;
      if (Array.isArray(extended)) for (const g of extended) more.push(full(asText(g) ?? ''));
      const name = asText(item);
      if (name !== undefined) actions.add(full(name));
    }
    out.set(asText(key) ?? '', { actions, extends: more });
  }
  return out;
}

function groupNamed(name: string, at: CollectionPlace): Group | undefined {
  const plain = name.replace(/^ansible\.builtin\./, '');
  const own = builtin[plain];
  if (own) return { actions: new Set(), extends: own };
  const [ns, coll, ...rest] = name.split('.');
  return rest.length === 0 ? undefined : groupsOf(`${ns}.${coll}`, at).get(rest.join('.'));
}

/** Whether a module (full name) belongs to a group, or to one that the group takes in. */
export function inActionGroup(group: string, fqcn: string, at: CollectionPlace): boolean {
  const seen = new Set<string>();
  const visit = (name: string): boolean => {
    if (seen.has(name)) return false;
    seen.add(name);
    const g = groupNamed(name, at);
    return g !== undefined && (g.actions.has(fqcn) || g.extends.some(visit));
  };
  return visit(group);
}

/** Refuses `group/NAME` in module_defaults where no such group is known, as Ansible does when it loads a playbook. */
export function checkDefaultGroups(raw: Value | undefined, at: CollectionPlace): void {
  for (const entry of Array.isArray(raw) ? raw : [raw]) {
    if (entry === undefined || entry === null) continue;
    if (!(entry instanceof Map)) {
      throw parserError(
        `The field 'module_defaults' is supposed to be a dictionary or list of dictionaries, the keys of which must be static action, module, or group names. Only the values may contain templates. For example: {'ping': "{{ ping_defaults }}"}`,
      );
    }
    for (const k of entry.keys()) {
      const name = asText(k) ?? '';
      if (!name.startsWith('group/')) continue;
      const group = name.slice('group/'.length);
      const full = group.split('.').length > 2 ? group : `ansible.builtin.${group}`;
      if (!groupNamed(full, at))
        throw parserError(
          `Error loading module_defaults: could not resolve the module_defaults group ${full}`,
        );
    }
  }
}
