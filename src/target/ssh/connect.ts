import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { notices } from '../../errors/notices.ts';
import type { ChannelOpener } from '../shell/channel.ts';
import type { ConnectionInfo } from '../types.ts';
import { SshSettings } from './config.ts';
import { accountHome } from './home.ts';
import { hostLabel, knownKeys } from './known-hosts.ts';
import { SshError } from './ssh-error.ts';
import { SshOpener } from './ssh-opener.ts';
import { refuseOddNames, settingsFor } from './ssh-settings.ts';

type Env = Readonly<Record<string, string>>;

/** Whether a program is there to be run. */
function hasProgram(name: string, env: Env): boolean {
  const places = name.includes('/') ? [name] : (env['PATH'] ?? '').split(delimiter).map((d) => join(d, name));
  return places.some((p) => {
    try {
      accessSync(p, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** Why only the `ssh` program can reach the host as its settings ask; undefined where ssh2 can. */
function onlyOpenssh(settings: SshSettings): string | undefined {
  const given = (keyword: string): boolean => !/^(?:none)?$/i.test(settings.get(keyword) ?? '');
  if (given('pkcs11provider')) return 'PKCS11Provider';
  if (given('certificatefile')) return 'CertificateFile';
  const files = settings.identityFiles.filter((f) => f !== 'none').map((f) => settings.expand(f));
  for (const f of files) {
    if (existsSync(`${f}-cert.pub`)) return 'a user certificate';
    if (f.endsWith('_sk') || publicType(f).startsWith('sk-')) return 'a security key';
  }
  const named = settings.get('userknownhostsfile');
  const known = named?.split(/\s+/) ?? [join(accountHome(), '.ssh/known_hosts')];
  const label = settings.get('hostkeyalias') ?? hostLabel(settings.hostName, settings.port);
  const keys = knownKeys([...known.map((f) => settings.expand(f)), '/etc/ssh/ssh_known_hosts'], [label]);
  if (keys.some((k) => k.authority) && keys.every((k) => k.authority)) return 'a host certificate';
  return undefined;
}

function publicType(file: string): string {
  try {
    return readFileSync(`${file}.pub`, 'utf8').split(/\s/)[0] ?? '';
  } catch {
    return '';
  }
}

/** Whether the `ssh` program may get in where ssh2 did not. */
function mayHelp(error: SshError, settings: SshSettings, env: Env): boolean {
  if (error.noCommonAlgorithm) return true;
  if (error.denied === undefined) return false;
  const ticket = env['KRB5CCNAME'] !== undefined || existsSync(`/tmp/krb5cc_${process.getuid?.() ?? 0}`);
  if (error.denied.some((m) => m.startsWith('gssapi')) && settings.yes('gssapiauthentication') && ticket)
    return true;
  if (/key type not supported/.test(error.message)) return true;
  const home = join(accountHome(), '.ssh');
  return (
    error.denied.includes('publickey') &&
    settings.identityFiles.length === 0 &&
    [
      ...['id_rsa', 'id_ecdsa', 'id_ed25519'].map((n) => `${n}-cert.pub`),
      'id_ecdsa_sk',
      'id_ed25519_sk',
    ].some((n) => existsSync(join(home, n)))
  );
}

/**
 * The connection that `ansible_connection` names: ssh2 and paramiko by ssh2, openssh by the `ssh` program, ssh and
 * smart by ssh2 where it can and by the program where only that can. Throws ConnectionError.
 */
export async function connectSsh(info: ConnectionInfo, environment: Env): Promise<ChannelOpener> {
  const name = info.connection.slice(info.connection.lastIndexOf('.') + 1);
  const program = async (why: string): Promise<ChannelOpener> => {
    notices().verbose(3, `by the ssh program: ${why}`, info.host);
    const { OpensshOpener } = await import('./openssh-opener.ts');
    return OpensshOpener.connect(info, environment);
  };
  if (name === 'openssh') {
    const names = new SshSettings(info.address);
    if (info.user) names.offer('User', info.user);
    refuseOddNames(names);
    return program('as ansible_connection says');
  }
  if (name !== 'ssh' && name !== 'smart') return SshOpener.connect(info, environment);
  const settings = settingsFor(info);
  const there = (): boolean => hasProgram(info.options['ansible_ssh_executable'] || 'ssh', environment);
  const why = onlyOpenssh(settings);
  if (why !== undefined && there()) return program(why);
  try {
    return await SshOpener.connect(info, environment);
  } catch (error) {
    if (!(error instanceof SshError) || !mayHelp(error, settings, environment) || !there()) throw error;
    return program(error.message);
  }
}
