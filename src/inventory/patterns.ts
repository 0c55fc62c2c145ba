import { AnsibleError } from '../errors/ansible-error.ts';
import { notices } from '../errors/notices.ts';
import { pythonRegex } from '../template/support/python-re.ts';
import { fnmatchRegex } from '../value/fnmatch.ts';
import { parseAddress } from './address.ts';

/** A host pattern as its parts: at semicolons (of Ansible 1.x), at commas, else at colons that belong to no address and no brackets. */
export function splitHostPattern(pattern: string | readonly string[]): string[] {
  if (typeof pattern !== 'string') return pattern.flatMap((p) => splitHostPattern(p));
  let parts: string[];
  if (pattern.includes(';')) {
    notices().deprecated("Use ',' or ':' instead of ';' to separate host patterns", {});
    return pattern.split(';').flatMap((p) => splitHostPattern(p));
  }
  if (pattern.includes(',')) parts = pattern.split(',');
  else {
    try {
      parseAddress(pattern, true);
      parts = [pattern];
    } catch {
      parts = pattern.match(/(?:[^\s:[\]]|\[[^\]]*\])+/g) ?? [];
    }
  }
  return parts.map((p) => p.trim()).filter((p) => p !== '');
}

/** Adding parts first, then `&`, then `!`; with nothing to add, `all` is. */
export function orderPatterns(patterns: readonly string[]): string[] {
  const add = patterns.filter((p) => p !== '' && p[0] !== '!' && p[0] !== '&');
  const keep = patterns.filter((p) => p[0] === '&');
  const drop = patterns.filter((p) => p[0] === '!');
  return [...(add.length === 0 ? ['all'] : add), ...keep, ...drop];
}

export type Subscript = readonly [start: number, end: number | undefined];

/** Takes `[2]`, `[-1]`, `[1:3]`, `[1:]` off a pattern's end. */
export function splitSubscript(pattern: string): { base: string; subscript: Subscript | undefined } {
  if (pattern[0] === '~') return { base: pattern, subscript: undefined };
  const m = /^(.+)\[(?:(-?[0-9]+)|([0-9]+)([:-])([0-9]*))\]$/.exec(pattern);
  if (m === null) return { base: pattern, subscript: undefined };
  if (m[2] !== undefined) return { base: m[1]!, subscript: [Number(m[2]), undefined] };
  if (m[4] === '-')
    notices().warning('Use [x:y] inclusive subscripts instead of [x-y] which has been removed');
  return { base: m[1]!, subscript: [Number(m[3]), m[5] === '' ? -1 : Number(m[5])] };
}

export function applySubscript<T>(hosts: readonly T[], subscript: Subscript | undefined): T[] {
  if (subscript === undefined || hosts.length === 0) return [...hosts];
  const [start, end] = subscript;
  if (end !== undefined && end !== 0) return hosts.slice(start, end === -1 ? hosts.length : end + 1);
  const one = hosts.at(start);
  return one === undefined ? [] : [one];
}

/** A test for names: a shell pattern, or a regular expression of Python's after `~` (from the name's start). */
export function nameMatcher(pattern: string): (name: string) => boolean {
  if (pattern[0] !== '~' && !/[*?[]/.test(pattern)) return (name) => name === pattern;
  try {
    if (pattern[0] === '~') {
      const re = pythonRegex(pattern.slice(1));
      return (name) => re.match(name) !== null;
    }
    const re = fnmatchRegex(pattern);
    return (name) => re.test(name);
  } catch {
    throw new AnsibleError(`Invalid host list pattern: ${pattern}`, { kind: 'inventory' });
  }
}
