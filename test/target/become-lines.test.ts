import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { BecomeOpener } from '../../src/target/shell/become.ts';
import { ProcessOpener } from '../../src/target/shell/channel.ts';
import { ShellTarget } from '../../src/target/shell/shell-target.ts';

const dir = mkdtempSync(join(tmpdir(), 'become-lines-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));
const program = join(dir, 'program');
// notes its arguments, then runs the shell among them
writeFileSync(
  program,
  `#!/bin/bash
printf '%s\\n' "$*" >> ${dir}/said
while [ $# -gt 0 ] && [[ $1 != /bin/sh* ]]; do shift; done
if [ $# = 1 ]; then eval "exec $1"; fi
exec "$@"
`,
);
chmodSync(program, 0o755);

// what Ansible's plugins give the programs, as a stand-in saw it, the marker and what it runs aside
test.each([
  ['doas', undefined, undefined, '-n -u nobody /bin/sh -c'],
  ['doas', '-X', 'pass', '-X -u nobody /bin/sh -c'],
  ['community.general.pbrun', '-X', undefined, '-X -u nobody /bin/sh -c'],
  ['pmrun', undefined, undefined, '/bin/sh -c'],
  ['pfexec', undefined, undefined, '-H -S -n /bin/sh -c'],
  ['dzdo', undefined, undefined, '-H -S -n -u nobody /bin/sh -c'],
  ['dzdo', undefined, 'pass', '-H -S -p [dzdo via ansible, key=K] password: -u nobody /bin/sh -c'],
  ['ksu', '-X', undefined, 'nobody -X -e /bin/sh -c'],
  ['machinectl', '-X', undefined, '-q shell -X nobody@ /bin/sh -c'],
  ['sesu', undefined, undefined, '-H -S -n nobody -c /bin/sh -c'],
])('%s %s %s', async (method, flags, password, expected) => {
  const become = { method, user: 'nobody', exe: program, flags, password };
  const opener = new BecomeOpener(new ProcessOpener(['sh'], process.env as never), become, 'h', 20_000);
  const target = new ShellTarget({ host: 'h', user: 'nobody', opener });
  expect((await target.exec(['echo', 'hi'])).stdout.toString()).toBe('hi\n');
  await target.close();
  const said = readFileSync(join(dir, 'said'), 'utf8').trimEnd().split('\n').at(-1) ?? '';
  expect(said.replace(/key=[0-9a-f]+/, 'key=K').replace(/ '?echo BECOME-SUCCESS.*/, '')).toBe(expected);
});
