import { spawnSync } from 'node:child_process';
import { accessSync, constants, readFileSync, statSync } from 'node:fs';
import { basename, extname } from 'node:path';
import { fullPath } from '../config/paths.ts';
import type { Settings } from '../config/settings.ts';
import { AnsibleError } from '../errors/ansible-error.ts';
import { notices } from '../errors/notices.ts';
import { isVault, Vault, type VaultSecret } from './vault.ts';

export interface VaultSecretOptions {
  readonly settings: Settings;
  /** --vault-id, as given: `id@file`, `id@prompt`, `file`, `prompt`. */
  readonly vaultIds?: readonly string[];
  /** --vault-password-file, as given. */
  readonly passwordFiles?: readonly string[];
  /** -J */
  readonly askVaultPass?: boolean;
  /** Reads a password from the terminal, without echo. */
  readonly prompt: (text: string) => Promise<string>;
}

const fail = (message: string): AnsibleError => new AnsibleError(message, { kind: 'vault' });

/**
 * All vault secrets of a run, in the order they are tried: settings first, then the command line. Files are read,
 * programs run, prompts asked. Throws AnsibleError (kind vault) where a source gives none.
 */
export async function loadVaultSecrets(options: VaultSecretOptions): Promise<VaultSecret[]> {
  const { settings } = options;
  const out: VaultSecret[] = [];
  const sources = [...settings.list('DEFAULT_VAULT_IDENTITY_LIST'), ...(options.vaultIds ?? [])].filter(
    (s) => s !== '',
  );
  const files = [...(options.passwordFiles ?? [])];
  const configured = settings.get('DEFAULT_VAULT_PASSWORD_FILE');
  if (typeof configured === 'string' && configured !== '') files.push(configured);
  const named = sources.map((s): [string | undefined, string] => {
    const at = s.indexOf('@');
    return at === -1 ? [undefined, s] : [s.slice(0, at), s.slice(at + 1)];
  });
  for (const f of files) named.push(['default', f]);
  if (options.askVaultPass === true) named.push(['default', 'prompt_ask_vault_pass']);
  let last: unknown;
  for (const [given, source] of named) {
    const id = given === undefined || given === '' ? settings.text('DEFAULT_VAULT_IDENTITY') : given;
    try {
      if (source === 'prompt' || source === 'prompt_ask_vault_pass')
        out.push({ id, password: await ask(id, source, options.prompt) });
      else out.push({ id, password: fromFile(source, id, out, settings) });
    } catch (e) {
      if (!(e instanceof AnsibleError)) throw e;
      notices().warning(
        source.startsWith('prompt')
          ? `Error in vault password prompt (${id}): ${e.message}`
          : `Error getting vault password file (${id}): ${e.message}`,
      );
      last = e;
    }
  }
  if (last !== undefined && out.length === 0) throw last;
  return out;
}

async function ask(id: string, how: string, prompt: (text: string) => Promise<string>): Promise<Buffer> {
  const text = how === 'prompt_ask_vault_pass' ? 'Vault password: ' : `Vault password (${id}): `;
  const password = Buffer.from((await prompt(text)).trim(), 'utf8');
  if (password.length === 0) throw fail('Invalid vault password was provided');
  return password;
}

function fromFile(given: string, id: string, known: readonly VaultSecret[], settings: Settings): Buffer {
  const path = fullPath(given, settings.cwd, settings.env);
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) throw fail(`The vault password file ${path} was not found`);
  if (stat.isDirectory()) throw fail(`The vault password file provided '${path}' can not be a directory`);
  let data: Buffer;
  if (isExecutable(path)) data = fromProgram(path, id, settings);
  else {
    try {
      data = readFileSync(path);
    } catch (e) {
      throw fail(`Could not read vault password file ${path}: ${(e as Error).message}`);
    }
    if (isVault(data)) data = new Vault(known).decrypt(data, path);
  }
  const password = trim(data);
  if (password.length === 0) throw fail(`Invalid vault password was provided from file (${path})`);
  return password;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return (statSync(path).mode & 0o111) !== 0;
  } catch {
    return false;
  }
}

/** A program prints the password; one whose name ends in `-client` is asked for a vault id. */
function fromProgram(path: string, id: string, settings: Settings): Buffer {
  const client = basename(path, extname(path)).endsWith('-client');
  const args = client ? ['--vault-id', id] : [];
  const ran = spawnSync(path, args, {
    stdio: ['inherit', 'pipe', client ? 'pipe' : 'inherit'],
    env: { ...settings.env } as NodeJS.ProcessEnv,
  });
  if (ran.error !== undefined) {
    const advice = 'If this is not a script, remove the executable bit from the file.';
    throw fail(
      client
        ? `Problem running vault password client script ${path} (${ran.error.message}). ${advice}`
        : `Problem running vault password script ${path} (${ran.error.message}). ${advice}`,
    );
  }
  if (ran.status !== 0) {
    const code = ran.status ?? -1;
    const stderr = ran.stderr?.toString('utf8') ?? 'None';
    if (client && code === 2)
      throw fail(`Vault password client script ${path} did not find a secret for vault-id=${id}: ${stderr}`);
    throw fail(
      client
        ? `Vault password client script ${path} returned non-zero (${code}) when getting secret for vault-id=${id}: ${stderr}`
        : `Vault password script ${path} returned non-zero (${code}): ${stderr}`,
    );
  }
  return ran.stdout;
}

const trim = (data: Buffer): Buffer => {
  let a = 0;
  let b = data.length;
  const blank = (c: number): boolean => c === 32 || (c >= 9 && c <= 13);
  while (a < b && blank(data[a]!)) a++;
  while (b > a && blank(data[b - 1]!)) b--;
  return data.subarray(a, b);
};
