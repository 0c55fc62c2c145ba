import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { AnsibleError } from '../../src/errors/ansible-error.ts';
import { YamlProblem } from '../../src/yaml/cursor.ts';
import { parseYaml } from '../../src/yaml/load.ts';

it('tells a broken text as PyYAML over libyaml tells it, context and places', () => {
  const cases = JSON.parse(readFileSync(new URL('data/errors.json', import.meta.url), 'utf8')) as Array<{
    text: string;
    type: string;
    message: string;
  }>;
  expect(cases.length).toBeGreaterThan(40);
  for (const { text, type, message } of cases) {
    let got: object = { text };
    try {
      parseYaml(text, { safe: true });
    } catch (e) {
      const cause = (e as AnsibleError).cause;
      expect(e).toBeInstanceOf(AnsibleError);
      if (cause instanceof YamlProblem) got = { text, type: `${cause.stage}Error`, message: cause.report() };
    }
    expect(got).toEqual({ text, type, message });
  }
});
