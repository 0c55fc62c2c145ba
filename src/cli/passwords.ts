import { spawnSync } from 'node:child_process';
import { accessSync, constants, readFileSync, statSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { expandUser } from '../config/paths.ts';
import type { Settings } from '../config/settings.ts';
import { AnsibleError } from '../errors/ansible-error.ts';
import { notices } from '../errors/notices.ts';
import { registerSecret } from '../errors/secrets.ts';
import type { VaultSecret } from '../vault/vault.ts';
import { askPassword } from './prompt.ts';

const stripLineEnds = (data: Buffer): string => data.toString('utf8').replace(/^[\r\n]+|[\r\n]+$/g, '');

/** The path that a user wrote, as a full one. */
export const fullPath = (path: string, settings: Settings): string =>
  resolve(settings.cwd, expandUser(path, settings.env));

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** A password from a file, or from what a program prints; "-" is stdin. */
export function passwordFromFile(given: string, what: string, settings: Settings): string {
  const text = given === '-' ? stripLineEnds(readFileSync(0)) : readPassword(fullPath(given, settings), what);
  if (text === '') throw new AnsibleError(`Empty password was provided from file (${given})`);
  registerSecret(text);
  return text;
}

function readPassword(path: string, what: string): string {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) throw new AnsibleError(`The password file ${path} was not found`);
  if (!isExecutable(path) || !stat.isFile()) {
    try {
      return stripLineEnds(readFileSync(path));
    } catch (e) {
      throw new AnsibleError(`Could not read password file ${path}: ${(e as Error).message}`, { cause: e });
    }
  }
  const done = spawnSync(path, [], { stdio: ['inherit', 'pipe', 'pipe'] });
  if (done.error !== undefined)
    throw new AnsibleError(
      `Problem occured when trying to run the password script ${path} (${done.error.message}). If this is not a script, remove the executable bit from the file.`,
    );
  if (done.status !== 0)
    throw new AnsibleError(
      `The password script ${path} returned an error (rc=${done.status}): ${done.stderr.toString('utf8')}`,
    );
  notices().verbose(5, `Read ${what} from ${path}`);
  return stripLineEnds(done.stdout);
}

export interface AskedPasswords {
  readonly connection: string | undefined;
  readonly become: string | undefined;
}

/** -k and -K, or their files. A become password that is left empty is the connection's. */
export async function connectionPasswords(
  wanted: { ask: boolean; askBecome: boolean; file: string | undefined; becomeFile: string | undefined },
  settings: Settings,
): Promise<AskedPasswords> {
  let connection: string | undefined;
  let become: string | undefined;
  const method = settings.bool('AGNOSTIC_BECOME_PROMPT')
    ? 'BECOME'
    : settings.text('DEFAULT_BECOME_METHOD').toUpperCase();
  if (wanted.file !== undefined) connection = passwordFromFile(wanted.file, 'connection password', settings);
  else if (wanted.ask) connection = await askPassword('SSH password: ');
  if (wanted.becomeFile !== undefined)
    become = passwordFromFile(wanted.becomeFile, 'become password', settings);
  else if (wanted.askBecome) {
    const answer = await askPassword(
      connection === undefined ? `${method} password: ` : `${method} password[defaults to SSH password]: `,
    );
    become = answer === '' && connection !== undefined ? connection : answer;
  }
  for (const secret of [connection, become])
    if (secret !== undefined && secret !== '') registerSecret(secret);
  return { connection, become };
}

/**
 * The vault secrets of a run: DEFAULT_VAULT_IDENTITY_LIST, --vault-id, --vault-password-file (or the setting) and
 * --ask-vault-password, in Ansible's order. Throws where one that was named cannot be had.
 */
export async function vaultSecrets(
  given: { ids: readonly string[]; files: readonly string[]; ask: boolean },
  settings: Settings,
): Promise<VaultSecret[]> {
  const defaultId = settings.text('DEFAULT_VAULT_IDENTITY');
  const files = [...given.files];
  const configured = settings.text('DEFAULT_VAULT_PASSWORD_FILE');
  const slots: Array<{ id: string; source: string }> = [];
  for (const text of [...settings.list('DEFAULT_VAULT_IDENTITY_LIST'), ...given.ids]) {
    const at = text.indexOf('@');
    slots.push(
      at < 0
        ? { id: defaultId, source: text }
        : { id: text.slice(0, at) || defaultId, source: text.slice(at + 1) },
    );
  }
  if (configured !== '') files.push(configured);
  for (const source of files) slots.push({ id: defaultId, source });
  if (
    given.ask &&
    (slots.length === 0 || !slots.some((s) => s.source === 'prompt' || s.source === 'prompt_ask_vault_pass'))
  )
    slots.push({ id: defaultId, source: 'prompt_ask_vault_pass' });
  const secrets: VaultSecret[] = [];
  const seen = new Set<string>();
  let failure: unknown;
  for (const { id, source } of slots) {
    if (seen.has(`${id}@${source}`)) continue;
    seen.add(`${id}@${source}`);
    if (source === 'prompt' || source === 'prompt_ask_vault_pass') {
      const text = await askPassword(source === 'prompt' ? `Vault password (${id}): ` : 'Vault password: ');
      if (text === '')
        throw new AnsibleError('Invalid vault password was provided from prompt', { kind: 'vault' });
      registerSecret(text);
      secrets.push({ id, password: Buffer.from(text.trim(), 'utf8') });
      continue;
    }
    try {
      secrets.push({ id, password: vaultPassword(source, id, settings) });
      failure = undefined;
    } catch (e) {
      notices().warning(`Error getting vault password file (${id}): ${(e as Error).message}`);
      failure = e;
    }
  }
  if (failure !== undefined) throw failure;
  return secrets;
}

function vaultPassword(source: string, id: string, settings: Settings): Buffer {
  const path = fullPath(source, settings);
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined)
    throw new AnsibleError(`The vault password file ${path} was not found`, { kind: 'file-not-found' });
  let text: string;
  if (stat.isFile() && isExecutable(path)) {
    // A client script is told which id is meant.
    const args = basename(path)
      .replace(/\.[^.]*$/, '')
      .endsWith('-client')
      ? ['--vault-id', id]
      : [];
    const done = spawnSync(path, args, { stdio: ['inherit', 'pipe', 'pipe'] });
    if (done.error !== undefined)
      throw new AnsibleError(
        `Problem running vault password script ${path} (${done.error.message}). If this is not a script, remove the executable bit from the file.`,
        { kind: 'vault' },
      );
    if (done.status !== 0)
      throw new AnsibleError(
        `Vault password script ${path} returned non-zero (${done.status}): ${done.stderr.toString('utf8')}`,
        {
          kind: 'vault',
        },
      );
    text = stripLineEnds(done.stdout);
  } else {
    try {
      text = stripLineEnds(readFileSync(path)).trim();
    } catch (e) {
      throw new AnsibleError(`Could not read vault password file ${path}: ${(e as Error).message}`, {
        kind: 'vault',
        cause: e,
      });
    }
  }
  if (text === '')
    throw new AnsibleError(`Invalid vault password was provided from file (${path})`, { kind: 'vault' });
  registerSecret(text);
  return Buffer.from(text, 'utf8');
}
