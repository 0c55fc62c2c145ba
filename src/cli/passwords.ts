import { spawnSync } from 'node:child_process';
import { accessSync, constants, readFileSync, statSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { expandUser } from '../config/paths.ts';
import type { Settings } from '../config/settings.ts';
import { AnsibleError } from '../errors/ansible-error.ts';
import { notices } from '../errors/notices.ts';
import { registerSecret } from '../errors/secrets.ts';
import { reprText } from '../value/repr.ts';
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
  const slots: Array<{ id: string; source: string; unnamed?: boolean }> = [];
  for (const text of [...settings.list('DEFAULT_VAULT_IDENTITY_LIST'), ...given.ids]) {
    const at = text.indexOf('@');
    slots.push(
      at < 0
        ? { id: defaultId, source: text, unnamed: true }
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
  for (const { id, source, unnamed } of slots) {
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
      const missing = e instanceof AnsibleError && e.kind === 'file-not-found';
      notices().warning(
        missing
          ? `Error getting vault password file (${unnamed ? 'None' : id}): ${e.message}`
          : `Error in vault password file loading (${id}): ${(e as Error).message}`,
      );
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
  const program = isExecutable(path);
  if (program) text = fromProgram(path, id);
  else {
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
    throw new AnsibleError(
      `Invalid vault password was provided from ${program ? 'script' : 'file'} (${path})`,
      {
        kind: 'vault',
      },
    );
  registerSecret(text);
  return Buffer.from(text, 'utf8');
}

/** The exit code by which a client script says that it has no secret of the id. */
const CLIENT_HAS_NONE = 2;

/** What a password script prints; one whose name ends in -client is told which id is meant, and its stderr is kept. */
function fromProgram(path: string, id: string): string {
  const client = basename(path)
    .replace(/\.[^.]*$/, '')
    .endsWith('-client');
  const done = spawnSync(path, client ? ['--vault-id', id] : [], {
    stdio: ['inherit', 'pipe', client ? 'pipe' : 'inherit'],
  });
  const refuse = (message: string): AnsibleError => new AnsibleError(message, { kind: 'vault' });
  if (done.error !== undefined)
    throw refuse(
      client
        ? `Problem running vault password client script ${path} (${osErrorOf(done.error, path)}). If this is not a script, remove the executable bit from the file.`
        : `Problem running vault password script ${path} (${osErrorOf(done.error, path)}). If this is not a script, remove the executable bit from the file.`,
    );
  if (done.status === 0) return stripLineEnds(done.stdout);
  if (!client) throw refuse(`Vault password script ${path} returned non-zero (${done.status}): None`);
  const said = bytesText(done.stderr);
  throw refuse(
    done.status === CLIENT_HAS_NONE
      ? `Vault password client script ${path} did not find a secret for vault-id=${id}: ${said}`
      : `Vault password client script ${path} returned non-zero (${done.status}) when getting secret for vault-id=${id}: ${said}`,
  );
}

const osErrorOf = (e: NodeJS.ErrnoException, path: string): string =>
  `${
    {
      EACCES: '[Errno 13] Permission denied',
      ENOENT: '[Errno 2] No such file or directory',
      ENOEXEC: '[Errno 8] Exec format error',
    }[e.code ?? ''] ?? e.message
  }: '${path}'`;

/** Python's repr of bytes. */
const bytesText = (data: Buffer): string => `b${reprText(data.toString('latin1'))}`;
