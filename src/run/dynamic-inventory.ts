import { AnsibleError, UnexpectedError } from '../errors/ansible-error.ts';
import type { Host } from '../inventory/host.ts';
import { str } from '../value/repr.ts';
import { asText } from '../value/text.ts';
import { typeName } from '../value/type-name.ts';
import type { Dict, Value } from '../value/types.ts';
import type { RunContext } from './context.ts';

const texts = (v: Value | undefined): string[] =>
  v === undefined || v === null ? [] : Array.isArray(v) ? v.map((x) => str(x)) : [str(v)];

/** Takes the host of an add_host into the inventory; whether anything changed. */
export function addDynamicHost(run: RunContext, result: Dict): boolean {
  const info = result.get('add_host');
  if (!(info instanceof Map)) return false;
  const name = hostName(info.get('host_name') ?? null);
  run.dynamicInventory.hosts.push(() => addHost(run, name, info));
  return addHost(run, name, info);
}

/** A host's name; what is none ends the run. */
function hostName(given: Value): string {
  const name = asText(given);
  if (name === '') throw new AnsibleError('Invalid empty host name provided: ');
  if (name !== undefined) return name;
  if (Array.isArray(given) || given instanceof Map)
    throw new UnexpectedError(`unhashable type: '${typeName(given)}'`, {
      hint: 'add_host: the name of a host is a text.',
    });
  throw new AnsibleError(
    `Invalid host name supplied, expected a string but got <class '${typeName(given)}'> for ${str(given)}`,
  );
}

function addHost(run: RunContext, name: string, info: Dict): boolean {
  const { inventory } = run;
  let changed = false;
  if (!inventory.hosts.has(name)) {
    inventory.addHost(name, { group: 'all' });
    changed = true;
  }
  const host = inventory.getHost(name) as Host;
  const vars = info.get('host_vars');
  if (vars instanceof Map) {
    for (const [k, v] of vars) {
      const key = str(k);
      if (!same(host.vars.get(key), v)) changed = true;
      host.vars.set(key, v);
    }
  }
  for (const group of texts(info.get('groups'))) {
    if (!inventory.groups.has(group)) {
      inventory.addGroup(group);
      changed = true;
    }
    if (!host.getGroups().some((g) => g.name === group)) {
      inventory.addChild(group, name);
      changed = true;
    }
  }
  inventory.reconcile();
  return changed;
}

/** Takes the group of a group_by into the inventory, with the host in it. */
export function addDynamicGroup(run: RunContext, host: string, result: Dict): boolean {
  const name = asText(result.get('add_group') ?? null);
  if (name === undefined) return false;
  run.dynamicInventory.groups.push(() => addGroup(run, name, host, result));
  return addGroup(run, name, host, result);
}

/** Reads the inventory's sources anew; what add_host and group_by made is put on top again. */
export async function refreshInventory(run: RunContext): Promise<void> {
  await run.inventory.refresh();
  const { hosts, groups } = run.dynamicInventory;
  for (const again of [...hosts, ...groups]) again();
  run.vars.playHosts?.renew();
}

function addGroup(run: RunContext, name: string, host: string, result: Dict): boolean {
  const { inventory } = run;
  let changed = false;
  const ensure = (group: string): void => {
    if (inventory.groups.has(group)) return;
    inventory.addGroup(group);
    changed = true;
  };
  if (name === '') throw new AnsibleError(`Invalid empty/false group name provided: ${name}`);
  ensure(name);
  for (const parent of texts(result.get('parent_groups'))) {
    ensure(parent);
    if (parent === name)
      throw new UnexpectedError("can't add group to itself", {
        hint: `group_by: the group ${name} is its own parent.`,
      });
    if (!inventory.groups.get(parent)?.childGroups.some((g) => g.name === name)) {
      inventory.addChild(parent, name);
      changed = true;
    }
  }
  const member = inventory.hosts.get(host);
  if (member && !member.getGroups().some((g) => g.name === name)) {
    inventory.addChild(name, host);
    changed = true;
  }
  if (changed) inventory.reconcile();
  return changed;
}

function same(a: Value | undefined, b: Value): boolean {
  if (a === undefined) return false;
  const [x, y] = [asText(a), asText(b)];
  if (x !== undefined || y !== undefined) return x === y;
  return a === b;
}
