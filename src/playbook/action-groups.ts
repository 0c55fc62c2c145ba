import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { notices } from '../errors/notices.ts';
import { repr } from '../value/repr.ts';
import { asText } from '../value/text.ts';
import type { Dict, Value } from '../value/types.ts';
import { parseYaml } from '../yaml/load.ts';
import { collectionDir, type Place } from './collections.ts';
import { type ActionResolver, parserError } from './context.ts';
import { isMovedModule } from './moved-modules.ts';

/** Where collections are looked for, and who knows what an action's name means. */
export interface GroupPlace extends Place {
  readonly resolver: ActionResolver;
}

/** The groups that Ansible itself names, with the modules and groups in them, as those of a collection are written. */
const builtin = (): Dict => {
  const extending = (groups: string[], actions: string[] = []): Value => [
    new Map<Value, Value>([['metadata', new Map<Value, Value>([['extend_group', groups]])]]),
    ...actions,
  ];
  return new Map<Value, Value>([
    [
      'testgroup',
      extending(
        ['testns.testcoll.testgroup', 'testns.testcoll.anothergroup', 'testns.boguscoll.testgroup'],
        ['ping', 'legacy_ping', 'formerly_core_ping'],
      ),
    ],
    ['testlegacy', ['ansible.legacy.legacy_ping']],
    ['aws', extending(['amazon.aws.aws', 'community.aws.aws'])],
    ['acme', extending(['community.crypto.acme'])],
    ['azure', extending(['azure.azcollection.azure'])],
    ['cpm', extending(['wti.remote.cpm'])],
    ['docker', extending(['community.general.docker', 'community.docker.docker'])],
    ['gcp', extending(['google.cloud.gcp'])],
    [
      'k8s',
      extending([
        'community.kubernetes.k8s',
        'community.general.k8s',
        'community.kubevirt.k8s',
        'community.okd.k8s',
        'kubernetes.core.k8s',
      ]),
    ],
    ['os', extending(['openstack.cloud.os'])],
    ['ovirt', extending(['ovirt.ovirt.ovirt', 'community.general.ovirt'])],
    ['vmware', extending(['community.vmware.vmware'])],
  ]);
};

const tables = new Map<string, Dict>();

/** `action_groups` of a collection's meta/runtime.yml; none where it is not installed or names none. */
function groupsOf(collection: string, at: Place): Dict {
  const dir = collection === 'ansible.builtin' ? '' : collectionDir(collection, at);
  if (dir === undefined) return new Map();
  const known = tables.get(dir);
  if (known) return known;
  let all: Value = null;
  if (dir === '') all = builtin();
  else {
    try {
      const data = parseYaml(readFileSync(join(dir, 'meta', 'runtime.yml'), 'utf8'), { safe: true });
      all = data instanceof Map ? (data.get('action_groups') ?? null) : null;
    } catch {
      // no file, or a broken one: no groups
    }
  }
  const table = all instanceof Map ? all : new Map<Value, Value>();
  tables.set(dir, table);
  return table;
}

const isFull = (name: string): boolean => /^[A-Za-z_]\w*(\.[A-Za-z_]\w*){2,}$/.test(name);
const collectionOf = (full: string): string => full.split('.').slice(0, 2).join('.');

/** The full names of the actions in a group, and in those that it takes in; undefined where there is no such group. */
type Members = ReadonlySet<string>;
const resolved = new WeakMap<ActionResolver, Map<string, Set<string>>>();

function membersOf(group: string, at: GroupPlace): Members | undefined {
  let known = resolved.get(at.resolver);
  if (!known) {
    known = new Map();
    resolved.set(at.resolver, known);
  }
  const cached = known.get(group);
  if (cached) return cached;
  const collection = collectionOf(group);
  const table = groupsOf(collection, at);
  const entries = table.get(group) ?? table.get(group.slice(collection.length + 1));
  if (!Array.isArray(entries)) return undefined;
  const out = new Set<string>();
  // known before the groups that it takes in are looked at: they may name it in turn
  known.set(group, out);
  const inside = (name: string): string => (isFull(name) ? name : `${collection}.${name}`);
  let extended: Value = null;
  let metadataSeen = false;
  for (const entry of entries as Value[]) {
    const name = asText(entry);
    if (name === undefined) {
      if (at.settings.bool('VALIDATE_ACTION_GROUP_METADATA')) warnOfMetadata(entry, metadataSeen, group);
      const metadata = entry instanceof Map ? entry.get('metadata') : undefined;
      if (metadata instanceof Map) {
        metadataSeen = true;
        extended = metadata.get('extend_group') ?? null;
      }
      continue;
    }
    const action = at.resolver.resolve(inside(name), []);
    if (action) out.add(action.fqcn);
  }
  const more = asText(extended) === undefined ? extended : [extended];
  for (const g of Array.isArray(more) ? (more as Value[]) : [])
    for (const action of membersOf(inside(asText(g) ?? ''), at) ?? []) out.add(action);
  return out;
}

/** What is wrong with an entry of a group that is no name: Ansible warns of it. */
function warnOfMetadata(entry: Value, second: boolean, group: string): void {
  const said: string[] = [];
  const keys = entry instanceof Map ? [...entry.keys()].map((k) => asText(k) ?? repr(k)) : [];
  const metadata = entry instanceof Map ? entry.get('metadata') : undefined;
  if (second) said.push('The group contains multiple metadata entries.');
  if (metadata === undefined || keys.length > 1)
    said.push(
      `The only expected key is metadata, but got keys: ${keys.sort((a, b) => (a < b ? -1 : 1)).join(', ')}`,
    );
  if (metadata !== undefined && !(metadata instanceof Map))
    said.push(`The metadata is not a dictionary. Got ${asText(metadata) ?? repr(metadata)}`);
  if (metadata instanceof Map) {
    const unexpected = [...metadata.keys()]
      .map((k) => asText(k) ?? repr(k))
      .filter((k) => k !== 'extend_group');
    if (unexpected.length > 0)
      said.push(
        `The metadata contains unexpected keys: ${unexpected.sort((a, b) => (a < b ? -1 : 1)).join(', ')}`,
      );
    const groups = metadata.get('extend_group');
    if (groups !== undefined && !Array.isArray(groups) && asText(groups) === undefined)
      said.push(
        `The metadata contains unexpected key types: extend_group is ${repr(groups)} (expected type list)`,
      );
  }
  if (said.length > 0)
    notices().warning(
      `Invalid metadata was found for action_group ${group} while loading module_defaults. ${said.join(' ')}`,
    );
}

/** Whether an action (full name) belongs to a group (full name), or to one that the group takes in. */
export function inActionGroup(group: string, fqcn: string, at: GroupPlace): boolean {
  return membersOf(group, at)?.has(fqcn) ?? false;
}

/**
 * `module_defaults` with its keys resolved, as Ansible does when it loads a playbook: full names of actions, and
 * `group/` with the full name of a group. Refuses what neither names. The `collections` keyword has no say here: a
 * short name is one of `ansible.legacy`, a short group one of `ansible.builtin`.
 */
export function resolveModuleDefaults(raw: Value, at: GroupPlace): Value[] {
  return (Array.isArray(raw) ? (raw as Value[]) : [raw]).map((entry) => {
    if (!(entry instanceof Map)) return entry;
    const out: Dict = new Map();
    for (const [k, v] of entry) {
      const name = asText(k) ?? repr(k);
      if (name.startsWith('group/')) {
        const group = name.slice(name.lastIndexOf('group/') + 'group/'.length);
        const full = isFull(group) ? group : `ansible.builtin.${group}`;
        if (!membersOf(full, at))
          throw parserError(
            `Error loading module_defaults: could not resolve the module_defaults group ${full}`,
          );
        out.set(`group/${full}`, v);
        continue;
      }
      const full = name.split('.').length < 3 ? `ansible.legacy.${name}` : name;
      const action = at.resolver.resolve(full, []);
      // one that lives in a collection that is not installed hurts nobody before a task names it
      if (!action && !isMovedModule(name))
        throw parserError(`Could not resolve action ${full} in module_defaults`);
      out.set(action?.fqcn ?? full, v);
      if (full.startsWith('ansible.legacy.')) {
        const own = at.resolver.resolve(full.replace('ansible.legacy.', 'ansible.builtin.'), []);
        if (own) out.set(own.fqcn, v);
      }
    }
    return out;
  });
}
