import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

// What is asked on a terminal, and what the answers lead to, as ansible-core 2.14.18 has it. `script` gives the terminal.
const program = resolve(import.meta.dirname, '../../bin/ansible-playbook');
const built = existsSync(resolve(import.meta.dirname, '../../dist/ansible-ts.cjs'));
const hasScript = spawnSync('script', ['--version']).status === 0;

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'prompts-'));
  mkdirSync(join(dir, 'home'));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** Runs a playbook on a terminal; each talk is [what is waited for, what is typed then]. */
async function onTerminal(
  play: string,
  talk: ReadonlyArray<readonly [RegExp, string]>,
  args = '',
): Promise<{ out: string; code: number | null }> {
  writeFileSync(join(dir, 'play.yml'), play);
  const child: ChildProcess = spawn(
    'script',
    ['-qefc', `exec ${process.execPath} ${program} -i a, -c local play.yml ${args}`, '/dev/null'],
    {
      cwd: dir,
      env: { PATH: process.env['PATH'], HOME: join(dir, 'home'), ANSIBLE_NOCOLOR: '1', TERM: 'xterm' },
      stdio: ['pipe', 'pipe', 'inherit'],
    },
  );
  const kill = setTimeout(() => child.kill('SIGKILL'), 15_000);
  let out = '';
  let from = 0;
  const left = [...talk];
  child.stdout?.on('data', (d: Buffer) => {
    out += d.toString();
    const [wanted, answer] = left[0] ?? [];
    if (wanted === undefined || !wanted.test(out.slice(from))) return;
    left.shift();
    from = out.length;
    // the program may still be turning echo off
    setTimeout(() => child.stdin?.write(answer ?? ''), 100);
  });
  const code = await new Promise<number | null>((done) => child.on('close', done));
  clearTimeout(kill);
  child.stdin?.destroy();
  return { out: out.replaceAll('\r\n', '\n'), code };
}

const asking = (entry: string): string =>
  `- hosts: all\n  gather_facts: no\n  vars_prompt: [${entry}]\n  tasks: [debug: {msg: "<{{ x }}>"}]\n`;
const pausing = (args: string): string =>
  `- hosts: all\n  gather_facts: no\n  tasks:\n    - {pause: ${args}, register: r}\n    - debug: {msg: "<{{ r.user_input }}>"}\n`;

describe.skipIf(!built || !hasScript)('on a terminal', { timeout: 30_000 }, () => {
  test('vars_prompt is named by its variable, and a default is text', async () => {
    const { out } = await onTerminal(asking('{name: x, private: no, default: 0}'), [[/: $/, '\r']]);
    expect(out).toMatch(/^x \[0\]: \n/);
    expect(out).toContain('"msg": "<0>"');
  });

  test('a private answer is not echoed, and is asked for again where the two differ', async () => {
    const { out } = await onTerminal(asking('{name: x, prompt: Say, confirm: yes}'), [
      [/: $/, 'one\r'],
      [/confirm Say: $/, 'two\r'],
      [/Say: $/, 'one\r'],
      [/confirm Say: $/, 'one\r'],
    ]);
    expect(out).toMatch(
      /^Say: \nconfirm Say: \n\*{5} VALUES ENTERED DO NOT MATCH \*{4}\nSay: \nconfirm Say: \n/,
    );
  });

  test('Ctrl-C at a hidden prompt ends the run, Ctrl-D ends it as Ansible', async () => {
    for (const entry of ['{name: x}', '{name: x, private: no}']) {
      const ended = await onTerminal(asking(entry), [[/: $/, '\x03']]);
      expect(ended).toMatchObject({ code: 99, out: expect.stringContaining('User interrupted execution') });
      const eof = await onTerminal(asking(entry), [[/: $/, '\x04']]);
      expect(eof.code).toBe(250);
      expect(eof.out).toMatch(/^x: ERROR! Unexpected Exception, this is probably a bug: \n/);
    }
    const vault = await onTerminal(asking('{name: x}'), [[/: $/, '\x03']], '--ask-vault-pass');
    expect(vault.code).toBe(99);
  });

  test('each prompt of a vault is asked, after what was said before', async () => {
    const { out } = await onTerminal(
      '- hosts: all\n  gather_facts: no\n',
      [
        [/one\): $/, 'a\r'],
        [/Vault password: $/, 'b\r'],
      ],
      '--vault-id one@prompt --ask-vault-pass -v',
    );
    expect(out).toMatch(
      /^No config file found; using defaults\nVault password \(one\): \nVault password: \n/,
    );
  });

  test('pause echoes keys as the terminal does, and counts no keys while it waits', async () => {
    const text = await onTerminal(pausing('{prompt: Go}'), [[/Go:/, 'a\tb\r']]);
    expect(text.out).toContain('[pause]\nGo:\na\tb^Mok: [a]\n');
    expect(text.out).toContain('<a\\tb>');
    const time = await onTerminal(pausing('{seconds: 1, prompt: Go}'), [[/Go:/, 'ab\r']]);
    expect(time.out).toContain('\nGo:\nok: [a]\n');
    const abort = await onTerminal(pausing('{seconds: 20}'), [
      [/early/, '\x03'],
      [/abort/, 'A'],
    ]);
    expect(abort.out).toContain('fatal: [a]: FAILED! => {"msg": "user requested abort!"}');
  });

  test('--step asks for every host under the free strategy', async () => {
    const { out } = await onTerminal(
      '- hosts: all\n  gather_facts: no\n  strategy: free\n  tasks:\n    - debug: {msg: one}\n    - debug: {msg: two}\n',
      [
        [/ontinue: $/, 'n\r'],
        [/ontinue: $/, 'y\r'],
      ],
      '--step',
    );
    expect(out).toContain('Perform task: TASK: debug on a (N)o/(y)es/(c)ontinue: n\n');
    expect(out).not.toContain('"msg": "one"');
    expect(out).toContain('"msg": "two"');
  });
});
