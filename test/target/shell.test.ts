import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { BecomeOpener } from '../../src/target/shell/become.ts';
import type { ChannelOpener } from '../../src/target/shell/channel.ts';
import { type ByteChannel, ProcessOpener } from '../../src/target/shell/channel.ts';
import { ShellTarget } from '../../src/target/shell/shell-target.ts';
import type { BecomeInfo } from '../../src/target/types.ts';
import { targetSuite } from './suite.ts';

const env = process.env as Record<string, string>;
const over =
  (argv: readonly string[], extra: Record<string, string> = {}) =>
  async (): Promise<ShellTarget> =>
    new ShellTarget({ host: 'h', user: 'root', opener: new ProcessOpener(argv, { ...env, ...extra }) });

targetSuite('ShellTarget over dash', over(['dash']));
targetSuite('ShellTarget over bash', over(['bash', '--posix']));
targetSuite('ShellTarget over bash as bash', over(['bash']));

const boxes = mkdtempSync(join(tmpdir(), 'target-busybox-'));
chmodSync(boxes, 0o755);
execFileSync('busybox', ['--install', '-s', boxes]);
afterAll(() => rmSync(boxes, { recursive: true }));
targetSuite('ShellTarget over busybox alone', over([join(boxes, 'sh')], { PATH: boxes }), {
  fraction: false,
});

const through = (argv: readonly string[], become: Partial<BecomeInfo>) => async (): Promise<ShellTarget> =>
  new ShellTarget({
    host: 'h',
    user: become.user ?? 'root',
    opener: new BecomeOpener(
      new ProcessOpener(argv, env),
      { method: 'sudo', user: 'root', password: undefined, exe: undefined, flags: undefined, ...become },
      'h',
      5000,
    ),
  });

targetSuite('ShellTarget over sudo', through(['/bin/sh'], {}));

describe('become', () => {
  it('runs as another user', async () => {
    for (const method of ['sudo', 'su']) {
      const t = await through(['/bin/sh'], {
        method,
        user: 'nobody',
        flags: method === 'su' ? '-s /bin/sh' : undefined,
      })();
      expect((await t.exec(['id', '-un'])).stdout.toString()).toBe('nobody\n');
      await t.close();
    }
  });
  it('tells a missing password and a missing program at once', async () => {
    const asNobody = ['setpriv', '--reuid=65534', '--clear-groups', '/bin/sh'];
    const missing = await through(asNobody, {})();
    await expect(missing.connect()).rejects.toThrow('Missing sudo password');
    const wrong = await through(asNobody, { password: 'not it' })();
    await expect(wrong.connect()).rejects.toThrow('Incorrect sudo password');
    const none = await through(['/bin/sh'], { exe: 'no-sudo-here' })();
    await expect(none.connect()).rejects.toThrow(/no-sudo-here: not found/);
    const unknown = await through(['/bin/sh'], { user: 'no-such-user' })();
    await expect(unknown.connect()).rejects.toThrow(/unknown user/);
  }, 20_000);
});

describe('shell sessions', () => {
  it('leave nothing behind when the control side dies', async () => {
    const inner = new ProcessOpener(['sh'], env);
    let last: ByteChannel | undefined;
    const opener = {
      open: async () => {
        last = await inner.open();
        return last;
      },
      close: async () => {},
    };
    const t = new ShellTarget({ host: 'h', user: 'root', opener });
    const dir = await t.tempDir();
    expect(existsSync(dir)).toBe(true);
    last?.stdin.destroy();
    for (let i = 0; i < 50 && existsSync(dir); i++) await new Promise((f) => setTimeout(f, 50));
    expect(existsSync(dir)).toBe(false);
    await t.close();
  }, 20_000);
  it('runs a hundred commands in one session', async () => {
    let opened = 0;
    const sh = new ProcessOpener(['sh'], env);
    const opener: ChannelOpener = {
      open: () => {
        opened += 1;
        return sh.open();
      },
      close: () => sh.close(),
    };
    const t = new ShellTarget({ host: 'h', user: 'root', opener });
    for (let i = 0; i < 100; i++)
      expect((await t.exec(['echo', String(i)])).stdout.toString()).toBe(`${i}\n`);
    expect(opened).toBe(1);
    await t.close();
  });
  it('takes input larger than a pipe while output flows back', async () => {
    const t = await over(['sh'])();
    const big = randomBytes(3_000_000);
    const r = await t.exec(['cat'], { stdin: big });
    expect(r.stdout.equals(big)).toBe(true);
    await t.close();
  });
});
