import { builtinFilters } from '../jinja/filters.gen.ts';
import { builtinTests } from '../jinja/tests.gen.ts';
import { type PyError, UndefinedError } from '../value/errors.ts';
import type { Scope } from '../value/scope.ts';
import { LazyMapping, type Value } from '../value/types.ts';
import { ansibleFilters } from './filters.gen.ts';
import { ansibleTests } from './tests.gen.ts';

/** Edits between two names, up to `limit`. */
function distance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      let d = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1));
      // two letters that changed places
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        d = Math.min(d, before[j - 2]! + 1);
      next.push(d);
    }
    before = row;
    row = next;
  }
  return row[b.length]!;
}

/** "Did you mean ...": the names that are nearest to one that is not there; at most three. */
function didYouMean(name: string, names: Iterable<string>): string | undefined {
  const limit = Math.max(1, Math.floor(name.length / 3));
  const near = [...names]
    .map((n) => ({ n, d: distance(name, n, limit) }))
    .filter((x) => x.d <= limit && x.n !== name)
    .sort((x, y) => x.d - y.d || (x.n < y.n ? -1 : 1))
    .slice(0, 3);
  return near.length ? `Did you mean ${near.map((x) => `'${x.n}'`).join(' or ')}?` : undefined;
}

/** The names of filters and tests that are near to one that is not there. */
export function pluginHint(e: unknown): string | undefined {
  for (let x = e; x instanceof Error; x = x.cause) {
    const name = /Could not load "([\w.]+)"/.exec(x.message)?.[1];
    if (name === undefined) continue;
    // the names of a collection are its own affair
    if (name.includes('.')) return undefined;
    const all = [ansibleFilters, builtinFilters, ansibleTests, builtinTests].flatMap((t) => Object.keys(t));
    return didYouMean(name, new Set(all.map((n) => n.slice(n.lastIndexOf('.') + 1))));
  }
  return undefined;
}

/** Keys of a dict that are told where none is near; of a larger one none are. */
const FEW_KEYS = 10;

function keysOf(v: Value | undefined): string[] | undefined {
  if (v instanceof Map) return [...v.keys()].filter((k) => typeof k === 'string');
  return v instanceof LazyMapping ? [...v.keys()] : undefined;
}

/** The undefined value behind an error, and the template that used it. */
function origin(e: unknown): { undefined?: UndefinedError; where?: PyError } {
  const out: { undefined?: UndefinedError; where?: PyError } = {};
  for (let x = e; x instanceof Error; x = x.cause) {
    if (x instanceof UndefinedError) out.undefined = x;
    if ((x as PyError).source !== undefined) out.where = x as PyError;
  }
  return out;
}

/** Where in a template of several lines, or of a file, something went wrong, and the line itself. */
function placeIn(e: PyError | undefined): string | undefined {
  const source = e?.source;
  if (e === undefined || source === undefined || e.lineno === undefined) return undefined;
  if (e.sourceFile === undefined && !source.trim().includes('\n')) return undefined;
  if (e.templateName !== undefined) return `It is in line ${e.lineno} of the template '${e.templateName}'.`;
  const at = Math.min(e.offset ?? 0, source.length);
  const begin = source.lastIndexOf('\n', at - 1) + 1;
  const end = source.indexOf('\n', at);
  const line = source.slice(begin, end < 0 ? undefined : end).trim();
  const shown = line.length > 100 ? `${line.slice(0, 97)}...` : line;
  return `It is in line ${e.lineno}, column ${at - begin + 1} of ${e.sourceFile ?? 'the text'}: ${shown}`;
}

/** Lines of ours on an undefined variable or key: the nearest names that are there, and where it was used. */
export function undefinedHint(e: unknown, scope: Scope): string | undefined {
  const { undefined: error, where } = origin(e);
  let near: string | undefined;
  if (error?.owner !== undefined) {
    const keys = keysOf(error.owner);
    const name = error.undefinedName;
    if (keys !== undefined && name !== null) {
      near = didYouMean(name, keys);
      if (near === undefined && keys.length > 0 && keys.length <= FEW_KEYS)
        near = `The keys there are ${keys.map((k) => `'${k}'`).join(', ')}.`;
    }
  } else {
    const message = e instanceof Error ? e.message : '';
    const name = /'([A-Za-z_]\w*)' is undefined/.exec(message)?.[1];
    if (name !== undefined) near = didYouMean(name, scope.names());
  }
  const lines = [near, error === undefined ? undefined : placeIn(where)].filter((l) => l !== undefined);
  return lines.length ? lines.join('\n') : undefined;
}
