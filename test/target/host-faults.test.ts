import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  ftruncateSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { outputLimit } from '../../src/module/support/lines.ts';
import { ProcessOpener } from '../../src/target/shell/channel.ts';
import { ShellTarget } from '../../src/target/shell/shell-target.ts';
import { newSaid, runModule } from '../module/harness.ts';

const env = process.env as Record<string, string>;
const dir = mkdtempSync(join(tmpdir(), 'host-faults-'));
chmodSync(dir, 0o755);
const disk = join(dir, 'disk');
mkdirSync(disk);
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const over = (argv: readonly string[], more: Partial<{ remoteTmp: string }> = {}): ShellTarget =>
  new ShellTarget({ host: 'h', user: 'root', opener: new ProcessOpener(argv, env), ...more });
/** A host whose disk is a small file system of its own, seen by its shells alone (each has its own). */
const withDisk = (prepare: string): ShellTarget =>
  new ShellTarget({
    host: 'h',
    user: 'root',
    sessions: 1,
    opener: new ProcessOpener(['nsenter', '--mount', '-t', String(holder(prepare)), '--', 'sh'], env),
  });
const holders: ChildProcess[] = [];
afterAll(() => {
  for (const h of holders) h.kill('SIGKILL');
});
function holder(prepare: string): number {
  const ready = join(dir, `ready${holders.length}`);
  const child = spawn('unshare', ['-m', 'sh', '-c', `${prepare}\n: >${ready}\nexec sleep 600`], {
    stdio: 'inherit',
  });
  holders.push(child);
  for (let i = 0; i < 200 && !existsSync(ready); i++) execFileSync('sleep', ['0.05']);
  return child.pid ?? 0;
}

describe('faults of the host', () => {
  it('a full disk leaves every destination as it was, and nothing beside', async () => {
    const t = withDisk(
      `mount -t tmpfs -o size=1m tmpfs ${disk}; mkdir ${disk}/tree; echo old >${disk}/f; echo old >${disk}/tree/a`,
    );
    const big = join(dir, 'big');
    const tree = join(dir, 'tree');
    mkdirSync(tree);
    writeFileSync(big, Buffer.alloc(3_000_000, 'b'));
    for (const n of ['a', 'b', 'c']) writeFileSync(join(tree, n), Buffer.alloc(600_000, n));
    const seen = async (): Promise<string> =>
      (await t.shell(`cd ${disk}; cat f tree/a; find . | sort`)).stdout.toString();
    const before = await seen();
    const content = await runModule(
      'copy',
      { content: 'x'.repeat(3_000_000), dest: `${disk}/f` },
      { target: t },
    );
    expect(content['failed']).toBe(true);
    expect(String(content['msg'])).toMatch(/ENOSPC|No space left/);
    const file = await runModule('copy', { src: big, dest: `${disk}/f` }, { target: t });
    expect(String(file['msg'])).toMatch(/ENOSPC|No space left/);
    expect(await seen()).toBe(before);
    // a tree ends at the file that found no room, those before it are there as a whole
    const whole = await runModule('copy', { src: `${tree}/`, dest: `${disk}/tree/` }, { target: t });
    expect(whole['failed']).toBe(true);
    expect((await t.shell(`find ${disk} -name '.ansible*'`)).stdout.toString()).toBe('');
    for (const n of ['a', 'b', 'c']) {
      const r = await t.shell(`[ ! -e ${disk}/tree/${n} ] || wc -c <${disk}/tree/${n}`);
      expect(['', '4', '600000']).toContain(r.stdout.toString().trim());
    }
    await t.close();
  }, 60_000);

  it('a read-only file system is said', async () => {
    const t = withDisk(
      `mount -t tmpfs -o size=1m tmpfs ${disk}; echo old >${disk}/f; mount -o remount,ro ${disk}`,
    );
    const file = await runModule('copy', { content: 'new', dest: `${disk}/f` }, { target: t });
    expect([file['failed'], file['msg']]).toEqual([true, `Destination ${disk} not writable`]);
    const made = await runModule('file', { path: `${disk}/d/e`, state: 'directory' }, { target: t });
    expect(String(made['msg'])).toMatch(/There was an issue creating .*\[Errno 30\] Read-only file system/);
    const line = await runModule('lineinfile', { path: `${disk}/f`, line: 'x' }, { target: t });
    expect(line['failed']).toBe(true);
    expect((await t.readFile(`${disk}/f`)).toString()).toBe('old\n');
    await t.close();
  }, 60_000);

  it('a temporary directory of somebody else is not used', async () => {
    const foreign = join(dir, 'foreign');
    mkdirSync(foreign, { mode: 0o755 });
    chownSync(foreign, 1, 1);
    const t = over(['setpriv', '--reuid=65534', '--clear-groups', 'sh'], { remoteTmp: foreign });
    const made = await t.tempDir();
    expect(made.startsWith(foreign)).toBe(false);
    expect(statSync(made)).toMatchObject({ uid: 65534 });
    expect(statSync(made).mode & 0o7777).toBe(0o700);
    await t.close();
    expect(existsSync(made)).toBe(false);
  }, 30_000);

  it('a limit on the size of files is told', async () => {
    const t = over(['sh', '-c', 'ulimit -f 100; exec sh']);
    const r = await runModule(
      'copy',
      { content: 'y'.repeat(400_000), dest: join(dir, 'limited') },
      { target: t },
    );
    expect(r['failed']).toBe(true);
    expect(existsSync(join(dir, 'limited'))).toBe(false);
    expect(readdirSync(dir).filter((n) => n.startsWith('.ansible'))).toEqual([]);
    await t.close();
  }, 30_000);
});

describe('bounds', () => {
  it('holds no more of an output than a result can', async () => {
    const t = over(['sh']);
    // (nobody looks at the lines)
    const said = { ...newSaid(), live: { push: () => 0 } as unknown as string[] };
    let most = 0;
    const begin = process.memoryUsage().rss;
    const watch = setInterval(() => {
      most = Math.max(most, process.memoryUsage().rss - begin);
    }, 50);
    for (const cmd of ['head -c 1073741824 /dev/zero', 'yes | head -c 300000000']) {
      const r = await runModule('shell', {}, { target: t, freeForm: cmd, said });
      expect([r['failed'], r['rc'], r['stdout']]).toEqual([true, 0, '']);
      expect(r['msg']).toMatch(/more than 128 MB or 5000000 lines/);
    }
    expect(await t.shell('head -c 200000000 /dev/zero', { limit: outputLimit })).toMatchObject({
      truncated: true,
    });
    clearInterval(watch);
    expect(most).toBeLessThan(500 << 20);
    expect((await t.exec(['echo', 'on'])).stdout.toString()).toBe('on\n');
    await t.close();
  }, 180_000);

  it('keeps holes in both directions', async () => {
    const t = over(['sh']);
    const from = join(dir, 'sparse');
    const fd = openSync(from, 'w');
    writeSync(fd, Buffer.alloc(70_000, 's'), 0, 70_000, 0);
    writeSync(fd, Buffer.alloc(70_000, 'e'), 0, 70_000, 40_000_000);
    ftruncateSync(fd, 60_000_000);
    closeSync(fd);
    const same = (path: string): void => {
      expect(readFileSync(path).equals(readFileSync(from))).toBe(true);
      expect(statSync(path).blocks * 512).toBeLessThan(2_000_000);
    };
    await t.upload(from, join(dir, 'up'));
    same(join(dir, 'up'));
    await t.place(join(dir, 'placed'), { data: { file: from } });
    same(join(dir, 'placed'));
    await t.download(from, join(dir, 'down'));
    same(join(dir, 'down'));
    await expect(t.download(from, join(dir, 'no/where'))).rejects.toMatchObject({ code: 'ENOENT' });
    await t.close();
  }, 60_000);
});
