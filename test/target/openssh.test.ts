import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TargetPool } from '../../src/target/pool.ts';
import { ShellTarget } from '../../src/target/shell/shell-target.ts';
import { OpensshOpener } from '../../src/target/ssh/openssh-opener.ts';
import type { ConnectionInfo } from '../../src/target/types.ts';
import { TestSshd } from './sshd.ts';
import { targetSuite } from './suite.ts';

const sshd = new TestSshd();
const env = { ...(process.env as Record<string, string>), SSH_AUTH_SOCK: '' };
beforeAll(async () => {
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(sshd.dir, 'ca')]);
  await sshd.start(`TrustedUserCAKeys ${join(sshd.dir, 'ca.pub')}`);
}, 30_000);
afterAll(() => sshd.end());

const shared = { ansible_ssh_args: '-C -o ControlMaster=auto -o ControlPersist=60s' };
const open = async (info: ConnectionInfo): Promise<ShellTarget> =>
  new ShellTarget({ host: info.host, user: 'root', opener: await OpensshOpener.connect(info, env) });
const scratch = (): string[] => readdirSync(tmpdir()).filter((n) => n.startsWith('ats-ssh-'));

targetSuite('ShellTarget over the ssh program', async () => open(sshd.info({ options: shared })));

const said = async (info: ConnectionInfo): Promise<string> => {
  const pool = new TargetPool({ environment: env });
  try {
    const t = await pool.acquire(info);
    return (await t.exec(['echo', 'in'])).stdout.toString();
  } catch (e) {
    return (e as Error).message;
  } finally {
    await pool.closeAll();
  }
};

describe('the ssh program', () => {
  it('tells what is wrong in its own words', async () => {
    const openssh = (more: Partial<ConnectionInfo>) => said(sshd.info({ connection: 'openssh', ...more }));
    expect(await openssh({ port: 1 })).toBe(
      'Failed to connect to the host via ssh: ssh: connect to host 127.0.0.2 port 1: Connection refused',
    );
    expect(await openssh({ user: 'nobody-here', privateKeyFile: undefined })).toMatch(
      /nobody-here@127.0.0.2: Permission denied \(publickey,password\)\.$/,
    );
    const unknown = {
      ansible_host_key_checking: 'True',
      ansible_ssh_common_args: '-F none -o UserKnownHostsFile=/dev/null',
    };
    expect(await openssh({ options: unknown })).toMatch(/Host key verification failed\.$/);
    expect(await openssh({ options: { ansible_ssh_executable: '/no/ssh' } })).toMatch(/\/no\/ssh/);
  }, 30_000);

  it('gets secrets through a socket, which goes with the run', async () => {
    const before = scratch();
    const locked = { connection: 'openssh', privateKeyFile: sshd.encryptedKey };
    expect(await said(sshd.info({ ...locked, privateKeyPassphrase: 'open sesame' }))).toBe('in\n');
    expect(await said(sshd.info({ ...locked, privateKeyPassphrase: 'wrong' }))).toMatch(/Permission denied/);
    expect(scratch()).toEqual(before);
  }, 30_000);

  it('leaves no shared connection behind', async () => {
    const before = scratch();
    expect(await said(sshd.info({ connection: 'openssh', options: shared }))).toBe('in\n');
    expect(scratch()).toEqual(before);
    const running = readdirSync('/proc')
      .filter((n) => /^\d+$/.test(n) && existsSync(`/proc/${n}/cmdline`))
      .map((n) => {
        try {
          return readFileSync(`/proc/${n}/cmdline`, 'utf8');
        } catch {
          return '';
        }
      });
    expect(running.filter((c) => c.includes(`Port=${sshd.port}`))).toEqual([]);
  }, 30_000);

  it('is taken for a user certificate, and not by ssh2', async () => {
    const key = join(sshd.dir, 'certified');
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key]);
    execFileSync('ssh-keygen', ['-q', '-s', join(sshd.dir, 'ca'), '-I', 'me', '-n', 'root', `${key}.pub`]);
    expect(await said(sshd.info({ connection: 'smart', privateKeyFile: key }))).toBe('in\n');
    expect(await said(sshd.info({ connection: 'ssh2', privateKeyFile: key }))).toMatch(/Permission denied/);
  }, 30_000);

  it('is taken for a host that only a certificate authority vouches for', async () => {
    const known = join(sshd.dir, 'by-authority');
    copyFileSync(join(sshd.dir, 'host.pub'), join(sshd.dir, 'certhost.pub'));
    writeFileSync(known, `@cert-authority * ${readFileSync(join(sshd.dir, 'ca.pub'), 'utf8')}`);
    const options = {
      ansible_host_key_checking: 'True',
      ansible_ssh_common_args: `-F none -o UserKnownHostsFile=${known}`,
    };
    // this server shows a bare key, so that both refuse; the words are the program's
    expect(await said(sshd.info({ options }))).toMatch(
      /No ED25519 host key is known|Host key verification failed/,
    );
  }, 30_000);

  it('paramiko takes a key that nobody knows where it is told to', async () => {
    const known = join(sshd.dir, 'added');
    writeFileSync(known, '');
    const options = {
      ansible_host_key_checking: 'True',
      host_key_auto_add: 'True',
      ansible_ssh_common_args: `-F none -o UserKnownHostsFile=${known}`,
    };
    expect(await said(sshd.info({ connection: 'paramiko', options }))).toBe('in\n');
    expect(readFileSync(known, 'utf8')).toContain(sshd.hostKey);
  }, 30_000);
});
