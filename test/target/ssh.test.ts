import { createHmac, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TargetPool } from '../../src/target/pool.ts';
import { ShellTarget } from '../../src/target/shell/shell-target.ts';
import { SshOpener } from '../../src/target/ssh/ssh-opener.ts';
import type { ConnectionInfo, Target } from '../../src/target/types.ts';
import { TestSshd } from './sshd.ts';
import { targetSuite } from './suite.ts';

const sshd = new TestSshd();
const scarce = new TestSshd();
beforeAll(async () => {
  await sshd.start();
  await scarce.start('MaxSessions 2');
}, 30_000);
afterAll(async () => {
  await sshd.end();
  await scarce.end();
});
const env = { ...(process.env as Record<string, string>), SSH_AUTH_SOCK: '' };
const open = async (info: ConnectionInfo): Promise<ShellTarget> =>
  new ShellTarget({ host: info.host, user: 'root', opener: await SshOpener.connect(info, env) });

targetSuite('ShellTarget over ssh2', async () => open(sshd.info()));
targetSuite('ShellTarget over ssh2 with two sessions a connection', async () => open(scarce.info()));

const message = (info: ConnectionInfo): Promise<string> =>
  open(info).then(
    async (t) => {
      await t.close();
      return 'connected';
    },
    (e: Error) => e.message,
  );

describe('ssh', () => {
  it('says what is wrong as OpenSSH does', async () => {
    expect(await message(sshd.info({ port: 1 }))).toBe(
      'Failed to connect to the host via ssh: ssh: connect to host 127.0.0.2 port 1: Connection refused',
    );
    expect(await message(sshd.info({ address: 'no-such-host.invalid' }))).toMatch(
      /^Failed to connect to the host via ssh: ssh: Could not resolve hostname no-such-host.invalid: /,
    );
    expect(
      await message(
        sshd.info({
          privateKeyFile: undefined,
          options: { ansible_ssh_args: '-o IdentitiesOnly=yes -o IdentityFile=none' },
        }),
      ),
    ).toBe('Failed to connect to the host via ssh: root@127.0.0.2: Permission denied (publickey,password).');
    expect(
      await message(sshd.info({ user: 'nobody-here', password: 'wrong', privateKeyFile: undefined })),
    ).toBe('Invalid/incorrect password: Permission denied, please try again.');
    expect(
      await message(sshd.info({ options: { ansible_ssh_common_args: '-F none -o NoSuchOption=1' } })),
    ).toBe(
      'Failed to connect to the host via ssh: command-line: line 0: Bad configuration option: nosuchoption',
    );
    const proxied = await message(
      sshd.info({
        options: { ansible_ssh_common_args: "-F none -o ProxyCommand='echo no way >&2; sleep 0.2; false'" },
      }),
    );
    expect(proxied).toMatch(
      /^Failed to connect to the host via ssh: no way\n(?:kex_exchange_identification: Connection closed by remote host\r\nConnection closed by UNKNOWN port 65535|banner exchange: Connection to UNKNOWN port 65535: Broken pipe)$/,
    );
  });

  it('uses encrypted keys with their passphrase and says so without', async () => {
    expect(await message(sshd.info({ privateKeyFile: sshd.encryptedKey }))).toMatch(
      /locked": the key is encrypted and no passphrase was given[\s\S]*Permission denied/,
    );
    expect(
      await message(sshd.info({ privateKeyFile: sshd.encryptedKey, privateKeyPassphrase: 'open sesame' })),
    ).toBe('connected');
  });

  it('checks host keys', async () => {
    const known = join(sshd.dir, 'known-check');
    const strict = (how: string): ConnectionInfo =>
      sshd.info({
        options: {
          ansible_host_key_checking: 'True',
          ansible_ssh_common_args: `-F none -o UserKnownHostsFile=${known} -o GlobalKnownHostsFile=none ${how}`,
        },
      });
    writeFileSync(known, '');
    expect(await message(strict(''))).toBe(
      'Failed to connect to the host via ssh: Host key verification failed.',
    );
    expect(await message(strict('-o StrictHostKeyChecking=yes'))).toMatch(
      /No ED25519 host key is known for \[127.0.0.2\]:\d+ and you have requested strict checking.\r\nHost key verification failed.$/,
    );
    expect(await message(strict('-oStrictHostKeyChecking=accept-new'))).toBe('connected');
    expect(readFileSync(known, 'utf8')).toContain(sshd.hostKey);
    expect(await message(strict(''))).toBe('connected');
    const salt = randomBytes(20);
    const hash = createHmac('sha1', salt).update(`[127.0.0.2]:${sshd.port}`).digest('base64');
    writeFileSync(known, `|1|${salt.toString('base64')}|${hash} ${sshd.hostKey}\n`);
    expect(await message(strict('-o StrictHostKeyChecking=yes'))).toBe('connected');
    writeFileSync(known, `[127.0.0.*]:${sshd.port} ${scarce.hostKey}\n`);
    expect(await message(strict(''))).toMatch(
      /REMOTE HOST IDENTIFICATION HAS CHANGED[\s\S]*Host key verification failed\.$/,
    );
    // an entry without a port counts where none has one
    writeFileSync(known, `127.0.0.2 ${sshd.hostKey}\n`);
    expect(await message(strict(''))).toBe('connected');
    writeFileSync(known, `[127.0.0.2]:${sshd.port} ${sshd.hostKey}\n@revoked * ${sshd.hostKey}\n`);
    expect(await message(strict(''))).toMatch(/marked as revoked/);
  }, 30_000);

  it('reads ssh config files', async () => {
    const file = join(sshd.dir, 'ssh_config');
    const part = join(sshd.dir, 'part.conf');
    writeFileSync(part, `IdentityFile ${sshd.key}\n`);
    writeFileSync(
      file,
      `# comment\nHost other\n  Port 1\nHost build* !build9\n  HostName = ${sshd.address}\n  Port ${sshd.port}\n  User root\nMatch originalhost build1 user root\n  Include ${part}\nHost *\n  Port 2\n  StrictHostKeyChecking no\n  UserKnownHostsFile /dev/null\n  ControlMaster auto\n  ControlPath ~/.ssh/%C\n`,
    );
    const base = { port: undefined, user: undefined, privateKeyFile: undefined };
    expect(
      await message(
        sshd.info({
          ...base,
          address: 'build1',
          options: { ansible_ssh_common_args: '', ansible_ssh_args: `-F '${file}' -C -o ControlMaster=auto` },
        }),
      ),
    ).toBe('connected');
    expect(
      await message(sshd.info({ ...base, address: 'build9', options: { ansible_ssh_args: `-F ${file}` } })),
    ).toMatch(/resolve hostname build9/);
    writeFileSync(
      file,
      `Host inner\n  ProxyCommand /bin/sh -c 'exec nc ${sshd.address} %p' # not a comment\n  Port ${sshd.port}\n`.replace(
        ' # not a comment',
        '',
      ),
    );
    const nc = sshd.info({
      ...base,
      user: 'root',
      privateKeyFile: sshd.key,
      address: 'inner',
      options: { ansible_ssh_common_args: `-o UserKnownHostsFile=/dev/null`, ansible_ssh_args: `-F ${file}` },
    });
    if (existsSync('/usr/bin/nc') || existsSync('/bin/nc')) expect(await message(nc)).toBe('connected');
    const jump = sshd.info({
      options: {
        ansible_ssh_common_args: `-F none -o UserKnownHostsFile=/dev/null -J root@${scarce.address}:${scarce.port} -i ${scarce.key}`,
      },
    });
    expect(await message(jump)).toBe('connected');
    expect(await message(sshd.info({ options: { ansible_ssh_args: '-F /no/such/file' } }))).toMatch(
      /Can't open user config file \/no\/such\/file/,
    );
  }, 30_000);

  it('connects anew when the server was restarted between two steps', async () => {
    const pool = new TargetPool({ environment: env });
    const t: Target = await pool.acquire(sshd.info());
    const dir = (await t.shell('echo $PPID')).stdout.toString();
    expect(dir).toMatch(/^\d+\n$/);
    await pool.reset(sshd.info());
    await sshd.stop();
    await expect(pool.acquire(sshd.info())).rejects.toThrow(/Connection refused/);
    await sshd.run();
    const again = await pool.acquire(sshd.info());
    expect((await again.exec(['echo', 'back'])).stdout.toString()).toBe('back\n');
    await pool.closeAll();
  }, 30_000);

  it('tells a session that was killed and opens another', async () => {
    const t = await open(sshd.info());
    await expect(t.shell('kill -9 $PPID; sleep 5')).rejects.toThrow(/Connection to box lost/);
    expect((await t.exec(['echo', 'on'])).stdout.toString()).toBe('on\n');
    await t.close();
  }, 30_000);
});

describe('pool', () => {
  it('keeps one target for each user and shares the connection', async () => {
    const pool = new TargetPool({ environment: env });
    const root = { method: 'sudo', user: 'root', password: undefined, exe: undefined, flags: undefined };
    const plain = await pool.acquire(sshd.info());
    expect(await pool.acquire(sshd.info())).toBe(plain);
    const nobody = await pool.acquire(sshd.info({ become: { ...root, user: 'nobody' } }));
    expect((await nobody.exec(['id', '-un'])).stdout.toString()).toBe('nobody\n');
    const up = await nobody.environment();
    expect(up['USER'] ?? 'nobody').toBe('nobody');
    const local = await pool.acquire(sshd.info({ connection: 'local' }));
    expect(local.kind).toBe('local');
    const sudo = await pool.acquire(sshd.info({ connection: 'local', become: root }));
    expect([sudo.kind, (await sudo.exec(['id', '-u'])).stdout.toString()]).toEqual(['shell', '0\n']);
    const bare = await pool.acquire(sshd.info({ connection: 'chroot', address: '/' }));
    expect((await bare.exec(['echo', 'in'])).stdout.toString()).toBe('in\n');
    await expect(pool.acquire(sshd.info({ connection: 'telepathy' }))).rejects.toThrow(
      "the connection plugin 'telepathy' was not found",
    );
    await expect(
      pool.acquire(sshd.info({ connection: 'podman', options: { podman_executable: '/no/podman' } })),
    ).rejects.toThrow(/no\/podman/);
    await pool.closeAll();
  }, 30_000);
});
