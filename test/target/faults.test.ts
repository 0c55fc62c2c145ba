import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ConnectionError } from '../../src/errors/ansible-error.ts';
import { TargetPool } from '../../src/target/pool.ts';
import { FaultProxy } from './proxy.ts';
import { TestSshd } from './sshd.ts';

const sshd = new TestSshd();
let proxy: FaultProxy;
let dir: string;
const env = { ...(process.env as Record<string, string>), SSH_AUTH_SOCK: '' };
beforeAll(async () => {
  await sshd.start();
  proxy = new FaultProxy(sshd.address, sshd.port);
  await proxy.start();
  dir = mkdtempSync(join(tmpdir(), 'faults-'));
}, 30_000);
afterAll(async () => {
  await proxy.end();
  await sshd.end();
  rmSync(dir, { recursive: true, force: true });
});
beforeEach(() => proxy.speak());

const info = (more: Record<string, string> = {}) => sshd.info({ port: proxy.port, options: more });

async function within<T>(pool: TargetPool, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } finally {
    await pool.closeAll();
  }
}
const lost = (p: Promise<unknown>): Promise<unknown> =>
  p.then(
    () => 'no error',
    (e: unknown) => e,
  );

describe('faults of the connection', () => {
  it('a host that dies in the middle of a command is unreachable, and can be reached again', async () => {
    const pool = new TargetPool({ environment: env });
    await within(pool, async () => {
      const target = await pool.acquire(info());
      const running = lost(target.shell('sleep 20'));
      await new Promise((f) => setTimeout(f, 300));
      proxy.cut();
      expect(await running).toBeInstanceOf(ConnectionError);
      expect((await (await pool.acquire(info())).shell('echo again')).stdout.toString()).toBe('again\n');
    });
  });

  it('a connection that was cut between two tasks is made anew', async () => {
    const pool = new TargetPool({ environment: env });
    await within(pool, async () => {
      const target = await pool.acquire(info());
      await target.shell('true');
      proxy.cut();
      await new Promise((f) => setTimeout(f, 200));
      expect((await (await pool.acquire(info())).shell('echo on')).stdout.toString()).toBe('on\n');
    });
  });

  it('sshd started anew between two tasks', async () => {
    const pool = new TargetPool({ environment: env });
    await within(pool, async () => {
      await (await pool.acquire(info())).shell('true');
      await sshd.stop();
      proxy.cut();
      await sshd.run();
      expect((await (await pool.acquire(info())).shell('echo on')).stdout.toString()).toBe('on\n');
    });
  });

  it('a host that dies in the middle of a file leaves the destination as it was', async () => {
    const pool = new TargetPool({ environment: env });
    const to = join(dir, 'dest');
    const big = join(dir, 'big');
    writeFileSync(to, 'as it was');
    writeFileSync(big, Buffer.alloc(8_000_000, 1));
    await within(pool, async () => {
      const target = await pool.acquire(info());
      const temp = await target.tempFile({ beside: to });
      proxy.cutAfterMore(1_000_000);
      const outcome = await lost(target.upload(big, temp).then(() => target.move(temp, to)));
      expect(outcome).toBeInstanceOf(ConnectionError);
      expect(readFileSync(to, 'utf8')).toBe('as it was');
    });
    // the shell that was left behind removes what was temporary
    for (let i = 0; i < 50 && readdirSync(dir).length > 2; i++) await new Promise((f) => setTimeout(f, 100));
    expect(readdirSync(dir).sort()).toEqual(['big', 'dest']);
  });

  it('a half-open connection is noticed by ServerAliveInterval', async () => {
    const pool = new TargetPool({ environment: env });
    await within(pool, async () => {
      const target = await pool.acquire(
        info({ ansible_ssh_args: '-o ServerAliveInterval=1 -o ServerAliveCountMax=2' }),
      );
      const running = lost(target.shell('sleep 60'));
      proxy.silence();
      expect(await running).toBeInstanceOf(ConnectionError);
      proxy.speak();
      proxy.cut();
    });
  }, 15_000);
});

describe('a timeout on a half-open connection', () => {
  it('ends the command though the host answers nothing any more', async () => {
    const pool = new TargetPool({ environment: env });
    await within(pool, async () => {
      const target = await pool.acquire(info());
      const running = target.shell('sleep 60', { timeout: 500 });
      await new Promise((f) => setTimeout(f, 300));
      proxy.silence();
      expect(await running).toMatchObject({ rc: 137, timedOut: true });
      proxy.speak();
      proxy.cut();
    });
  }, 25_000);
});

describe('faults of the host', () => {
  it('a full disk is said, and nothing half-written is put in place', async () => {
    const pool = new TargetPool({ environment: env });
    await within(pool, async () => {
      const target = await pool.acquire(sshd.info());
      await expect(target.writeFile('/dev/full', Buffer.alloc(100_000, 65))).rejects.toMatchObject({
        code: 'ENOSPC',
      });
      await expect(target.writeFile('/proc/version', 'x')).rejects.toThrow();
      expect(existsSync('/dev/full')).toBe(true);
    });
  });
});
