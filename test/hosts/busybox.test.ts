import { execFileSync, spawn, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startHttpServer } from '../module/http-server.ts';

// A host that has busybox and nothing else: no bash, no Python, no coreutils. A chroot in a mount namespace of its own,
// reached by the chroot connection.
const program = resolve(import.meta.dirname, '../../bin/ansible-playbook');
const busybox = '/usr/bin/busybox';
const noHost = (): string | undefined => {
  if (process.getuid?.() !== 0) return 'only root can make a chroot';
  if (!existsSync(busybox)) return 'there is no /usr/bin/busybox (busybox-static)';
  if (spawnSync('unshare', ['-m', '--propagation', 'private', 'true']).status !== 0)
    return 'mount namespaces are not allowed here';
  return undefined;
};
const why = noHost();
const dir = mkdtempSync(join(tmpdir(), 'busybox-'));
const root = join(dir, 'root');
const play = join(dir, 'play');

/** In the namespace: the chroot, with /proc and /dev/null of this machine; then the command. */
const script = `set -e
mkdir -p ${root}/bin ${root}/etc ${root}/tmp ${root}/root ${root}/dev ${root}/proc ${root}/srv
[ -e ${root}/bin/sh ] || { cp ${busybox} ${root}/bin/busybox; chroot ${root} /bin/busybox --install -s /bin; }
chmod 1777 ${root}/tmp
printf 'root:x:0:0:root:/root:/bin/sh\\nbin:x:1:1:bin:/bin:/bin/false\\n' >${root}/etc/passwd
printf 'root:x:0:\\nbin:x:1:\\n' >${root}/etc/group
printf 'NAME="Alpine Linux"\\nID=alpine\\nVERSION_ID=3.17.0\\n' >${root}/etc/os-release
echo 3.17.0 >${root}/etc/alpine-release
: >${root}/dev/null; mount --bind /dev/null ${root}/dev/null; mount -t proc proc ${root}/proc
exec "$@"`;

interface TaskResult extends Record<string, unknown> {
  readonly changed?: boolean;
  readonly failed?: boolean;
  readonly msg?: string;
}

/** Runs tasks there; the result of each, in order. */
async function run(tasks: readonly Record<string, unknown>[], vars: object = {}): Promise<TaskResult[]> {
  const file = join(play, 'play.yml');
  const all = tasks.map((t) => ({ ignore_errors: true, ...t }));
  writeFileSync(file, JSON.stringify([{ hosts: 'all', gather_facts: false, vars, tasks: all }]));
  const child = spawn(
    'unshare',
    [
      ...['-m', '--propagation', 'private', 'sh', '-c', script, 'sh', process.execPath, program],
      ...['-i', 'bb,', '-c', 'chroot', '-e', `ansible_host=${root}`, file],
    ],
    {
      env: {
        PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
        HOME: '/root',
        ANSIBLE_STDOUT_CALLBACK: 'json',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let out = '';
  let err = '';
  child.stdout.on('data', (d: Buffer) => (out += d.toString()));
  child.stderr.on('data', (d: Buffer) => (err += d.toString()));
  await new Promise((done) => child.on('close', done));
  if (!out.startsWith('{')) throw new Error(`${out}${err}`);
  const report = JSON.parse(out) as {
    plays: { tasks: { hosts: Record<string, TaskResult> }[] }[];
  };
  return (report.plays[0]?.tasks ?? []).map((t) => t.hosts['bb'] ?? {});
}
const changes = (r: readonly TaskResult[]): string =>
  r.map((t) => (t.failed ? `failed: ${t.msg}` : t.changed ? 'changed' : 'ok')).join('\n');
const there = (path: string): string => readFileSync(join(root, path), 'utf8');

describe.skipIf(why !== undefined || !existsSync(program))(`busybox only${why ? ` (${why})` : ''}`, () => {
  let server: Awaited<ReturnType<typeof startHttpServer>>;
  beforeAll(async () => {
    mkdirSync(join(play, 'files/tree/sub'), { recursive: true });
    mkdirSync(join(play, 'templates'));
    writeFileSync(join(play, 'files/tree/a'), 'one\n');
    writeFileSync(join(play, 'files/tree/sub/b b'), 'two\n');
    symlinkSync('a', join(play, 'files/tree/l'));
    writeFileSync(join(play, 'files/big'), Buffer.alloc(3_000_000, 'x'));
    writeFileSync(join(play, 'files/s.sh'), '#!/bin/sh\necho "$1 ran"\n');
    writeFileSync(join(play, 'templates/t.j2'), 'hello {{ who }}\n');
    for (const [flag, name] of [
      ['-z', 't.tgz'],
      ['-j', 't.tbz'],
      ['-J', 't.txz'],
    ] as const)
      execFileSync('tar', ['-c', flag, '-f', join(play, 'files', name), '-C', join(play, 'files'), 'tree']);
    execFileSync('zip', ['-qr', 't.zip', 'tree/a', 'tree/sub'], { cwd: join(play, 'files') });
    server = await startHttpServer();
  });
  afterAll(async () => {
    await server?.close();
    rmSync(dir, { recursive: true, force: true });
  });

  test('commands, scripts, jobs', async () => {
    const r = await run([
      { ping: {} },
      { raw: 'echo raw' },
      { command: { argv: ['printf', '%s|', 'a b', 'c'], chdir: '/tmp' } },
      { shell: 'echo "$V"; echo no >&2; exit 3', environment: { V: "it's" } },
      { command: 'nosuchprogram' },
      { script: 's.sh word' },
      { command: 'echo job', async: 10, poll: 1 },
      { shell: 'echo job; exit 2', async: 10, poll: 0, register: 'j' },
      {
        async_status: 'jid={{ j.ansible_job_id }}',
        register: 'r',
        until: 'r.finished',
        retries: 20,
        delay: 1,
      },
      { wait_for: { path: '/etc/passwd' } },
      { wait_for: { port: new URL(server.url).port, host: new URL(server.url).hostname, timeout: 5 } },
      { wait_for_connection: { timeout: 3 } },
    ]);
    expect(r.map((t) => t['stdout'] ?? '')).toEqual([
      ...['', 'raw\n', 'a b|c|', "it's", '', 'word ran\n', 'job', '', 'job', '', '', ''],
    ]);
    expect(r.flatMap((t, i) => (t.failed ? [i] : []))).toEqual([3, 4, 8]);
    expect(r[3]).toMatchObject({ rc: 3, stderr: 'no' });
    expect(r[4]?.msg).toBe("[Errno 2] No such file or directory: b'nosuchprogram'");
  });

  test('files', async () => {
    const tasks = [
      { file: { path: '/srv/d/e', state: 'directory', mode: '0750', owner: 'bin' } },
      { copy: { content: 'line one\n', dest: '/srv/f', mode: '0640' } },
      { copy: { src: 'big', dest: '/srv/big' } },
      { copy: { src: 'tree', dest: '/srv/', directory_mode: '0700' } },
      { copy: { src: '/srv/tree', dest: '/srv/tree2', remote_src: true } },
      { template: { src: 't.j2', dest: '/srv/t', group: 'bin' } },
      { lineinfile: { path: '/srv/l', line: 'added', create: true } },
      { blockinfile: { path: '/srv/l', block: 'a\nb' } },
      { replace: { path: '/srv/l', regexp: '^add(.*)', replace: 'less\\1' } },
      { ini_file: { path: '/srv/i', section: 's', option: 'o', value: 'v' } },
      { assemble: { src: '/srv/tree', dest: '/srv/assembled' } },
      { file: { path: '/srv/link', src: 'f', state: 'link' } },
      { fetch: { src: '/srv/big', dest: `${play}/fetched`, flat: true } },
    ];
    expect(changes(await run(tasks, { who: 'me' }))).toBe(tasks.map(() => 'changed').join('\n'));
    expect(there('srv/l')).toBe('lessed\n# BEGIN ANSIBLE MANAGED BLOCK\na\nb\n# END ANSIBLE MANAGED BLOCK\n');
    expect(there('srv/t')).toBe('hello me\n');
    expect(there('srv/tree2/tree/sub/b b')).toBe('two\n');
    expect(readFileSync(join(play, 'fetched')).equals(readFileSync(join(play, 'files/big')))).toBe(true);
    // and the second time there is nothing to do; replace has nothing that fits either
    expect(
      changes(
        await run(
          tasks.filter((t) => !('lineinfile' in t)),
          { who: 'me' },
        ),
      ),
    ).toBe(
      tasks
        .slice(1)
        .map(() => 'ok')
        .join('\n'),
    );
    const [stat, slurp, find, temp, facts] = await run([
      { stat: { path: '/srv/big', checksum_algorithm: 'sha256' } },
      { slurp: { src: '/srv/t' } },
      { find: { paths: '/srv', recurse: true, patterns: 'b*', contains: 'tw.' } },
      { tempfile: { state: 'directory', suffix: 'x' } },
      { setup: {} },
    ]);
    expect(stat?.['stat']).toMatchObject({ size: 3_000_000, mode: '0644', pw_name: 'root', isreg: true });
    expect(slurp?.['content']).toBe(Buffer.from('hello me\n').toString('base64'));
    expect(find?.['matched']).toBe(2);
    expect(temp).toMatchObject({ mode: '0700', state: 'directory' });
    expect(facts?.['ansible_facts']).toMatchObject({
      ansible_distribution: 'Alpine',
      ansible_distribution_version: '3.17.0',
      ansible_os_family: 'Alpine',
      ansible_user_id: 'root',
    });
  });

  test('archives', async () => {
    const dirs = ['gz', 'bz', 'xz', 'zip'].map((n) => `/srv/un/${n}`);
    const unpack = ['t.tgz', 't.tbz', 't.txz', 't.zip'].map((src, i) => ({
      unarchive: { src, dest: dirs[i] },
    }));
    const make = dirs.map((path) => ({ file: { path, state: 'directory' } }));
    expect(changes(await run([...make, ...unpack])).split('\n')).toEqual(Array(8).fill('changed'));
    expect(changes(await run(unpack)).split('\n')).toEqual(Array(4).fill('ok'));
    for (const d of dirs) expect(there(`${d}/tree/sub/b b`)).toBe('two\n');
    const pack = ['gz', 'bz2', 'tar'].map((format) => ({
      archive: { path: '/srv/un/gz/tree', dest: `/srv/packed.${format}`, format },
    }));
    expect(changes(await run(pack))).toBe('changed\nchanged\nchanged');
    expect(
      execFileSync('tar', ['-tf', join(root, 'srv/packed.bz2')], { encoding: 'utf8' })
        .split('\n')
        .sort(),
    ).toEqual(['', 'tree/a', 'tree/l', 'tree/sub/', 'tree/sub/b b']);
    const [zip] = await run([{ archive: { path: '/srv/un', dest: '/srv/o.zip', format: 'zip' } }]);
    expect(zip?.msg).toBe('Failed to find required executable "zip" in paths of the host');
  });

  test('downloads, and what needs more than busybox says so', async () => {
    const r = await run([
      { get_url: { url: `${server.url}/f`, dest: '/srv/got', mode: '0600' } },
      { get_url: { url: `${server.url}/none`, dest: '/srv/got2' } },
      { uri: { url: `${server.url}/json` } },
      { uri: { url: `${server.url}/echo`, method: 'POST', body: 'text' } },
      {
        uri: { url: `${server.url}/auth`, url_username: 'u', url_password: 'xyzzy', force_basic_auth: true },
      },
      { user: { name: 'new' } },
      { group: { name: 'new' } },
      { getent: { database: 'passwd' } },
      { systemd: { name: 'x', state: 'started' } },
      { package: { name: 'x' } },
      { git: { repo: 'http://127.0.0.1:1/', dest: '/srv/git' } },
      { command: 'true', become: true },
    ]);
    expect(there('srv/got')).toMatch(/^hello world\n/);
    expect(r[0]).toMatchObject({ changed: true, mode: '0600', status_code: 200 });
    expect(r[1]).toMatchObject({ failed: true, msg: 'Request failed', status_code: 404 });
    expect(r[2]).toMatchObject({ status: 200, json: { b: '\u00fc' } });
    expect(r[3]).toMatchObject({ json: { method: 'POST', body: 'text' } });
    const said = r.slice(4).map((t) => (t.failed ? `${t.msg} ${t['module_stderr'] ?? ''}` : 'ran'));
    for (const [i, words] of [
      /without showing it in the list of processes needs curl or GNU wget/,
      /required executable "useradd"/,
      /required executable "groupadd"/,
      /required executable "getent"/,
      /required executable "systemctl"/,
      /Could not detect which package manager/,
      /required executable "git"/,
      /sudo: not found/,
    ].entries())
      expect(said[i]).toMatch(words);
  });
});
