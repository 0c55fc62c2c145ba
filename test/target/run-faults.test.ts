import { type ChildProcess, spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { FaultProxy } from './proxy.ts';
import { TestSshd } from './sshd.ts';

const program = join(import.meta.dirname, '../../bin/ansible-playbook');
const sshd = new TestSshd();
const closed = new TestSshd();
let proxy: FaultProxy;
const dir = mkdtempSync(join(tmpdir(), 'run-faults-'));
beforeAll(async () => {
  await sshd.start();
  await closed.start('MaxSessions 0');
  proxy = new FaultProxy(sshd.address, sshd.port);
  await proxy.start();
}, 30_000);
afterAll(async () => {
  await proxy.end();
  await sshd.end();
  await closed.end();
  rmSync(dir, { recursive: true, force: true });
});
beforeEach(() => proxy.speak());

interface Run {
  readonly child: ChildProcess;
  readonly end: Promise<{ code: number | null; signal: string | null; output: string }>;
  output(): string;
}

/** A play over two hosts: `far` behind the proxy, `near` straight. */
function play(tasks: unknown[], ports: Record<string, number>, args = ''): Run {
  const file = join(dir, 'play.yml');
  writeFileSync(file, JSON.stringify([{ hosts: 'all', gather_facts: false, tasks }]));
  writeFileSync(
    join(dir, 'hosts'),
    Object.entries(ports)
      .map(([name, port]) => `${name} ansible_host=127.0.0.2 ansible_port=${port}\n`)
      .join(''),
  );
  const child = spawn(program, ['-i', join(dir, 'hosts'), '--private-key', sshd.key, file], {
    env: {
      ...process.env,
      SSH_AUTH_SOCK: '',
      ANSIBLE_REMOTE_USER: 'root',
      ANSIBLE_REMOTE_TMP: remoteTmp,
      ANSIBLE_SSH_ARGS: `-F none -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null ${args}`,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout?.on('data', (c: Buffer) => (output += c.toString()));
  child.stderr?.on('data', (c: Buffer) => (output += c.toString()));
  return {
    child,
    output: () => output,
    end: new Promise((resolve) => child.on('close', (code, signal) => resolve({ code, signal, output }))),
  };
}

const until = async (what: () => boolean): Promise<void> => {
  const end = Date.now() + 20_000;
  while (Date.now() < end && !what()) await new Promise((f) => setTimeout(f, 100));
  if (!what()) throw new Error('it did not come to pass');
};
const running = (text: string): string[] =>
  readdirSync('/proc').filter((n) => {
    try {
      return (
        /^\d+$/.test(n) && readFileSync(`/proc/${n}/cmdline`, 'utf8').replaceAll('\0', ' ').trim() === text
      );
    } catch {
      return false;
    }
  });
const remoteTmp = join(dir, 'remote-tmp');
const temporary = (): string[] => (existsSync(remoteTmp) ? readdirSync(remoteTmp) : []);
/** A command whose connection was lost goes on. */
const kill = (text: string): void => {
  for (const pid of running(text)) process.kill(Number(pid), 'SIGKILL');
};

describe('faults in a run', () => {
  it('a host that dies in the middle of a command is unreachable, the others go on', async () => {
    const started = join(dir, 'started');
    const { end } = play(
      [
        { name: 'long', shell: `test {{ inventory_hostname }} = near || { : >${started}; sleep 4301; }` },
        { name: 'next', command: 'echo on' },
      ],
      { far: proxy.port, near: sshd.port },
    );
    await until(() => existsSync(started));
    proxy.cut();
    const { code, output } = await end;
    expect(code).toBe(4);
    expect(output).toMatch(/fatal: \[far\]: UNREACHABLE! => .*"unreachable": true/);
    expect(output).toMatch(/far +: ok=0 +changed=0 +unreachable=1 /);
    expect(output).toMatch(/near +: ok=2 +changed=2 +unreachable=0 /);
    kill('sleep 4301');
  }, 60_000);

  it('a host that dies in the middle of a tree leaves every file whole', async () => {
    const tree = join(dir, 'tree');
    mkdirSync(tree, { recursive: true });
    for (let i = 0; i < 8; i++) writeFileSync(join(tree, `f${i}`), Buffer.alloc(1_000_000, i));
    const dest = join(dir, 'dest');
    mkdirSync(dest);
    for (let i = 0; i < 8; i++) writeFileSync(join(dest, `f${i}`), 'as it was');
    proxy.cutAfterMore(4_000_000);
    const { end } = play([{ copy: { src: `${tree}/`, dest } }], { far: proxy.port });
    const { code, output } = await end;
    expect(code).toBe(4);
    expect(output).toMatch(/fatal: \[far\]: UNREACHABLE!/);
    await until(() => readdirSync(dest).length === 8);
    for (let i = 0; i < 8; i++) expect(readFileSync(join(dest, `f${i}`)).length).toBe(9);
  }, 60_000);

  it('a half-open connection is noticed', async () => {
    const started = join(dir, 'half');
    const { end } = play(
      [{ shell: `: >${started}; sleep 4302` }],
      { far: proxy.port },
      '-o ServerAliveInterval=1 -o ServerAliveCountMax=2',
    );
    await until(() => existsSync(started));
    proxy.silence();
    expect(await end).toMatchObject({ code: 4, output: expect.stringMatching(/UNREACHABLE/) });
    proxy.speak();
    proxy.cut();
    kill('sleep 4302');
  }, 60_000);

  it('a server that opens no channel is unreachable', async () => {
    const { code, output } = await play([{ command: 'true' }], {
      shut: closed.port,
      near: sshd.port,
    }).end;
    // the second key is not that of the first server
    expect(code).toBe(4);
    expect(output).toMatch(/fatal: \[shut\]: UNREACHABLE!/);
    expect(output).toMatch(/near +: ok=1 /);
  }, 60_000);

  it.each(['SIGINT', 'SIGTERM'] as const)(
    '%s ends the command on the host and leaves nothing',
    async (signal) => {
      const started = join(dir, signal);
      writeFileSync(join(dir, 'noop'), '#!/bin/sh\n');
      const seconds = signal === 'SIGINT' ? '4303' : '4304';
      const { child, end } = play(
        [
          { copy: { content: 'x', dest: join(dir, 'some') } },
          { shell: `: >${started}; sleep ${seconds}; true` },
        ],
        { near: sshd.port },
      );
      await until(() => existsSync(started) && running(`sleep ${seconds}`).length > 0);
      child.kill(signal);
      const { code, output } = await end;
      expect(code).toBe(signal === 'SIGINT' ? 99 : 143);
      if (signal === 'SIGINT') expect(output).toContain('[ERROR]: User interrupted execution');
      await until(() => running(`sleep ${seconds}`).length === 0);
      expect(temporary()).toEqual([]);
    },
    60_000,
  );

  it.each([
    ['SIGINT', '4306'],
    ['SIGTERM', '4307'],
  ] as const)(
    '%s twice takes what does not heed it from the host, too',
    async (signal, seconds) => {
      const started = join(dir, `both${signal}`);
      const { child, end } = play(
        [{ shell: `trap '' TERM INT; : >${started}; sleep ${seconds} & wait; wait` }],
        {
          near: sshd.port,
        },
      );
      await until(() => existsSync(started) && running(`sleep ${seconds}`).length > 0);
      child.kill(signal);
      await new Promise((f) => setTimeout(f, 50));
      const begin = Date.now();
      child.kill(signal);
      expect((await end).code).toBe(signal === 'SIGINT' ? 99 : 143);
      expect(Date.now() - begin).toBeLessThan(2000);
      await until(() => running(`sleep ${seconds}`).length === 0);
    },
    60_000,
  );

  it('a host that dies in a module of Python is unreachable, and its directory there goes', async () => {
    const library = join(dir, 'library');
    const started = join(dir, 'in-python');
    mkdirSync(library, { recursive: true });
    writeFileSync(
      join(library, 'slow.py'),
      `#!/usr/bin/python3
import time
from ansible.module_utils.basic import AnsibleModule
module = AnsibleModule(argument_spec={})
open('${started}', 'w').close()
time.sleep(3)
module.exit_json()
`,
    );
    const { end } = play([{ slow: {} }, { command: 'echo on' }], { far: proxy.port, near: sshd.port });
    await until(() => existsSync(started));
    proxy.cut();
    const { code, output } = await end;
    expect(code).toBe(4);
    expect(output).toMatch(/fatal: \[far\]: UNREACHABLE! => .*"unreachable": true/);
    expect(output).toMatch(/near +: ok=2 /);
    await until(() => temporary().length === 0);
  }, 60_000);

  it('an sshd that is started anew between two tasks is not noticed', async () => {
    const [first, go] = [join(dir, 'first'), join(dir, 'go')];
    const { end } = play(
      [
        { command: 'echo one' },
        // (held up here, as the host is away)
        {
          shell: `: >${first}; until [ -e ${go} ]; do sleep 0.1; done`,
          delegate_to: 'localhost',
        },
        { command: 'echo two' },
      ],
      { far: proxy.port },
    );
    await until(() => existsSync(first));
    await sshd.stop();
    proxy.cut();
    await sshd.run();
    writeFileSync(go, '');
    const { code, output } = await end;
    expect(output).toMatch(/far +: ok=3 +changed=3 +unreachable=0 /);
    expect(code).toBe(0);
  }, 60_000);

  it('a second SIGINT ends it at once', async () => {
    const started = join(dir, 'twice');
    // a command that does not heed the first
    const { child, end } = play([{ shell: `trap '' TERM INT; : >${started}; sleep 4305; sleep 1` }], {
      far: proxy.port,
    });
    await until(() => existsSync(started));
    proxy.silence();
    child.kill('SIGINT');
    await new Promise((f) => setTimeout(f, 300));
    const begin = Date.now();
    child.kill('SIGINT');
    await end;
    expect(Date.now() - begin).toBeLessThan(3000);
    proxy.speak();
    proxy.cut();
    kill('sleep 4305');
  }, 90_000);
});
