import { createHash, randomBytes } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Target, TargetError } from '../../src/target/types.ts';

/** File names that break careless quoting. */
const oddNames = [
  'a b',
  "it's",
  'new\nline',
  '-rf',
  '"q" $HOME `id` \\n',
  'ünïcödé☃',
  '*',
  '~',
  ' lead',
  'trail ',
  'tab\there',
  '%s%n',
  'end\n',
];

const code = async (p: Promise<unknown>): Promise<string> =>
  p.then(
    () => 'none',
    (e: unknown) => (e instanceof TargetError ? e.code : String(e)),
  );

/** The behaviour that every kind of target has. `open` gives a fresh target; files are seen through this machine. */
export function targetSuite(
  name: string,
  open: () => Promise<Target>,
  features: { readonly fraction?: boolean } = {},
): void {
  describe(name, () => {
    let t: Target;
    let dir: string;
    beforeAll(async () => {
      dir = realpathSync(mkdtempSync(join(tmpdir(), 'target-suite-')));
      chmodSync(dir, 0o755);
      t = await open();
      // every session may be another user's
      const who = await t.exec(['id', '-u']);
      if (who.stdout.toString().trim() !== String(process.getuid?.())) chmodSync(dir, 0o777);
    }, 30_000);
    afterAll(async () => {
      await t?.close();
      rmSync(dir, { recursive: true, force: true });
    });
    const at = (n: string): string => join(dir, n);

    it('runs programs with their arguments untouched', async () => {
      const r = await t.exec(['printf', '%s|', ...oddNames, '', '$(id)']);
      expect(r.stdout.toString()).toBe([...oddNames, '', '$(id)'].map((n) => `${n}|`).join(''));
      expect(r.rc).toBe(0);
      expect(r.stderr.length).toBe(0);
    });

    it('keeps stdout, stderr, exit code and signal apart', async () => {
      const r = await t.shell('echo out; echo err >&2; exit 7');
      expect([r.stdout.toString(), r.stderr.toString(), r.rc]).toEqual(['out\n', 'err\n', 7]);
      const k = await t.shell('kill -9 $$');
      expect(k.rc).toBe(137);
      expect(k.signal).toBe('SIGKILL');
      const e = await t.shell('exit 200');
      expect([e.rc, e.signal]).toEqual([200, undefined]);
      expect((await t.shell('printf x')).stdout.toString()).toBe('x');
      expect((await t.shell("printf 'x\n\n'")).stdout.toString()).toBe('x\n\n');
    });

    it('says 127 for what is not there and names a missing directory', async () => {
      const r = await t.exec(['no-such-program-here', 'x']);
      expect(r.rc).toBe(127);
      expect(r.stderr.toString()).toMatch(/no-such-program-here.*not found/);
      expect(await code(t.exec(['true'], { cwd: at('nowhere') }))).toBe('ENOENT');
      writeFileSync(at('plain'), 'x');
      expect((await t.exec([at('plain')])).rc).toBe(126);
    });

    it('gives cwd, environment, umask and stdin', async () => {
      mkdirSync(at("dir with 'quote"), { mode: 0o777 });
      const r = await t.shell('pwd; echo "$FOO"; umask; cat', {
        cwd: at("dir with 'quote"),
        env: { FOO: "it's $HOME\nline two" },
        umask: 0o027,
        stdin: 'from stdin\n',
      });
      expect(r.stdout.toString()).toBe(`${at("dir with 'quote")}\nit's $HOME\nline two\n0027\nfrom stdin\n`);
      expect((await t.shell('cat; echo end')).stdout.toString()).toBe('end\n');
      expect((await t.shell('echo "${FOO-unset}"')).stdout.toString()).toBe('unset\n');
      const e = t.withEnvironment({ BAR: 'x y', FOO: 'task' });
      expect((await e.shell('echo "$BAR $FOO"')).stdout.toString()).toBe('x y task\n');
      expect((await e.environment())['BAR']).toBe('x y');
      expect((await t.environment())['BAR']).toBeUndefined();
    });

    it('is binary safe both ways', async () => {
      const all = Buffer.concat([
        Buffer.from(Array.from({ length: 256 }, (_, i) => i)),
        randomBytes(70_000),
        Buffer.from('\n'),
      ]);
      const r = await t.exec(['cat'], { stdin: all });
      expect(r.stdout.equals(all)).toBe(true);
      await t.writeFile(at('bin'), all);
      expect(readFileSync(at('bin')).equals(all)).toBe(true);
      expect((await t.readFile(at('bin'))).equals(all)).toBe(true);
      for (const small of ['', '\n', 'x', '\n\n', '\0']) {
        await t.writeFile(at('bin'), small);
        expect((await t.readFile(at('bin'))).toString()).toBe(small);
      }
    });

    it('takes big outputs on both streams', async () => {
      const r = await t.shell('head -c 6000000 /dev/zero; head -c 5000000 /dev/zero >&2');
      expect([r.stdout.length, r.stderr.length]).toEqual([6_000_000, 5_000_000]);
      let seen = 0;
      const d = await t.shell('head -c 6000000 /dev/zero', {
        discard: true,
        onStdout: (c) => {
          seen += c.length;
        },
      });
      expect([d.stdout.length, seen]).toEqual([0, 6_000_000]);
    });

    it('hands on output as it comes', async () => {
      const times: number[] = [];
      await t.shell('echo a; sleep 0.4; echo b', { onStdout: () => void times.push(Date.now()) });
      expect(times.length).toBe(2);
      expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThan(250);
    });

    it('ends a command and its children at the timeout', async () => {
      const pidFile = at('child.pid');
      const r = await t.shell(`sleep 600 & echo $! > ${pidFile}; wait`, { timeout: 400 });
      expect(r.timedOut).toBe(true);
      const pid = Number(readFileSync(pidFile, 'utf8'));
      await new Promise((f) => setTimeout(f, 150));
      expect(
        existsSync(`/proc/${pid}`) && !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8')),
      ).toBe(false);
      expect((await t.exec(['echo', 'still here'])).stdout.toString()).toBe('still here\n');
    }, 60_000);

    it('ends a command when it is cancelled', async () => {
      const stop = new AbortController();
      setTimeout(() => stop.abort(), 200);
      const r = await t.shell('sleep 600', { signal: stop.signal });
      expect(r.rc).not.toBe(0);
    }, 60_000);

    it('does not wait for what a command left in the background', async () => {
      const r = await t.shell('sleep 600 & echo $!');
      expect(r.rc).toBe(0);
      await t.exec(['kill', r.stdout.toString().trim()]);
    }, 60_000);

    it('does many things at once', async () => {
      const rs = await Promise.all(
        Array.from({ length: 12 }, (_, i) => t.shell(`sleep 0.0${i % 3}; echo ${i}; echo e${i} >&2`)),
      );
      expect(rs.map((r) => r.stdout.toString() + r.stderr.toString())).toEqual(
        Array.from({ length: 12 }, (_, i) => `${i}\ne${i}\n`),
      );
    }, 20_000);

    it('stats as the kernel does', async () => {
      writeFileSync(at('f'), 'hello', { mode: 0o640 });
      symlinkSync('f', at('l'));
      symlinkSync('nowhere', at('dangling'));
      const s = await t.stat(at('f'));
      const real = statSync(at('f'));
      expect(s).toMatchObject({
        path: at('f'),
        type: 'file',
        mode: 0o640,
        uid: real.uid,
        gid: real.gid,
        size: 5,
        inode: real.ino,
        dev: real.dev,
        nlink: 1,
        blocks: real.blocks,
        owner: 'root',
        group: 'root',
        rdev: 0,
      });
      expect(Math.abs((s?.mtime ?? 0) - real.mtimeMs / 1000)).toBeLessThan(
        features.fraction === false ? 1 : 0.001,
      );
      expect(await t.stat(at('l'), { follow: false })).toMatchObject({ type: 'link', linkTarget: 'f' });
      expect(await t.stat(at('l'))).toMatchObject({ type: 'file', size: 5 });
      expect(await t.stat(at('dangling'))).toBeUndefined();
      expect(await t.stat(at('dangling'), { follow: false })).toMatchObject({ linkTarget: 'nowhere' });
      expect(await t.stat(at('missing'))).toBeUndefined();
    });

    it('tells types and bulk stats', async () => {
      await t.exec(['mkfifo', at('fifo')]);
      const all = await t.statMany([dir, at('fifo'), '/dev/null', at('missing'), at('f')]);
      expect(all.map((s) => s?.type)).toEqual(['directory', 'fifo', 'char', undefined, 'file']);
      expect(all[2]?.rdev).toBe(statSync('/dev/null').rdev);
      expect(await t.statMany([])).toEqual([]);
    });

    it('works with odd names', async () => {
      const d = await t.tempDir();
      for (const n of oddNames) {
        const p = join(d, n);
        await t.writeFile(p, n);
        expect((await t.readFile(p)).toString()).toBe(n);
        expect(await t.stat(p)).toMatchObject({ path: p, type: 'file', size: Buffer.byteLength(n) });
        await t.symlink(n, join(d, 'link'));
        expect((await t.stat(join(d, 'link'), { follow: false }))?.linkTarget).toBe(n);
        await t.unlink(join(d, 'link'));
        await t.copyFile(p, join(d, 'copy'));
        await t.move(join(d, 'copy'), p);
        await t.chmod(p, 0o600);
      }
      expect(await t.list(d)).toEqual([...oddNames].sort());
      expect((await t.walk(d)).map((s) => s.path)).toEqual([...oddNames].sort().map((n) => join(d, n)));
      const sha = (n: string): string => createHash('sha1').update(n).digest('hex');
      expect(
        await t.hashMany(
          oddNames.map((n) => join(d, n)),
          'sha1',
        ),
      ).toEqual(oddNames.map(sha));
      for (const n of oddNames) await t.removeTree(join(d, n));
      expect(await t.list(d)).toEqual([]);
    }, 20_000);

    it('works with odd relative names in a directory', async () => {
      await t.writeFile(at('-n'), 'dash');
      expect((await t.exec(['cat', '--', '-n'], { cwd: dir })).stdout.toString()).toBe('dash');
    });

    it('hashes', async () => {
      const data = randomBytes(100_000);
      await t.writeFile(at('h'), data);
      for (const a of ['md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512'] as const)
        expect(await t.hash(at('h'), a)).toBe(createHash(a).update(data).digest('hex'));
      expect(await t.hashMany([at('h'), at('missing'), dir], 'md5')).toEqual([
        createHash('md5').update(data).digest('hex'),
        undefined,
        undefined,
      ]);
      expect(await code(t.hash(at('missing'), 'sha1'))).toBe('ENOENT');
    });

    it('writes with the mode asked for and appends', async () => {
      await t.writeFile(at('w'), 'one', { mode: 0o666 });
      expect(statSync(at('w')).mode & 0o7777).toBe(0o666);
      await t.writeFile(at('w'), 'two', { mode: 0o600 });
      expect(statSync(at('w')).mode & 0o7777).toBe(0o666);
      await t.appendFile(at('w'), ' three');
      expect(readFileSync(at('w'), 'utf8')).toBe('two three');
      await t.writeFile(at('private'), 'x');
      expect(statSync(at('private')).mode & 0o7777).toBe(0o600);
    });

    it('carries files there and back', async () => {
      const local = mkdtempSync(join(tmpdir(), 'target-local-'));
      const data = Buffer.concat([randomBytes(3_000_000), Buffer.from('\n\n')]);
      writeFileSync(join(local, 'up'), data);
      await t.upload(join(local, 'up'), at('uploaded'), { mode: 0o640 });
      expect(readFileSync(at('uploaded')).equals(data)).toBe(true);
      expect(statSync(at('uploaded')).mode & 0o7777).toBe(0o640);
      await t.download(at('uploaded'), join(local, 'down'));
      expect(readFileSync(join(local, 'down')).equals(data)).toBe(true);
      expect(await code(t.download(at('missing'), join(local, 'no')))).toBe('ENOENT');
      expect(await code(t.upload(join(local, 'none'), at('no')))).toBe('ENOENT');
      writeFileSync(join(local, 'empty'), '');
      await t.upload(join(local, 'empty'), at('uploaded'));
      expect(readFileSync(at('uploaded')).length).toBe(0);
      rmSync(local, { recursive: true });
    }, 20_000);

    it('names errors by errno', async () => {
      writeFileSync(at('file'), '');
      mkdirSync(at('full/x'), { recursive: true });
      expect(await code(t.readFile(at('missing')))).toBe('ENOENT');
      expect(await code(t.readFile(dir))).toBe('EISDIR');
      expect(await code(t.list(at('missing')))).toBe('ENOENT');
      expect(await code(t.list(at('file')))).toBe('ENOTDIR');
      expect(await code(t.mkdir(at('file')))).toBe('EEXIST');
      expect(await code(t.mkdir(at('no/where')))).toBe('ENOENT');
      expect(await code(t.rmdir(at('full')))).toBe('ENOTEMPTY');
      expect(await code(t.unlink(at('missing')))).toBe('ENOENT');
      expect(await code(t.unlink(at('full')))).toBe('EISDIR');
      expect(await code(t.writeFile(at('no/where'), 'x'))).toBe('ENOENT');
      expect(await code(t.writeFile(dir, 'x'))).toBe('EISDIR');
      expect(await code(t.symlink('x', at('file')))).toBe('EEXIST');
      expect(await code(t.link(at('missing'), at('hard')))).toBe('ENOENT');
      expect(await code(t.rename(at('missing'), at('x')))).toBe('ENOENT');
      expect(await code(t.chmod(at('missing'), 0o600))).toBe('ENOENT');
      expect(await code(t.chown(at('missing'), 0, 0))).toBe('ENOENT');
      expect(await code(t.removeTree(at('missing')))).toBe('none');
      expect(await code(t.copyFile(at('missing'), at('x')))).toBe('ENOENT');
      expect(await code(t.move(at('missing'), at('x')))).toBe('ENOENT');
      await new Promise((f) => setTimeout(f, 1));
    });

    it('makes and removes directories and links', async () => {
      await t.mkdir(at('d1'), { mode: 0o750 });
      expect(statSync(at('d1')).mode & 0o7777).toBe(0o750);
      await t.mkdir(at('d1/a/b'), { parents: true });
      await t.mkdir(at('d1/a/b'), { parents: true });
      await t.writeFile(at('d1/a/b/f'), 'x');
      await t.link(at('d1/a/b/f'), at('d1/hard'));
      expect(statSync(at('d1/hard')).nlink).toBe(2);
      await t.rename(at('d1/hard'), at('d1/renamed'));
      await t.symlink('../d1', at('d1/self'));
      expect((await t.walk(at('d1'))).map((s) => s.path.slice(dir.length))).toEqual([
        '/d1/a',
        '/d1/a/b',
        '/d1/a/b/f',
        '/d1/renamed',
        '/d1/self',
      ]);
      expect((await t.walk(at('d1'), { maxDepth: 1 })).map((s) => s.path.slice(dir.length))).toEqual([
        '/d1/a',
        '/d1/renamed',
        '/d1/self',
      ]);
      await t.rename(at('d1/renamed'), at('d1/a/renamed'));
      await t.removeTree(at('d1'));
      expect(existsSync(at('d1'))).toBe(false);
    });

    it('changes mode and times', async () => {
      await t.writeFile(at('m'), 'x');
      await t.chmod(at('m'), 0o4755);
      expect(statSync(at('m')).mode & 0o7777).toBe(0o4755);
      await t.utimes(at('m'), 1_000_000, 2_000_000);
      expect(statSync(at('m')).atimeMs).toBe(1_000_000_000);
      expect(statSync(at('m')).mtimeMs).toBe(2_000_000_000);
      await t.utimes(at('m'), undefined, 3_000_000);
      expect(statSync(at('m')).atimeMs).toBe(1_000_000_000);
      expect(statSync(at('m')).mtimeMs).toBe(3_000_000_000);
      await t.symlink('m', at('ml'));
      await t.chmod(at('ml'), 0o600, { follow: false });
      expect(statSync(at('m')).mode & 0o7777).toBe(0o4755);
    });

    it('moves as atomic_move does', async () => {
      await t.writeFile(at('dest'), 'old', { mode: 0o641 });
      await t.chmod(at('dest'), 0o641);
      const temp = await t.tempFile({ beside: at('dest') });
      await t.writeFile(temp, 'new');
      await t.move(temp, at('dest'));
      expect(readFileSync(at('dest'), 'utf8')).toBe('new');
      expect(statSync(at('dest')).mode & 0o7777).toBe(0o641);
      expect(existsSync(temp)).toBe(false);
      const far = await t.tempFile();
      await t.writeFile(far, 'far');
      await t.move(far, at('fresh'));
      const mask = Number.parseInt((await t.shell('umask')).stdout.toString(), 8);
      expect(statSync(at('fresh')).mode & 0o7777).toBe(0o666 & ~mask);
      expect(existsSync(far)).toBe(false);
      await t.writeFile('/dev/shm/target-suite-src', 'across');
      await t.move('/dev/shm/target-suite-src', at('fresh'));
      expect(readFileSync(at('fresh'), 'utf8')).toBe('across');
      expect(existsSync('/dev/shm/target-suite-src')).toBe(false);
      mkdirSync(at('adir'), { recursive: true });
      await t.writeFile(at('x1'), 'x');
      expect(await code(t.move(at('x1'), at('adir')))).toBe('EISDIR');
    });

    it('copies with mode and times', async () => {
      await t.writeFile(at('c1'), 'copy me');
      await t.chmod(at('c1'), 0o751);
      await t.utimes(at('c1'), 1_000_000, 2_000_000);
      await t.copyFile(at('c1'), at('c2'));
      const s = statSync(at('c2'));
      expect([s.mode & 0o7777, s.mtimeMs, readFileSync(at('c2'), 'utf8')]).toEqual([
        0o751,
        2_000_000_000,
        'copy me',
      ]);
    });

    it('makes private temporary files that go at the end', async () => {
      const other = await open();
      const d = await other.tempDir({ prefix: 'pre.' });
      const f = await other.tempFile({ prefix: 'p', suffix: '.yml' });
      const b = await other.tempFile({ beside: at('near') });
      expect(statSync(d).mode & 0o7777).toBe(0o700);
      expect(d).toMatch(/\/pre\.[^/]+$/);
      expect(statSync(f).mode & 0o7777).toBe(0o600);
      expect(f).toMatch(/\/p[^/]+\.yml$/);
      expect(b.startsWith(`${dir}/`)).toBe(true);
      await other.close();
      for (const p of [d, f, b]) expect(existsSync(p)).toBe(false);
    }, 20_000);

    it('finds programs, homes, users and groups', async () => {
      expect(await t.which('sh')).toMatch(/\/sh$/);
      expect(await t.which('no-such-program')).toBeUndefined();
      expect(await t.which('/bin/sh')).toBe('/bin/sh');
      writeFileSync(at('tool'), '#!/bin/sh\n', { mode: 0o755 });
      expect(await t.which('tool', [dir])).toBe(at('tool'));
      expect(await t.userId('root')).toBe(0);
      expect(await t.groupId('root')).toBe(0);
      expect(await t.userId('no-such-user')).toBeUndefined();
      const env = await t.environment();
      expect(await t.expand('~/x')).toBe(`${env['HOME']}/x`);
      expect(await t.expand('~root/x')).toBe('/root/x');
      expect(await t.expand('~nosuchuser/x')).toBe('~nosuchuser/x');
      expect(await t.withEnvironment({ V: 'v w' }).expand('/a/$V/${V}/$NOPE')).toBe('/a/v w/v w/$NOPE');
    });

    it('resolves paths', async () => {
      symlinkSync('full', at('tofull'));
      mkdirSync(at('full/x'), { recursive: true });
      symlinkSync('loop', at('loop'));
      expect(await t.realpath(at('tofull/x'))).toBe(at('full/x'));
      expect(await t.realpath(at('tofull/no/such'))).toBe(at('full/no/such'));
      expect(await t.realpath(at('dangling'))).toBe(at('nowhere'));
      expect(await t.realpath(at('full/../f'))).toBe(at('f'));
      expect(await t.realpath(at('loop'))).toBe(at('loop'));
    });

    it('tells access', async () => {
      writeFileSync(at('acc'), '', { mode: 0o644 });
      expect(await t.access(at('acc'))).toMatchObject({ read: true, execute: false });
      expect(await t.access(at('missing'))).toEqual({ read: false, write: false, execute: false });
    });
  });
}
