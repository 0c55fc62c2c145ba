import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parseKv, splitArgs } from '../../src/vars/kv.ts';

interface Case {
  readonly t: string;
  readonly s: unknown;
  readonly k: unknown;
  readonly r: unknown;
}
const run = (f: () => unknown): unknown => {
  try {
    return f();
  } catch (e) {
    return { e: (e as Error).message.split('\n')[0] };
  }
};

it("splits arguments as Ansible does (recorded; where Ansible's own code fails on leading blanks, ours does not)", () => {
  const bad: string[] = [];
  for (const line of readFileSync(new URL('data/kv.jsonl', import.meta.url), 'utf8')
    .trim()
    .split('\n')) {
    const c = JSON.parse(line) as Case;
    const ours: Case = {
      t: c.t,
      s: run(() => splitArgs(c.t)),
      k: run(() => [...parseKv(c.t)]),
      r: run(() => [...parseKv(c.t, true)]),
    };
    for (const f of ['s', 'k', 'r'] as const) {
      const want = c[f] as { e?: string; k?: string };
      if (want.e?.endsWith('list index out of range')) continue;
      delete want.k;
      if (JSON.stringify(want) !== JSON.stringify(ours[f])) bad.push(`${f} ${JSON.stringify(c.t)}`);
    }
  }
  expect(bad).toEqual([]);
});

it('reads escapes as Python does, and says which ones name nothing', () => {
  expect([...parseKv(String.raw`a=\N{BULLET}\x41\u00e9\U0001f600\q`).values()]).toEqual(['•Aé😀\\q']);
  for (const [text, why] of [
    [String.raw`a=\U99999999`, '0-9: illegal Unicode character'],
    [String.raw`a=\N{NOPE}`, '0-7: unknown Unicode character name'],
  ] as const)
    expect(() => parseKv(text)).toThrow(`'unicodeescape' codec can't decode bytes in position ${why}`);
});
