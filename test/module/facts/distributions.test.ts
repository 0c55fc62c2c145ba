import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { distributionFacts, pkgMgr } from '../../../src/module/facts/distribution.ts';
import { sections } from '../../../src/module/facts/script.ts';

// What the setup module of ansible-core 2.14.18 said with these files of /etc, on a machine with apt-get and without
// lsb_release.
interface Recorded {
  readonly files: Record<string, string>;
  readonly facts: Record<string, unknown>;
}
const data = JSON.parse(readFileSync(join(import.meta.dirname, 'data/distributions.json'), 'utf8')) as Record<
  string,
  Recorded
>;

test.each(Object.entries(data))('%s', (_, { files, facts }) => {
  const text = Object.entries(files).map(([name, content]) => `\x1efile:${name}\n${content}\n`);
  const s = sections(`${text.join('')}\x1eprograms\n/usr/bin/apt-get\n\x1eend\n`);
  const got = distributionFacts(s);
  expect({ ...got, pkg_mgr: pkgMgr(s, got) }).toEqual(facts);
});
