import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { PyError } from '../../src/value/errors.ts';
import { seedShared } from '../../src/value/random.ts';
import type { Json } from '../template/codec.ts';
import { type CaseOptions, runCase } from './run-case.ts';

/** Answers of the real Jinja2 3.1.2, recorded: [template, { output } or [class, message] of the error]. */
interface Group {
  readonly group: string;
  readonly vars: Json;
  readonly options: CaseOptions;
  readonly cases: readonly [string, { output: Json } | [string, string]][];
}
const groups = JSON.parse(readFileSync(new URL('./data/recorded.json', import.meta.url), 'utf8')) as Group[];

const addresses = (v: unknown): unknown => JSON.parse(JSON.stringify(v).replace(/0x[0-9a-f]{6,}/g, '0xADDR'));

function answer(template: string, g: Group): { output: Json } | [string, string] {
  seedShared(0);
  try {
    return { output: runCase(template, g.vars, g.options) };
  } catch (e) {
    if (!(e instanceof PyError)) throw e;
    return [e.pyType, e.pyType === 'RecursionError' ? 'recursion' : e.message];
  }
}

describe('answers of the real Jinja2', () => {
  const byGroup = new Map<string, Group[]>();
  for (const g of groups) byGroup.set(g.group, [...(byGroup.get(g.group) ?? []), g]);
  for (const [name, list] of byGroup)
    test(name, () => {
      const wrong: unknown[] = [];
      for (const g of list)
        for (const [template, want] of g.cases) {
          const got = addresses(answer(template, g));
          if (JSON.stringify(got) !== JSON.stringify(addresses(want))) wrong.push({ template, want, got });
        }
      expect(wrong).toEqual([]);
    });
});
