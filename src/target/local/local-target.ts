import {
  accessSync,
  chmodSync,
  chownSync,
  constants,
  lchownSync,
  linkSync,
  lstatSync,
  mkdirSync,
  promises,
  renameSync,
  rmdirSync,
  statSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { attempt, attemptAsync } from '../errno.ts';
import {
  type ExecOptions,
  type ExecResult,
  type FileStat,
  type HashAlgorithm,
  type MoveOptions,
  type Target,
  TargetError,
  type WriteOptions,
} from '../types.ts';
import { copyPreserving, hashFile, listDir, readAll, transfer, walkTree, writeAll } from './files.ts';
import { moveFile } from './move.ts';
import { groupIdOf, userIdOf, userName } from './names.ts';
import { expandUser, expandVariables, realPath } from './paths.ts';
import { runProcess } from './process.ts';
import { statPath } from './stat.ts';
import { TempFiles } from './temp.ts';

export interface LocalTargetOptions {
  readonly host: string;
  /** The environment that commands get. */
  readonly environment: Readonly<Record<string, string>>;
  /** Where temporary directories go; `~` is expanded. Default `~/.ansible/tmp`. */
  readonly remoteTmp?: string | undefined;
  /** The start directory; default that of this process. */
  readonly cwd?: string | undefined;
}

/** The machine that ansible-ts runs on, as the user that it runs as: Node's fs and child processes, in process. */
export class LocalTarget implements Target {
  readonly kind = 'local';
  readonly host: string;
  readonly user: string;
  readonly #cwd: string;
  readonly #env: Readonly<Record<string, string>>;
  readonly #temp: TempFiles;

  constructor(options: LocalTargetOptions, temp?: TempFiles) {
    this.host = options.host;
    this.user = userName(process.getuid?.() ?? 0);
    this.#cwd = options.cwd ?? process.cwd();
    this.#env = options.environment;
    const remoteTmp = options.remoteTmp ?? '~/.ansible/tmp';
    this.#temp =
      temp ??
      new TempFiles(() => {
        const dir = expandUser(expandVariables(remoteTmp, this.#env), this.#env);
        // an account without a home
        return dir.startsWith('~') ? tmpdir() : this.#at(dir);
      });
  }

  #at(path: string): string {
    return path.startsWith('/') ? path : resolve(this.#cwd, path);
  }

  async exec(argv: readonly string[], options: ExecOptions = {}): Promise<ExecResult> {
    const env = options.env === undefined ? this.#env : { ...this.#env, ...options.env };
    return runProcess(argv, options.cwd === undefined ? this.#cwd : this.#at(options.cwd), env, options);
  }

  shell(
    command: string,
    options: ExecOptions & { readonly executable?: string | undefined } = {},
  ): Promise<ExecResult> {
    return this.exec([options.executable ?? '/bin/sh', '-c', command], options);
  }

  async which(program: string, extra: readonly string[] = []): Promise<string | undefined> {
    if (program.includes('/')) return isProgram(this.#at(program)) ? this.#at(program) : undefined;
    for (const dir of [...(this.#env['PATH'] ?? '/usr/bin:/bin').split(':'), ...extra]) {
      const path = join(this.#at(dir || '.'), program);
      if (isProgram(path)) return path;
    }
    return undefined;
  }

  async expand(path: string): Promise<string> {
    return expandUser(expandVariables(path, this.#env), this.#env);
  }

  async realpath(path: string): Promise<string> {
    return realPath(this.#at(path));
  }

  async stat(path: string, options?: { readonly follow?: boolean }): Promise<FileStat | undefined> {
    const s = statPath(this.#at(path), options?.follow ?? true);
    return s === undefined || s.path === path ? s : { ...s, path };
  }

  async statMany(
    paths: readonly string[],
    options?: { readonly follow?: boolean },
  ): Promise<Array<FileStat | undefined>> {
    return Promise.all(paths.map((p) => this.stat(p, options).catch(noEntry)));
  }

  async access(path: string): Promise<{ read: boolean; write: boolean; execute: boolean }> {
    const full = this.#at(path);
    const may = (mode: number): boolean => {
      try {
        accessSync(full, mode);
        return true;
      } catch {
        return false;
      }
    };
    return { read: may(constants.R_OK), write: may(constants.W_OK), execute: may(constants.X_OK) };
  }

  async list(path: string): Promise<string[]> {
    return listDir(this.#at(path));
  }

  walk(
    path: string,
    options?: { readonly follow?: boolean; readonly maxDepth?: number },
  ): Promise<FileStat[]> {
    return walkTree(this.#at(path), options?.follow ?? false, options?.maxDepth ?? Number.POSITIVE_INFINITY);
  }

  hash(path: string, algorithm: HashAlgorithm): Promise<string> {
    return hashFile(this.#at(path), algorithm);
  }

  async hashMany(paths: readonly string[], algorithm: HashAlgorithm): Promise<Array<string | undefined>> {
    const out: Array<string | undefined> = [];
    for (const p of paths) out.push(await this.hash(p, algorithm).catch(noEntry));
    return out;
  }

  readFile(path: string): Promise<Buffer> {
    return readAll(this.#at(path));
  }

  writeFile(path: string, data: string | Uint8Array, options?: WriteOptions): Promise<void> {
    return writeAll(this.#at(path), data, options?.mode ?? 0o600, 'w');
  }

  appendFile(path: string, data: string | Uint8Array): Promise<void> {
    return writeAll(this.#at(path), data, 0o600, 'a');
  }

  upload(localPath: string, path: string, options?: WriteOptions): Promise<void> {
    return transfer(resolve(localPath), this.#at(path), options?.mode ?? 0o600, this.#env);
  }

  download(path: string, localPath: string): Promise<void> {
    return transfer(this.#at(path), resolve(localPath), 0o600, this.#env);
  }

  async tempDir(options?: { readonly dir?: string; readonly prefix?: string }): Promise<string> {
    return this.#temp.makeDir(
      options?.dir === undefined ? undefined : this.#at(options.dir),
      options?.prefix,
    );
  }

  async tempFile(options?: {
    readonly beside?: string;
    readonly prefix?: string;
    readonly suffix?: string;
  }): Promise<string> {
    const beside = options?.beside === undefined ? undefined : this.#at(options.beside);
    return this.#temp.makeFile(beside, options?.prefix, options?.suffix);
  }

  async move(from: string, to: string, options?: MoveOptions): Promise<void> {
    moveFile(this.#at(from), this.#at(to), options?.unsafeWrites ?? false);
    this.#temp.forget(this.#at(from));
  }

  async rename(from: string, to: string): Promise<void> {
    attempt('rename', from, () => renameSync(this.#at(from), this.#at(to)));
    this.#temp.forget(this.#at(from));
  }

  copyFile(from: string, to: string): Promise<void> {
    return copyPreserving(this.#at(from), this.#at(to), this.#env);
  }

  async mkdir(path: string, options?: { readonly mode?: number; readonly parents?: boolean }): Promise<void> {
    const full = this.#at(path);
    attempt('mkdir', path, () => {
      const made = mkdirSync(full, { recursive: options?.parents ?? false });
      if (options?.mode !== undefined && (made !== undefined || !options.parents))
        chmodSync(full, options.mode);
    });
  }

  async symlink(targetText: string, path: string): Promise<void> {
    attempt('symlink', path, () => symlinkSync(targetText, this.#at(path)));
  }

  async link(existing: string, path: string): Promise<void> {
    attempt('link', path, () => linkSync(this.#at(existing), this.#at(path)));
  }

  async unlink(path: string): Promise<void> {
    attempt('unlink', path, () => {
      // some systems let root unlink a directory, and Node words it EPERM
      if (lstatSync(this.#at(path)).isDirectory()) throw new TargetError('EISDIR', 'unlink', path);
      unlinkSync(this.#at(path));
    });
    this.#temp.forget(this.#at(path));
  }

  async rmdir(path: string): Promise<void> {
    attempt('rmdir', path, () => rmdirSync(this.#at(path)));
    this.#temp.forget(this.#at(path));
  }

  async removeTree(path: string): Promise<void> {
    await attemptAsync('rmtree', path, () => promises.rm(this.#at(path), { recursive: true, force: true }));
    this.#temp.forget(this.#at(path));
  }

  async chmod(path: string, mode: number, options?: { readonly follow?: boolean }): Promise<void> {
    const full = this.#at(path);
    attempt('chmod', path, () => {
      // Linux has no mode of a link
      if (options?.follow === false && lstatSync(full).isSymbolicLink()) return;
      chmodSync(full, mode);
    });
  }

  async chown(
    path: string,
    uid: number | undefined,
    gid: number | undefined,
    options?: { readonly follow?: boolean },
  ): Promise<void> {
    const change = options?.follow === false ? lchownSync : chownSync;
    attempt('chown', path, () => change(this.#at(path), uid ?? -1, gid ?? -1));
  }

  async utimes(path: string, atime: number | undefined, mtime: number | undefined): Promise<void> {
    const full = this.#at(path);
    attempt('utime', path, () => {
      const s = atime === undefined || mtime === undefined ? statSync(full) : undefined;
      utimesSync(full, atime ?? (s?.atimeMs ?? 0) / 1000, mtime ?? (s?.mtimeMs ?? 0) / 1000);
    });
  }

  async userId(name: string): Promise<number | undefined> {
    return userIdOf(name);
  }

  async groupId(name: string): Promise<number | undefined> {
    return groupIdOf(name);
  }

  async environment(): Promise<Readonly<Record<string, string>>> {
    return this.#env;
  }

  withEnvironment(env: Readonly<Record<string, string>>): Target {
    return new LocalTarget(
      { host: this.host, cwd: this.#cwd, environment: { ...this.#env, ...env } },
      this.#temp,
    );
  }

  async close(): Promise<void> {
    this.#temp.removeAll();
  }
}

const noEntry = (error: unknown): undefined => {
  if (error instanceof TargetError) return undefined;
  throw error;
};

const isProgram = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
};
