import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { newSaid, runModule } from '../harness.ts';

const dir = mkdtempSync(join(tmpdir(), 'command-'));

/** Arguments as the argument spec fills them in. */
const run = (
  name: string,
  freeForm: string | undefined,
  args: Record<string, unknown> = {},
  options: object = {},
) => runModule(name, args as never, { ...(freeForm !== undefined && { freeForm }), ...options });

describe('command', () => {
  test('gives the keys of Ansible in its order', async () => {
    const r = await run('command', 'echo "a b" c');
    expect(Object.keys(r)).toEqual([
      'changed',
      'stdout',
      'stderr',
      'rc',
      'cmd',
      'start',
      'end',
      'delta',
      'msg',
    ]);
    expect(r).toMatchObject({ changed: true, stdout: 'a b c', rc: 0, cmd: ['echo', 'a b', 'c'], msg: '' });
    expect(r['start']).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}$/);
    expect(r['delta']).toMatch(/^0:00:00\.\d{6}$/);
  });
  test('a failing command', async () => {
    const r = await run('command', 'false');
    expect(Object.keys(r)).toEqual([
      'changed',
      'stdout',
      'stderr',
      'rc',
      'cmd',
      'start',
      'end',
      'delta',
      'failed',
      'msg',
    ]);
    expect(r).toMatchObject({ changed: true, failed: true, rc: 1, msg: 'non-zero return code' });
  });
  test('a program that is not there', async () => {
    expect(await run('command', '/nonexistent x')).toEqual({
      changed: false,
      cmd: '/nonexistent x',
      rc: 2,
      stdout: '',
      stderr: '',
      failed: true,
      msg: "[Errno 2] No such file or directory: b'/nonexistent'",
    });
    expect(await run('command', 'no-such-program-here')).toMatchObject({
      rc: 2,
      failed: true,
      changed: false,
    });
  });
  test('a file that may not run, and a program that itself ends with 127', async () => {
    writeFileSync(join(dir, 'plain'), 'x', { mode: 0o644 });
    expect(await run('command', join(dir, 'plain'))).toMatchObject({
      rc: 13,
      msg: `[Errno 13] Permission denied: b'${join(dir, 'plain')}'`,
    });
    expect(await run('command', "sh -c 'exit 127'")).toMatchObject({
      rc: 127,
      msg: 'non-zero return code',
      changed: true,
    });
  });
  test('creates and removes, with patterns and chdir', async () => {
    writeFileSync(join(dir, 'there.txt'), '');
    const skip = await run('command', 'echo hi', { creates: join(dir, 'the*.txt') });
    expect(skip).toEqual({
      changed: false,
      stdout: `skipped, since ${dir}/the*.txt exists`,
      stderr: '',
      rc: 0,
      cmd: ['echo', 'hi'],
      start: null,
      end: null,
      delta: null,
      msg: `Did not run command since '${dir}/the*.txt' exists`,
    });
    expect(await run('command', 'echo hi', { creates: 'there.txt', chdir: dir })).toMatchObject({
      changed: false,
      start: null,
    });
    expect(await run('command', 'echo hi', { removes: '/nonexistent' })).toMatchObject({
      msg: "Did not run command since '/nonexistent' does not exist",
    });
    expect(await run('command', 'pwd', { chdir: dir, creates: 'nothing*' })).toMatchObject({
      stdout: dir,
      changed: true,
    });
  });
  test('check mode', async () => {
    expect(await run('command', 'echo hi', {}, { check: true })).toMatchObject({
      skipped: true,
      changed: false,
      msg: 'Command would have run if not in check mode',
    });
    const known = await run('command', 'echo hi', { creates: '/nonexistent' }, { check: true });
    expect(known).toMatchObject({ changed: true });
    expect(known).not.toHaveProperty('skipped');
  });
  test('wrong arguments', async () => {
    expect(await run('command', '')).toMatchObject({
      failed: true,
      rc: 256,
      msg: 'no command given',
      cmd: null,
    });
    expect(await run('command', 'ls', { argv: ['ls'] })).toMatchObject({
      rc: 256,
      msg: 'only command or argv can be given, not both',
    });
    expect(await run('command', 'ls', { chdir: '/nonexistent' })).toMatchObject({
      failed: true,
      rc: null,
      cmd: ['ls'],
      msg: "Unable to change directory before execution: [Errno 2] No such file or directory: b'/nonexistent'",
    });
    const said = newSaid();
    await run('command', 'true', { executable: '/bin/sh' }, { said });
    expect(said.warnings).toEqual([
      "As of Ansible 2.4, the parameter 'executable' is no longer supported with the 'command' module. Not using '/bin/sh'.",
    ]);
  });
  test('words are expanded on the host, no glob', async () => {
    expect(await run('command', 'echo $HOME *')).toMatchObject({
      stdout: `${process.env['HOME']} *`,
      cmd: ['echo', '$HOME', '*'],
    });
    expect(await run('command', 'echo $HOME', { expand_argument_vars: false })).toMatchObject({
      stdout: '$HOME',
    });
  });
  test('stdin and stripping', async () => {
    expect(await run('command', 'cat', { stdin: 'x' })).toMatchObject({ stdout: 'x' });
    expect(
      await run('command', 'cat', { stdin: 'x\r\n\n', strip_empty_ends: false, stdin_add_newline: false }),
    ).toMatchObject({ stdout: 'x\r\n\n' });
  });
  test('live output comes line by line', async () => {
    const said = newSaid();
    await run('shell', 'echo a; echo b >&2; printf c', {}, { said });
    expect([...said.live].sort()).toEqual(['a', 'b', 'c']);
  });
});

describe('shell and raw', () => {
  test('shell', async () => {
    expect(await run('shell', 'echo $((1+2)) | cat; exit 3')).toMatchObject({
      stdout: '3',
      rc: 3,
      cmd: 'echo $((1+2)) | cat; exit 3',
      failed: true,
    });
    expect(await run('shell', 'echo $BASH', { executable: '/bin/bash' })).toMatchObject({
      stdout: '/bin/bash',
    });
    expect(await run('shell', 'kill -9 $$')).toMatchObject({ rc: -9, failed: true });
    expect(await run('shell', undefined, { argv: ['echo', 'a  b', "it's"] })).toMatchObject({
      stdout: "a  b it's",
      cmd: ['echo', 'a  b', "it's"],
    });
    expect(await run('shell', 'nosuchprogram')).toMatchObject({
      rc: 127,
      changed: true,
      msg: 'non-zero return code',
    });
  });
  test('raw', async () => {
    expect(await run('raw', 'echo hi; echo x >&2')).toEqual({
      changed: true,
      rc: 0,
      stdout: 'hi\n',
      stderr: 'x\n',
    });
    expect(await run('raw', 'echo hi', {}, { check: true })).toEqual({ changed: false, skipped: true });
    expect(await run('raw', 'exit 2')).toMatchObject({
      changed: true,
      failed: true,
      rc: 2,
      msg: 'non-zero return code',
    });
  });
});

describe('script', () => {
  writeFileSync(
    join(dir, 's.sh'),
    '#!/bin/sh\npwd; echo "$#:$1"; echo err >&2; [ "$1" = fail ] && exit 4; exit 0\n',
    { mode: 0o644 },
  );
  const script = (text: string, args: Record<string, unknown> = {}, options: object = {}) =>
    run('script', text, { decrypt: true, ...args }, { baseDir: dir, ...options });
  test('runs with its arguments', async () => {
    const r = await script("s.sh 'a c' d", { chdir: '/usr' });
    expect(r).toEqual({ changed: true, rc: 0, stdout: '/usr\n2:a c\n', stderr: 'err\n' });
    expect(await script('s.sh fail')).toMatchObject({
      rc: 4,
      changed: true,
      failed: true,
      msg: 'non-zero return code',
    });
  });
  test('skips and refuses', async () => {
    expect(await script('s.sh', { creates: '/tmp' })).toEqual({
      changed: false,
      skipped: true,
      msg: '/tmp exists, matching creates option',
    });
    expect(await script('s.sh', { removes: '/nope' })).toEqual({
      changed: false,
      skipped: true,
      msg: '/nope does not exist, matching removes option',
    });
    expect(await script('s.sh', {}, { check: true })).toEqual({
      changed: false,
      skipped: true,
      msg: 'Check mode is not supported for this task.',
    });
    expect(await script('s.sh', { creates: '/nope' }, { check: true })).toEqual({ changed: true });
    expect(await script('s.sh', { chdir: 'rel' })).toMatchObject({
      failed: true,
      msg: 'chdir rel must be an absolute path for a Unix-aware remote node',
    });
  });
});
