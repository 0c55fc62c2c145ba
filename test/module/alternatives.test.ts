import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseAlternatives } from '../../src/module/support/alternatives-display.ts';
import { runModule } from './harness.ts';
import { standIns } from './stand-ins.ts';

const shown = `editor - manual mode
  link best version is /bin/ls
  link currently points to /bin/cat
  link editor is /usr/bin/editor
  slave ed.1 is /usr/share/ed.1
/bin/cat - priority 50
/bin/ls - priority 70
  slave ed.1: /bin/true
`;

test('what update-alternatives shows', () => {
  const a = parseAlternatives(shown, []);
  expect(a).toMatchObject({ mode: 'manual', path: '/bin/cat', link: '/usr/bin/editor' });
  expect(Object.fromEntries(a.alternatives)).toEqual({
    '/bin/cat': { priority: 50, subcommands: [] },
    '/bin/ls': {
      priority: 70,
      subcommands: [{ name: 'ed.1', path: '/bin/true', link: '/usr/share/ed.1' }],
    },
  });
  expect(parseAlternatives('', [])).toMatchObject({ mode: undefined });
});

test('alternatives', async () => {
  const s = await standIns({
    'update-alternatives': `[ "$1" = --display ] || exit 0; [ "$2" = editor ] || exit 2; cat <<'X'\n${shown}X`,
  });
  const run = (args: object, more: object = {}) =>
    runModule('alternatives', { name: 'editor', ...args } as never, { target: s.target, ...more });
  expect(await run({ path: '/bin/cat' })).toMatchObject({ changed: false, msg: '' });
  s.commands();
  expect(await run({ path: '/bin/ls' }, { check: true })).toMatchObject({
    changed: true,
    msg: "Set alternative '/bin/ls' for 'editor'.",
  });
  expect(s.commands()).toEqual(['update-alternatives --display editor']);
  expect(await run({ path: '/bin/ls', state: 'auto', priority: 10 })).toMatchObject({
    msg: "Install alternative '/bin/ls' for 'editor'. Set alternative to auto for 'editor'.",
  });
  expect(s.commands().slice(1)).toEqual([
    'update-alternatives --install /usr/bin/editor editor /bin/ls 10',
    'update-alternatives --auto editor',
  ]);
  expect(await run({ path: '/bin/ls', state: 'absent' })).toMatchObject({ changed: true });
  expect(await run({ name: 'new', path: '/bin/ls' })).toMatchObject({
    failed: true,
    msg: 'Needed to install the alternative, but unable to do so as we are missing the link',
  });
});

test('git_config', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'git-config-')), 'c');
  const run = (args: object, more: object = {}) =>
    runModule('git_config', { scope: 'file', file, ...args } as never, more);
  expect(await run({ name: 'user.x', value: 'a=b' }, { check: true })).toMatchObject({ changed: true });
  expect(await run({ name: 'user.x', value: 'a=b' })).toMatchObject({
    changed: true,
    msg: 'setting changed',
  });
  expect(await run({ name: 'user.x', value: 'a=b' })).toMatchObject({ changed: false });
  expect(await run({ name: 'user.x' })).toMatchObject({ config_value: 'a=b' });
  expect(await run({ list_all: true })).toMatchObject({ config_values: { 'user.x': 'a=b' } });
  expect(await run({ name: 'user.x', state: 'absent' })).toMatchObject({ changed: true });
  expect(await run({ name: 'user.x', state: 'absent' })).toMatchObject({ msg: 'no setting to unset' });
  expect(readFileSync(file, 'utf8')).not.toContain('a=b');
});
