import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { answer, type Case } from './adapter-modes.ts';
import { known } from './known-differences.ts';

/**
 * Cases with the answers of ansible-core 2.14.18 (and of its collections), recorded with the generator of
 * ../shared/jinja: one file of JSON lines each, the first line holds the variables.
 */
interface Recorded extends Case {
  readonly id: string;
  readonly vars: never;
  readonly expect: {
    readonly error?: { readonly line?: number; readonly message_any?: boolean; readonly class: string };
  };
}

const data = join(import.meta.dirname, 'data');

for (const name of ['corpus', 'community-general', 'ansible-utils', 'lookups']) {
  const text = readFileSync(join(data, `${name}.jsonl`), 'utf8').replaceAll('@DATA@', join(data, 'lookup'));
  const [head, ...lines] = text.trimEnd().split('\n');
  const { vars } = JSON.parse(head!) as { vars: unknown[] };
  const cases = lines.map((l) => JSON.parse(l) as Recorded);
  describe(name, () => {
    test(`${cases.length} answers are Ansible's`, async () => {
      const wrong: string[] = [];
      for (const c of cases) {
        const got = await answer({ ...c, vars: vars[c.vars] as never });
        const { line: _, message_any: anyText, ...error } = c.expect.error ?? { class: '' };
        const wanted = c.expect.error ? { error } : c.expect;
        const same = anyText
          ? 'error' in got && got.error.class === error.class
          : JSON.stringify(sort(got)) === JSON.stringify(sort(wanted));
        if (same === known.has(c.id))
          wrong.push(
            `${c.id} ${JSON.stringify(c.template)}\n  want ${JSON.stringify(wanted)}\n  got  ${JSON.stringify(got)}`,
          );
      }
      expect(wrong).toEqual([]);
    }, 120_000);
  });
}

/** Keys in one order: the recorder writes them sorted. */
function sort(v: unknown): unknown {
  if (Array.isArray(v)) return v.map(sort);
  if (v === null || typeof v !== 'object') return v;
  return Object.fromEntries(
    Object.entries(v)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([k, x]) => [k, sort(x)]),
  );
}
