import { basename } from 'node:path';
import { AnsibleError, ParserError } from '../errors/ansible-error.ts';
import type { Position } from '../errors/position.ts';
import { str } from '../value/repr.ts';
import { asText } from '../value/text.ts';
import type { Dict, Value } from '../value/types.ts';
import { isDict } from './context.ts';

/** Tells where a name stands that cannot be rendered, which Ansible does not. */
export async function withPlace<T>(position: Position | undefined, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (e) {
    if (!(e instanceof AnsibleError) || e.position !== undefined || position === undefined) throw e;
    e.position = position;
    e.hideExcerpt = true;
    throw e;
  }
}

/** A role is included by a name that is none. */
export function nameError(given: Value, position: Position | undefined): AnsibleError {
  const details = { position, hideExcerpt: true } as const;
  return isDict(given)
    ? new AnsibleError('role definitions must contain a role name', { kind: 'action', ...details })
    : new ParserError(`Invalid role definition: ${str(given)}`, details);
}

/** Galaxy's form of a dependency (`src`, `scm`, `version`) names a role that is installed. */
export function oldRequirement(dep: Value): Value {
  if (!isDict(dep) || dep.has('role') || dep.has('name') || !dep.has('src')) return dep;
  const src = asText(dep.get('src') ?? null) ?? '';
  const name = basename(src)
    .replace(/\.git$|\.tar\.gz$/, '')
    .split(',')[0] as string;
  const out: Dict = new Map(dep);
  for (const k of ['src', 'scm', 'version']) out.delete(k);
  out.set('name', name);
  return out;
}
