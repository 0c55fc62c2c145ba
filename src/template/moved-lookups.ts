import { notices } from '../errors/notices.ts';

/** Lookups that Ansible moved to a collection and still knows by their old names. */
const moved = new Set(['ansible.builtin.cartesian', 'ansible.builtin.filetree', 'ansible.builtin.flattened']);
const builtin = /^ansible\.(?:builtin|legacy)\./;

/** The full name of a lookup as it is written (`items`, `ansible.legacy.items`, `community.general.flattened`). */
export function lookupFullName(name: string): string {
  const full = name.includes('.') ? name.replace(builtin, 'ansible.builtin.') : `ansible.builtin.${name}`;
  return moved.has(full) ? full.replace('ansible.builtin.', 'community.general.') : full;
}

/** Tells at -vv that a lookup's old name is redirected, as often as Ansible looks it up. */
export function tellMovedLookup(name: string, times = 1): void {
  const full = lookupFullName(name);
  if (name === full || !full.startsWith('community.general.')) return;
  const last = full.slice('community.general.'.length);
  for (let i = 0; i < times; i++)
    notices().verbose(2, `redirecting (type: lookup) ansible.builtin.${last} to ${full}`);
}
