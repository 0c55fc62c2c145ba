import { expect, test } from 'vitest';
import { shownCommand } from '../../../src/module/support/checked-run.ts';
import { readStatus } from '../../../src/module/support/service/sysv.ts';

test.each([
  ['foo', 0, 'foo is running\n', true],
  ['foo', 3, 'foo is stopped\n', false],
  ['foo', 0, 'foo is not running\n', true],
  ['foo', 3, 'foo is not running\n', false],
  ['restarter', 0, 'restarter: inactive (dead)\n', false],
  ['foo', 0, 'one\ntwo: stopped\nthree\n', true],
  ['iptables', 1, 'Chain INPUT (policy ACCEPT)\n', true],
  ['foo', 17, '', undefined],
])('status of %s: rc %i, %j', (name, rc, stdout, running) => {
  expect(readStatus(name, { rc, stdout, stderr: '' })).toBe(running);
});

test('a command that is shown hides passwords', () => {
  expect(shownCommand(['x', '--password', 'a b', '--pass=c', 'd e'])).toBe(
    "x --password '********' '--pass=********' 'd e'",
  );
});
