import {
  closeSync,
  lstatSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { expandUser } from '../config/paths.ts';
import type { Settings } from '../config/settings.ts';
import { AnsibleError } from '../errors/ansible-error.ts';
import { errorWords } from '../errors/errno.ts';
import type { Value } from '../value/types.ts';
import { parseYamlOrJson } from '../yaml/load.ts';
import { copyPosition } from '../yaml/positions.ts';
import { isVault, Vault, type VaultSecret } from './vault.ts';

export interface DataLoaderOptions {
  readonly settings: Settings;
  readonly vaultSecrets?: readonly VaultSecret[];
}

/** Reads files on the control machine: decrypts vaults, parses YAML and JSON, remembers what it parsed. */
export class DataLoader {
  readonly #settings: Settings;
  #vault: Vault;
  #basedir: string;
  readonly #cache = new Map<string, Value>();
  /** Plain copies by the path and state of their vaults. */
  readonly #plain = new Map<string, string>();
  #tmp: string | undefined;

  constructor(options: DataLoaderOptions) {
    this.#settings = options.settings;
    this.#vault = new Vault(options.vaultSecrets, {
      matchId: options.settings.bool('DEFAULT_VAULT_ID_MATCH'),
    });
    this.#basedir = options.settings.cwd;
  }

  get vault(): Vault {
    return this.#vault;
  }
  setVaultSecrets(secrets: readonly VaultSecret[]): void {
    this.#vault = new Vault(secrets, { matchId: this.#settings.bool('DEFAULT_VAULT_ID_MATCH') });
  }
  /** Directory that relative names start from. */
  get basedir(): string {
    return this.#basedir;
  }
  setBasedir(dir: string): void {
    this.#basedir = dir;
  }

  /** A full path: `~` expanded, relative to basedir. */
  path(given: string): string {
    const p = expandUser(given, this.#settings.env);
    return isAbsolute(p) ? resolve(p) : resolve(this.#basedir, p);
  }
  exists(given: string): boolean {
    return this.#stat(given) !== undefined;
  }
  isFile(given: string): boolean {
    // A device or pipe (a process substitution) may be read too.
    const s = this.#stat(given);
    return s !== undefined && (s.isFile() || s.isFIFO() || this.path(given) === '/dev/null');
  }
  isDirectory(given: string): boolean {
    return this.#stat(given)?.isDirectory() === true;
  }
  isExecutable(given: string): boolean {
    return ((this.#stat(given)?.mode ?? 0) & 0o111) !== 0;
  }
  isLink(given: string): boolean {
    try {
      return lstatSync(this.path(given)).isSymbolicLink();
    } catch {
      return false;
    }
  }
  listDirectory(given: string): string[] {
    return readdirSync(this.path(given)).sort(byCodePoint);
  }
  /** What cannot be looked at (a name that is too long, links in a circle, no access) is not there. */
  #stat(given: string): Stats | undefined {
    try {
      return statSync(this.path(given), { throwIfNoEntry: false });
    } catch {
      return undefined;
    }
  }

  /** A file's bytes, decrypted. Throws AnsibleError (kind file-not-found, parser or vault). */
  readFile(given: string): { data: Buffer; encrypted: boolean } {
    if (given === '') throw new AnsibleError(`Invalid filename: '${given}'`, { kind: 'parser' });
    const path = this.path(given);
    if (!this.exists(path)) throw notFound(path);
    let data: Buffer;
    try {
      data = readFileSync(path);
    } catch (e) {
      const why = osError(e as NodeJS.ErrnoException, path);
      throw new AnsibleError(`an error occurred while trying to read the file '${path}': ${why}. ${why}`, {
        kind: 'parser',
        cause: e,
      });
    }
    return isVault(data)
      ? { data: this.#vault.decrypt(data, path), encrypted: true }
      : { data, encrypted: false };
  }

  /** A file's text, decrypted; must be UTF-8. */
  readText(given: string): string {
    const { data } = this.readFile(given);
    try {
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(data);
    } catch (e) {
      throw new AnsibleError(
        `an error occurred while trying to read the file '${this.path(given)}': not valid UTF-8`,
        {
          kind: 'parser',
          cause: e,
        },
      );
    }
  }

  /** The files that were read as YAML or JSON so far. */
  loadedFiles(): string[] {
    return [...this.#cache.keys()];
  }

  /** A YAML or JSON file's value; each call gives a copy of its own unless `shared`. */
  loadFile(given: string, options: { cache?: boolean; shared?: boolean } = {}): Value {
    const path = this.path(given);
    let value = options.cache === false ? undefined : this.#cache.get(path);
    if (value === undefined) {
      value = this.parse(this.readText(path), path);
      if (options.cache !== false) this.#cache.set(path, value);
    }
    return options.shared === true ? value : copy(value, new Map());
  }

  /** Parses text; `file` names it in errors and positions. */
  parse(text: string, file = '<string>'): Value {
    return parseYamlOrJson(text, {
      file,
      vault: (ciphertext) => this.#vault.decryptText(ciphertext),
      duplicates: this.#settings.text('DUPLICATE_YAML_DICT_KEY') as 'warn' | 'error' | 'ignore',
    });
  }

  /** A path whose content is plain: the file itself, or for a vault a private copy (0600) that `cleanup` removes. */
  plainFile(given: string): string {
    const path = this.path(given);
    if (beginsPlain(path)) return path;
    // the file may be another one by now
    const s = this.#stat(path);
    const stamp = `${path}\0${s?.ino}:${s?.mtimeMs}:${s?.size}`;
    const known = this.#plain.get(stamp);
    if (known !== undefined) return known;
    const { data, encrypted } = this.#decrypted(path);
    if (!encrypted) return path;
    if (this.#tmp === undefined) {
      this.#tmp = mkdtempSync(join(tmpdir(), 'ansible-local-'));
      process.once('exit', this.#onExit);
    }
    const copyPath = join(this.#tmp, String(this.#plain.size));
    writeFileSync(copyPath, data, { mode: 0o600, flag: 'wx' });
    this.#plain.set(stamp, copyPath);
    return copyPath;
  }

  #decrypted(path: string): { readonly data: Buffer; readonly encrypted: boolean } {
    try {
      return this.readFile(path);
    } catch (e) {
      if (!(e instanceof AnsibleError) || !e.message.includes('no vault secrets found')) throw e;
      throw new AnsibleError(`A vault password or secret must be specified to decrypt ${path}`, {
        kind: e.kind,
      });
    }
  }

  /** Removes the plain copies of vaults. */
  cleanup(): void {
    process.removeListener('exit', this.#onExit);
    if (this.#tmp !== undefined) rmSync(this.#tmp, { recursive: true, force: true });
    this.#tmp = undefined;
    this.#plain.clear();
  }
  readonly #onExit = (): void => this.cleanup();

  /** Forgets parsed files (all, or one), after something wrote to them. */
  forget(given?: string): void {
    if (given === undefined) this.#cache.clear();
    else this.#cache.delete(this.path(given));
  }
}

/** A regular file whose first bytes are no vault's: it need not be read whole. */
function beginsPlain(path: string): boolean {
  let fd: number | undefined;
  try {
    if (!statSync(path).isFile()) return false;
    fd = openSync(path, 'r');
    const head = Buffer.alloc(64);
    return !isVault(head.subarray(0, readSync(fd, head)));
  } catch {
    return false; // who reads it says why it cannot
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}

export const notFound = (path: string): AnsibleError =>
  new AnsibleError(
    `Unable to retrieve file contents\nCould not find or access '${path}' on the Ansible Controller.\n` +
      'If you are using a module and expect the file to exist on the remote, see the remote_src option',
    { kind: 'file-not-found' },
  );

const osError = (e: NodeJS.ErrnoException, path: string): string => `${errorWords(e)}: b'${path}'`;

/** Containers are copied, all else is shared; positions go along. */
function copy(value: Value, seen: Map<Value, Value>): Value {
  if (typeof value !== 'object' || value === null) return value;
  const isArray = Array.isArray(value) && value.constructor === Array;
  if (!isArray && !(value instanceof Map)) return value;
  const known = seen.get(value);
  if (known !== undefined) return known;
  if (isArray) {
    const out: Value[] = [];
    seen.set(value, out);
    for (const v of value as Value[]) out.push(copy(v, seen));
    return copyPosition(out, value as Value[]);
  }
  const out = new Map<Value, Value>();
  seen.set(value, out);
  for (const [k, v] of value as Map<Value, Value>) out.set(k, copy(v, seen));
  return copyPosition(out, value as Map<Value, Value>);
}

/** Order of Python's sorted(): by code point. */
export const byCodePoint = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
