import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { AnyAuthMethod, ParsedKey } from 'ssh2';
import type { SshSettings } from './config.ts';
import { accountHome } from './home.ts';

type Ssh2 = typeof import('ssh2');

export interface AuthPlan {
  readonly methods: AnyAuthMethod[];
  /** What could not be used and why; shown when nothing else works. */
  readonly notes: string[];
}

const defaults = ['id_rsa', 'id_ecdsa', 'id_ecdsa_sk', 'id_ed25519', 'id_ed25519_sk', 'id_xmss', 'id_dsa'];

function loadKey(
  ssh2: Ssh2,
  file: string,
  passphrase: string | undefined,
  notes: string[],
  explicit: boolean,
): ParsedKey | undefined {
  let data: Buffer;
  try {
    const s = statSync(file);
    if (s.uid === process.getuid?.() && s.mode & 0o077) {
      notes.push(`Load key "${file}": bad permissions`);
      return undefined;
    }
    data = readFileSync(file);
  } catch (error) {
    if (explicit)
      notes.push(
        `no such identity: ${file}: ${(error as NodeJS.ErrnoException).code === 'EACCES' ? 'Permission denied' : 'No such file or directory'}`,
      );
    return undefined;
  }
  const parsed = ssh2.utils.parseKey(data, passphrase);
  if (parsed instanceof Error) {
    const encrypted = /passphrase|encrypted/i.test(parsed.message);
    notes.push(
      encrypted
        ? `Load key "${file}": the key is encrypted${passphrase === undefined ? ' and no passphrase was given (add it to ssh-agent)' : ' with another passphrase'}`
        : `Load key "${file}": ${/unsupported/i.test(parsed.message) ? 'key type not supported' : 'invalid format'}`,
    );
    return undefined;
  }
  const key = Array.isArray(parsed) ? parsed[0] : parsed;
  return key?.isPrivateKey() ? key : undefined;
}

/** What to try, in OpenSSH's order: keys given, the agent's, the default ones, then the password. */
export function planAuth(
  ssh2: Ssh2,
  settings: SshSettings,
  secrets: {
    password: string | undefined;
    passphrase: string | undefined;
    agent: string | undefined;
  },
): AuthPlan {
  const username = settings.user;
  const notes: string[] = [];
  const methods: AnyAuthMethod[] = [{ type: 'none', username }];
  const preferred = settings.get('preferredauthentications')?.toLowerCase().split(',');
  const allowed = (name: string): boolean => preferred === undefined || preferred.includes(name);
  const files = settings.identityFiles.filter((f) => f !== 'none').map((f) => settings.expand(f));
  const off = (keyword: string): boolean => /^no$/i.test(settings.get(keyword) ?? '');
  if (allowed('publickey') && !off('pubkeyauthentication')) {
    const chosen: ParsedKey[] = [];
    for (const f of files) {
      const key = loadKey(ssh2, f, secrets.passphrase, notes, true);
      if (key) chosen.push(key);
    }
    for (const key of chosen) methods.push({ type: 'publickey', username, key });
    const setting = settings.get('identityagent');
    const agent =
      setting === undefined || setting === 'SSH_AUTH_SOCK'
        ? secrets.agent
        : setting === 'none'
          ? undefined
          : settings.expand(setting);
    if (agent && isSocket(agent))
      methods.push({
        type: 'agent',
        username,
        agent: settings.yes('identitiesonly') ? onlyThese(ssh2, agent, files) : agent,
      });
    if (files.length === 0)
      for (const name of defaults) {
        const key = loadKey(ssh2, join(accountHome(), '.ssh', name), secrets.passphrase, notes, false);
        if (key) methods.push({ type: 'publickey', username, key });
      }
  }
  const { password } = secrets;
  if (password !== undefined) {
    if (allowed('password') && !off('passwordauthentication'))
      methods.push({ type: 'password', username, password });
    if (allowed('keyboard-interactive') && !off('kbdinteractiveauthentication'))
      methods.push({
        type: 'keyboard-interactive',
        username,
        prompt: (_name, _instructions, _lang, prompts, finish) =>
          finish(prompts.map((p) => (p.echo ? '' : password))),
      });
  }
  return { methods, notes };
}

const isSocket = (path: string): boolean => {
  try {
    return statSync(path).isSocket();
  } catch {
    return false;
  }
};

/** An agent that shows only the keys whose public halves lie beside the identity files (IdentitiesOnly). */
function onlyThese(ssh2: Ssh2, socket: string, files: readonly string[]): InstanceType<Ssh2['BaseAgent']> {
  const inner = ssh2.createAgent(socket);
  const blobs = new Set<string>();
  for (const f of files) {
    try {
      blobs.add(readFileSync(`${f}.pub`, 'utf8').split(/\s+/)[1] ?? '');
    } catch {
      // no public half: the private one was tried already
    }
  }
  const all = inner.getIdentities.bind(inner);
  inner.getIdentities = (callback) => {
    all((error, keys) => {
      const kept = (keys ?? []).filter((k) => {
        const parsed = ssh2.utils.parseKey(k as Buffer);
        const one = Array.isArray(parsed) ? parsed[0] : parsed;
        return (
          one !== undefined && !(one instanceof Error) && blobs.has(one.getPublicSSH().toString('base64'))
        );
      });
      callback(error, kept);
    });
  };
  return inner;
}
