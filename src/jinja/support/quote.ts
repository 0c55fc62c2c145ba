import { PyBytes } from '../../value/containers.ts';
import { str } from '../../value/repr.ts';
import type { Value } from '../../value/types.ts';

/** Quotes for a URL path, or for a query string. */
export function quote(v: Value, forQuery: boolean): string {
  const data = v instanceof PyBytes ? v.data : Buffer.from(str(v), 'utf8');
  const safe = forQuery ? /[A-Za-z0-9_.~-]/ : /[A-Za-z0-9_.~/-]/;
  let out = '';
  for (const b of data) {
    const c = String.fromCharCode(b);
    out += safe.test(c)
      ? c
      : forQuery && b === 32
        ? '+'
        : `%${b.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return out;
}
