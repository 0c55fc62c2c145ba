import { AnsibleError } from '../errors/ansible-error.ts';
import { PyError } from '../value/errors.ts';
import type { Scope } from '../value/scope.ts';

/** Edits between two names, up to `limit`. */
function distance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    }
    row = next;
  }
  return row[b.length]!;
}

/** "Did you mean ...": the variables whose names are nearest to the one that an error calls undefined. */
export function nearestNames(e: unknown, scope: Scope): string | undefined {
  const message = e instanceof PyError || e instanceof AnsibleError ? e.message : '';
  const name = /'([A-Za-z_]\w*)' is undefined/.exec(message)?.[1];
  if (name === undefined) return undefined;
  const limit = Math.max(1, Math.floor(name.length / 3));
  const near = [...scope.names()]
    .map((n) => ({ n, d: distance(name, n, limit) }))
    .filter((x) => x.d <= limit && x.n !== name)
    .sort((x, y) => x.d - y.d || (x.n < y.n ? -1 : 1))
    .slice(0, 3);
  return near.length ? `Did you mean ${near.map((x) => `'${x.n}'`).join(' or ')}?` : undefined;
}
