import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { Display } from '../../src/callback/display.ts';
import { Output } from '../../src/callback/output.ts';
import { colorCode, colored } from '../../src/callback/support/color.ts';
import { displayWidth } from '../../src/callback/support/width.ts';
import { wrap } from '../../src/callback/support/wrap.ts';
import { loadSettings } from '../../src/config/settings.ts';
import { forgetSecrets, registerSecret } from '../../src/errors/secrets.ts';

const dir = mkdtempSync(join(tmpdir(), 'ats-display-'));
afterEach(() => forgetSecrets());
process.on('exit', () => rmSync(dir, { recursive: true, force: true }));

function recorded(env: Record<string, string> = {}) {
  const out: Array<[number, string]> = [];
  const output = new Output((fd, data) => {
    out.push([fd, data.toString('utf8')]);
    return data.length;
  });
  const settings = loadSettings({ cwd: dir, env: { HOME: dir, ...env } });
  const display = new Display({ settings, output, columns: 79 });
  const text = (fd: number): string => {
    display.flush();
    return out
      .filter(([f]) => f === fd)
      .map(([, t]) => t)
      .join('');
  };
  return { display, text, out };
}

test('warnings are wrapped and said once', () => {
  const { display, text } = recorded();
  display.warning(
    'provided hosts list is empty, only localhost is available. Note that the implicit localhost does not match',
  );
  display.warning('short');
  display.warning('short');
  expect(text(2)).toBe(
    '[WARNING]: provided hosts list is empty, only localhost is available. Note that\nthe implicit localhost does not match\n[WARNING]: short\n',
  );
});

test('deprecations keep their blanks at line ends and can be silenced', () => {
  const { display, text } = recorded();
  display.deprecated('A thing is old', { version: '2.17' });
  expect(text(2)).toBe(
    '[DEPRECATION WARNING]: A thing is old. This feature will be removed in version \n2.17. Deprecation warnings can be disabled by setting \ndeprecation_warnings=False in ansible.cfg.\n',
  );
  const off = recorded({ ANSIBLE_DEPRECATION_WARNINGS: 'no' });
  off.display.deprecated('A thing is old', {});
  expect(off.text(2)).toBe('');
  expect(() => off.display.deprecated('Gone', { version: '2.9', removed: true, collection: 'a.b' })).toThrow(
    '[DEPRECATED]: Gone. This feature was removed from a.b in version 2.9. Please update your playbooks.',
  );
});

test('errors, verbose lines and headlines', () => {
  const { display, text } = recorded();
  display.error('bad thing', false);
  display.error('word '.repeat(20));
  display.verbosity = 1;
  display.verbose(1, 'shown', 'h1');
  display.verbose(2, 'not shown');
  display.banner('PLAY [日本語]');
  expect(text(2)).toMatch(/^ERROR! bad thing\n \[ERROR\]: word word[^\n]*\nword/);
  expect(text(1)).toBe(`<h1> shown\n\nPLAY [日本語] ${'*'.repeat(66)}\n`);
});

test('colours are per line, forced by the setting', () => {
  const { display, text } = recorded({ ANSIBLE_FORCE_COLOR: '1', ANSIBLE_COLOR_OK: 'bright blue' });
  display.display('a\nb', { color: 'COLOR_OK' });
  expect(text(1)).toBe('\x1b[1;34ma\x1b[0m\n\x1b[1;34mb\x1b[0m\n');
  expect(colorCode('rgb123')).toBe('38;5;67');
  expect(colorCode('gray3')).toBe('38;5;235');
  expect(colored('x', 'nosuch')).toBe('x');
});

test('output keeps its order over both streams, and a closed pipe ends quietly', () => {
  const { display, out } = recorded();
  display.display('1');
  display.warning('2');
  display.display('3');
  display.flush();
  expect(out.map(([fd]) => fd)).toEqual([1, 2, 1]);
  let calls = 0;
  const broken = new Output(() => {
    calls++;
    throw Object.assign(new Error('EPIPE'), { code: 'EPIPE' });
  });
  broken.add(1, 'x');
  broken.flush();
  broken.add(1, 'y');
  broken.flush();
  expect(calls).toBe(1);
});

test('short writes and a slow reader lose nothing', () => {
  let got = '';
  let turn = 0;
  const slow = new Output((_fd, data) => {
    turn++;
    if (turn % 3 === 0) throw Object.assign(new Error('EAGAIN'), { code: 'EAGAIN' });
    const n = Math.min(3, data.length);
    got += data.subarray(0, n).toString('latin1');
    return n;
  });
  slow.add(1, 'hello, world');
  slow.flush();
  expect(got).toBe('hello, world');
});

test('the log file has time, process and user, without colours and secrets', () => {
  const log = join(dir, 'run.log');
  const { display } = recorded({ ANSIBLE_LOG_PATH: log, ANSIBLE_FORCE_COLOR: '1' });
  registerSecret('hunter2');
  display.banner('PLAY [all]');
  display.display('ok: hunter2', { color: 'COLOR_OK' });
  display.display('screen', { screenOnly: true });
  display.flush();
  const lines = readFileSync(log, 'utf8').split('\n');
  expect(lines[0]).toMatch(
    /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} p=\d+ u=\S+ n=ansible \| PLAY \[all\] \*+$/,
  );
  expect(lines[1]).toMatch(/\| ok: \*{8}$/);
  expect(lines[2]).toBe('');
});

test('widths and wrapping', () => {
  expect(displayWidth('日本')).toBe(4);
  expect(displayWidth('e\u0301')).toBe(1);
  expect(wrap('some long-hyphenated words', 12)).toEqual(['some long-', 'hyphenated', 'words']);
  expect(wrap('x'.repeat(25), 10)).toEqual(['x'.repeat(10), 'x'.repeat(10), 'x'.repeat(5)]);
  expect(wrap('', 10)).toEqual([]);
});
