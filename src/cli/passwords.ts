import { spawnSync } from 'node:child_process';
import { accessSync, closeSync, constants, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { constants as os } from 'node:os';
import { basename, resolve } from 'node:path';
import { expandUser } from '../config/paths.ts';
import type { Settings } from '../config/settings.ts';
import { AnsibleError } from '../errors/ansible-error.ts';
import { errorWords } from '../errors/errno.ts';
import { notices } from '../errors/notices.ts';
import { registerSecret } from '../errors/secrets.ts';
import { reprText } from '../value/repr.ts';
import type { VaultSecret } from '../vault/vault.ts';
import { askPassword, EndOfInput } from './prompt.ts';

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
  // a directory is tried as a program, too
  if (!isExecutable(path) || !(stat.isFile() || stat.isDirectory())) {
    try {
      return stripLineEnds(readFileSync(path));
    } catch (e) {
      throw new AnsibleError(
        `Could not read password file ${path}: ${osErrorOf(e as NodeJS.ErrnoException, path)}`,
        { cause: e },
      );
    }
  }
  const done = runScript(path, [], ['inherit', 'pipe', 'pipe']);
  if (done.error !== undefined)
    throw new AnsibleError(
      `Problem occured when trying to run the password script ${path} (${errorWords(done.error)}: b'${path}'). If this is not a script, remove the executable bit from the file.`,
    );
  const status = done.status ?? -(os.signals[done.signal ?? 'SIGKILL'] ?? 0);
  if (status !== 0)
    throw new AnsibleError(
      `The password script ${path} returned an error (rc=${status}): ${done.stderr.toString('utf8')}`,
    );
  notices().verbose(5, `Read ${what} from ${path}`);
  return stripLineEnds(done.stdout);
}

/**
 * Runs a password script. Node hands a file that is no program to a shell, which would take the password in it for a
 * command and print it: such a file is refused here, as the system does.
 */
function runScript(
  path: string,
  args: readonly string[],
  stdio: Array<'inherit' | 'pipe'>,
): {
  error?: NodeJS.ErrnoException;
  status: number | null;
  signal?: NodeJS.Signals | null;
  stdout: Buffer;
  stderr: Buffer;
} {
  if (isProgram(path)) return spawnSync(path, args, { stdio });
  const error: NodeJS.ErrnoException = Object.assign(new Error('spawn ENOEXEC'), { code: 'ENOEXEC' });
  return { error, status: null, stdout: Buffer.alloc(0), stderr: Buffer.alloc(0) };
}

/** Whether a file starts as a script or an ELF program; an unreadable one may be. */
function isProgram(path: string): boolean {
  const head = Buffer.alloc(4);
  let fd: number;
  try {
    fd = openSync(path, 'r');
  } catch {
    return true;
  }
  try {
    readSync(fd, head, 0, 4, 0);
  } catch {
    return true;
  } finally {
    closeSync(fd);
  }
  return head.subarray(0, 2).toString('latin1') === '#!' || head.toString('latin1') === '\x7fELF';
}

export interface AskedPasswords {
  readonly connection: string | undefined;
  readonly become: string | undefined;
}

/** What the command line and the settings ask for. */
export interface WantedPasswords {
  readonly ask: boolean;
  readonly askBecome: boolean;
  readonly file: string | undefined;
  readonly becomeFile: string | undefined;
  /** As the command line names it. */
  readonly becomeMethod: string | undefined;
}

/** -k and -K, or their files. A become password that is left empty is the connection's. */
export async function connectionPasswords(
  wanted: WantedPasswords,
  settings: Settings,
): Promise<AskedPasswords> {
  const out: { connection: string | undefined; become: string | undefined } = {
    connection: undefined,
    become: undefined,
  };
  try {
    await readConnectionPasswords(wanted, settings, out);
  } catch (e) {
    // An input that has ended gives no password; the run goes on without one, as in Ansible.
    if (!(e instanceof EndOfInput)) throw e;
  }
  for (const secret of [out.connection, out.become])
    if (secret !== undefined && secret !== '') registerSecret(secret);
  return out;
}

async function readConnectionPasswords(
  wanted: WantedPasswords,
  settings: Settings,
  out: { connection: string | undefined; become: string | undefined },
): Promise<void> {
  const method = settings.bool('AGNOSTIC_BECOME_PROMPT')
    ? 'BECOME'
    : (wanted.becomeMethod ?? settings.text('DEFAULT_BECOME_METHOD')).toUpperCase();
  if (wanted.file !== undefined)
    out.connection = passwordFromFile(wanted.file, 'connection password', settings);
  else if (wanted.ask) out.connection = await askPassword('SSH password: ');
  if (wanted.becomeFile !== undefined)
    out.become = passwordFromFile(wanted.becomeFile, 'become password', settings);
  else if (wanted.askBecome) {
    const answer = await askPassword(
      out.connection === undefined
        ? `${method} password: `
        : `${method} password[defaults to SSH password]: `,
    );
    out.become = answer === '' && out.connection !== undefined ? out.connection : answer;
  }
}

/**
 * The vault secrets of a run: DEFAULT_VAULT_IDENTITY_LIST, --vault-id, --vault-password-file (or the setting) and
 * --ask-vault-password, in Ansible's order. One that cannot be had is warned about; throws where
 * none is left.
 */
export async function vaultSecrets(
  given: { ids: readonly string[]; files: readonly string[]; ask: boolean },
  settings: Settings,
): Promise<VaultSecret[]> {
  const defaultId = settings.text('DEFAULT_VAULT_IDENTITY');
  const files = [...given.files];
  const configured = settings.text('DEFAULT_VAULT_PASSWORD_FILE');
  const slots: Array<{ id: string; source: string; given?: string }> = [];
  for (const text of [...settings.list('DEFAULT_VAULT_IDENTITY_LIST'), ...given.ids]) {
    const at = text.indexOf('@');
    slots.push(
      at < 0
        ? { id: defaultId, source: text, given: 'None' }
        : { id: text.slice(0, at) || defaultId, source: text.slice(at + 1), given: text.slice(0, at) },
    );
  }
  if (configured !== '') files.push(configured);
  for (const source of files) slots.push({ id: defaultId, source });
  if (given.ask) slots.push({ id: defaultId, source: 'prompt_ask_vault_pass' });
  const secrets: VaultSecret[] = [];
  const seen = new Set<string>();
  let failure: unknown;
  for (const { id, source, given: name = id } of slots) {
    if (source === 'prompt' || source === 'prompt_ask_vault_pass') {
      let text: string;
      try {
        text = await askPassword(source === 'prompt' ? `Vault password (${id}): ` : 'Vault password: ');
      } catch (e) {
        if (!(e instanceof EndOfInput)) throw e;
        const ended = new EndOfInput(`(${id})`);
        notices().warning(`Error in vault password prompt (${name}): ${ended.message}`);
        throw ended;
      }
      if (text === '') {
        const empty = 'Invalid vault password was provided';
        notices().warning(`Error in vault password prompt (${name}): ${empty}`);
        throw new AnsibleError(empty, { kind: 'vault' });
      }
      registerSecret(text);
      // blanks around it do not belong to the password
      secrets.push({ id, password: Buffer.from(text.trim(), 'utf8') });
      continue;
    }
    if (seen.has(`${id}@${source}`)) continue;
    seen.add(`${id}@${source}`);
    try {
      secrets.push({ id, password: vaultPassword(source, name, settings) });
    } catch (e) {
      const missing = e instanceof AnsibleError && e.kind === 'file-not-found';
      notices().warning(
        missing
          ? `Error getting vault password file (${name}): ${e.message}`
          : `Error in vault password file loading (${name}): ${(e as Error).message}`,
      );
      failure = e;
    }
  }
  if (failure !== undefined && secrets.length === 0) throw failure;
  return secrets;
}

/** The password of a file or program; `name` is the id as it was written, "None" where it was not. */
function vaultPassword(source: string, name: string, settings: Settings): Buffer {
  const path = fullPath(source, settings);
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined)
    throw new AnsibleError(`The vault password file ${path} was not found`, { kind: 'file-not-found' });
  let text: string;
  const program = isExecutable(path);
  if (program) text = fromProgram(path, name);
  else {
    try {
      text = stripLineEnds(readFileSync(path)).trim();
    } catch (e) {
      throw new AnsibleError(
        `Could not read vault password file ${path}: ${errorWords(e as NodeJS.ErrnoException)}: '${path}'`,
        {
          kind: 'vault',
          cause: e,
        },
      );
    }
  }
  if (text.startsWith('$ANSIBLE_VAULT;'))
    throw new AnsibleError('A vault password must be specified to decrypt data', { kind: 'vault' });
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
function fromProgram(path: string, name: string): string {
  const client = basename(path)
    .replace(/\.[^.]*$/, '')
    .endsWith('-client');
  const done = runScript(path, client && name !== '' && name !== 'None' ? ['--vault-id', name] : [], [
    'inherit',
    'pipe',
    client ? 'pipe' : 'inherit',
  ]);
  const refuse = (message: string): AnsibleError => new AnsibleError(message, { kind: 'vault' });
  if (done.error !== undefined)
    throw refuse(
      client
        ? `Problem running vault password client script ${path} (${osErrorOf(done.error, path)}). If this is not a script, remove the executable bit from the file.`
        : `Problem running vault password script ${path} (${osErrorOf(done.error, path)}). If this is not a script, remove the executable bit from the file.`,
    );
  if (done.status === 0) return stripLineEnds(done.stdout);
  // Python counts the signal that ended a program as a negative status
  const status = done.status ?? -(os.signals[done.signal ?? 'SIGKILL'] ?? 0);
  if (!client) throw refuse(`Vault password script ${path} returned non-zero (${status}): None`);
  const said = bytesText(done.stderr);
  throw refuse(
    done.status === CLIENT_HAS_NONE
      ? `Vault password client script ${path} did not find a secret for vault-id=${name}: ${said}`
      : `Vault password client script ${path} returned non-zero (${status}) when getting secret for vault-id=${name}: ${said}`,
  );
}

const osErrorOf = (e: NodeJS.ErrnoException, path: string): string => `${errorWords(e)}: '${path}'`;

/** Python's repr of bytes. */
const bytesText = (data: Buffer): string => `b${reprText(data.toString('latin1'))}`;
