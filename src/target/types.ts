/** What runs on a host and acts on its files. Two kinds exist: LocalTarget and ShellTarget (see ARCHITECTURE.md). */

import type { OutputLimit } from './collected.ts';

export interface ExecOptions {
  readonly cwd?: string | undefined;
  /** Added to the environment of the session (which already holds the task's `environment`). */
  readonly env?: Readonly<Record<string, string>> | undefined;
  readonly stdin?: string | Uint8Array | undefined;
  /** Octal as a number, e.g. 0o022. */
  readonly umask?: number | undefined;
  /** Milliseconds; past it the whole process group is killed and `timedOut` is set. */
  readonly timeout?: number | undefined;
  /** Cancels: the process group is killed. */
  readonly signal?: AbortSignal | undefined;
  /** Called with output as it comes; it is still collected unless `discard` is set. */
  readonly onStdout?: ((chunk: Uint8Array) => void) | undefined;
  readonly onStderr?: ((chunk: Uint8Array) => void) | undefined;
  readonly discard?: boolean | undefined;
  /** Past it nothing of a stream is kept, and `truncated` is set. */
  readonly limit?: OutputLimit | undefined;
  /** It answers at once and changes nothing: other questions may share its session and its round trip. */
  readonly quick?: boolean | undefined;
}

export interface ExecResult {
  /** The exit code; for a signal 128 + its number, and `signal` names it. */
  readonly rc: number;
  readonly signal?: string | undefined;
  readonly timedOut?: boolean | undefined;
  readonly truncated?: boolean | undefined;
  readonly stdout: Buffer;
  readonly stderr: Buffer;
}

export type FileType = 'file' | 'directory' | 'link' | 'char' | 'block' | 'fifo' | 'socket';

/** One `lstat` (or `stat`) of a path. Times are seconds since the epoch, with fraction where the host gives one. */
export interface FileStat {
  readonly path: string;
  readonly type: FileType;
  /** Permission bits only, 0 to 0o7777. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Names, or the empty text where the host knows none. */
  readonly owner: string;
  readonly group: string;
  readonly size: number;
  readonly inode: number;
  readonly dev: number;
  readonly nlink: number;
  readonly blocks: number;
  readonly blockSize: number;
  readonly rdev: number;
  readonly atime: number;
  readonly mtime: number;
  readonly ctime: number;
  /** Target of a link, as written in it. */
  readonly linkTarget?: string | undefined;
}

export type HashAlgorithm = 'md5' | 'sha1' | 'sha224' | 'sha256' | 'sha384' | 'sha512';

export interface WriteOptions {
  /** Mode of the new file; default 0o600 (private until the caller moves it in place). */
  readonly mode?: number | undefined;
}

export interface MoveOptions {
  /** Write into the destination in place where a rename cannot work (a bind-mounted file). */
  readonly unsafeWrites?: boolean | undefined;
}

/** Contents that go in the place of a file in one step. */
export interface PlaceRequest {
  /** The bytes, or a file of the control node. */
  readonly data: Uint8Array | { readonly file: string };
  /** Takes a link at the path away first. */
  readonly replaceLink?: boolean | undefined;
  /** Permission bits afterwards; one that cannot be set is left to who looks. */
  readonly mode?: number | undefined;
}

/** A file of `placeMany`; its directory is there or among the directories. */
export interface PlacedFile {
  readonly path: string;
  readonly size: number;
  readonly data: Uint8Array | { readonly file: string };
  /** Nothing is at the path (else a regular file is). */
  readonly isNew: boolean;
  /** Undefined: 0666 less the umask, the session's user and group. */
  readonly mode?: number | undefined;
  readonly uid?: number | undefined;
  readonly gid?: number | undefined;
  /** Where the file that was there is copied first. */
  readonly backup?: string | undefined;
}

export interface PlacedAttributes {
  readonly path: string;
  readonly mode?: number | undefined;
  readonly uid?: number | undefined;
  readonly gid?: number | undefined;
}

/** A tree that goes to a host in one stream; all paths are absolute. */
export interface PlaceManyRequest {
  /** A directory above all, which is there or the first of `directories`. */
  readonly top: string;
  /** Parents before what is in them; those that are `missing` are made. */
  readonly directories: ReadonlyArray<PlacedAttributes & { readonly missing: boolean }>;
  readonly files: readonly PlacedFile[];
  /** Files and directories that only get other attributes. */
  readonly attributes: readonly PlacedAttributes[];
}

/** A failed file operation, told as errno names tell it. */
export class TargetError extends Error {
  constructor(
    /** "ENOENT", "EACCES", "EEXIST", "ENOTDIR", "EISDIR", "ENOTEMPTY", "ENOSPC", "EROFS", "EXDEV", "ETXTBSY", "EPERM" ... */
    readonly code: string,
    readonly op: string,
    readonly path: string,
    message?: string,
    /** Where `place` ended: "temp" (no file beside the destination), "write", or "move". */
    readonly step?: string,
  ) {
    super(message ?? `${code}: ${op} '${path}'`);
    this.name = 'TargetError';
  }
}

/**
 * One host as one user. Every method may throw TargetError (a failed operation) or ConnectionError (the host is gone).
 * Paths are absolute or relative to the session's start directory; a leading `~` or `~user` is expanded by `expand` only.
 * Nothing here interprets a path or an argument as shell text; only `shell` does.
 */
export interface Target {
  readonly kind: 'local' | 'shell';
  /** The inventory name of the host; the user that commands run as. */
  readonly host: string;
  readonly user: string;

  /** Runs a program with its arguments. A program that is not there is rc 127 with the shell's words on stderr. */
  exec(argv: readonly string[], options?: ExecOptions): Promise<ExecResult>;
  /** Runs text by a shell (`/bin/sh -c`, or `executable`). */
  shell(
    command: string,
    options?: ExecOptions & { readonly executable?: string | undefined },
  ): Promise<ExecResult>;
  /** The full path of a program on the host's PATH (and then in `extra`), or undefined. */
  which(program: string, extra?: readonly string[]): Promise<string | undefined>;
  /** `~`, `~user` and `$VAR` as os.path.expanduser and expandvars resolve them on the host. */
  expand(path: string): Promise<string>;
  /** Canonical path, links resolved, missing tails kept (os.path.realpath). */
  realpath(path: string): Promise<string>;

  /** Undefined where nothing is there. `follow` (default true) resolves links. */
  stat(path: string, options?: { readonly follow?: boolean }): Promise<FileStat | undefined>;
  statMany(
    paths: readonly string[],
    options?: { readonly follow?: boolean },
  ): Promise<Array<FileStat | undefined>>;
  /** Whether the session's user may read, write, execute it. */
  access(
    path: string,
  ): Promise<{ readonly read: boolean; readonly write: boolean; readonly execute: boolean }>;
  /** Names in a directory, sorted by code point. */
  list(path: string): Promise<string[]>;
  /** Everything below a directory (not itself), depth first, names sorted; links not followed unless asked. */
  walk(
    path: string,
    options?: { readonly follow?: boolean; readonly maxDepth?: number },
  ): Promise<FileStat[]>;
  hash(path: string, algorithm: HashAlgorithm): Promise<string>;
  hashMany(paths: readonly string[], algorithm: HashAlgorithm): Promise<Array<string | undefined>>;

  readFile(path: string): Promise<Buffer>;
  /** Creates or truncates; not atomic: write to a `tempFile`, then `move`. */
  writeFile(path: string, data: string | Uint8Array, options?: WriteOptions): Promise<void>;
  appendFile(path: string, data: string | Uint8Array): Promise<void>;
  /** Streams a file of the control node to the host, and back. */
  upload(localPath: string, path: string, options?: WriteOptions): Promise<void>;
  download(path: string, localPath: string): Promise<void>;

  /** A private directory (0700), removed when the run ends. `dir` defaults to the remote_tmp of the session. */
  tempDir(options?: { readonly dir?: string; readonly prefix?: string }): Promise<string>;
  /** A new private file (0600); with `beside`, in that file's directory, so that a rename is atomic. */
  tempFile(options?: {
    readonly beside?: string;
    readonly prefix?: string;
    readonly suffix?: string;
  }): Promise<string>;
  /**
   * Puts `from` in the place of `to` as Ansible's atomic_move does: owner, mode (and SELinux context) of an existing
   * `to` are kept, a new `to` gets 0666 less the umask and the session's user; rename, or copy beside and rename over
   * file systems. `from` is gone afterwards.
   */
  move(from: string, to: string, options?: MoveOptions): Promise<void>;
  /** tempFile beside, writeFile or upload, and move in one round trip, where a target has a way to do so. */
  place?(to: string, request: PlaceRequest): Promise<void>;
  /**
   * Puts a tree in its place in one round trip, where a target has a way to do so. False where it could not (for
   * whatever reason): the caller then goes step by step, and hears what is wrong.
   */
  placeMany?(request: PlaceManyRequest): Promise<boolean>;
  rename(from: string, to: string): Promise<void>;
  copyFile(from: string, to: string): Promise<void>;
  mkdir(path: string, options?: { readonly mode?: number; readonly parents?: boolean }): Promise<void>;
  /** Makes a directory and gives it a mode as far as it goes, in one round trip; tells the mode that it began with. */
  mkdirWithMode?(path: string, mode: number): Promise<number | undefined>;
  symlink(targetText: string, path: string): Promise<void>;
  link(existing: string, path: string): Promise<void>;
  unlink(path: string): Promise<void>;
  rmdir(path: string): Promise<void>;
  /** Removes a tree; nothing there is no error. */
  removeTree(path: string): Promise<void>;
  chmod(path: string, mode: number, options?: { readonly follow?: boolean }): Promise<void>;
  chown(
    path: string,
    uid: number | undefined,
    gid: number | undefined,
    options?: { readonly follow?: boolean },
  ): Promise<void>;
  /** Seconds since the epoch; undefined keeps it. */
  utimes(path: string, atime: number | undefined, mtime: number | undefined): Promise<void>;

  userId(name: string): Promise<number | undefined>;
  groupId(name: string): Promise<number | undefined>;
  /** The environment of the session, task's `environment` included. */
  environment(): Promise<Readonly<Record<string, string>>>;
  /** The same session with more environment (the task's); cheap. */
  withEnvironment(env: Readonly<Record<string, string>>): Target;
  /** A new task begins: answers that a change brought with it count no longer. */
  forget?(): void;
  /** Ends the session and removes its temporary files. */
  close(): Promise<void>;
}

/** How to reach a host, resolved from inventory, play, task and command line. */
export interface ConnectionInfo {
  readonly connection: string;
  readonly host: string;
  readonly address: string;
  readonly port: number | undefined;
  readonly user: string | undefined;
  readonly password: string | undefined;
  readonly privateKeyFile: string | undefined;
  readonly privateKeyPassphrase?: string | undefined;
  readonly timeout: number;
  readonly become: BecomeInfo | undefined;
  readonly executable: string;
  readonly remoteTmp: string;
  /** Every variable of the connection plugin (ansible_ssh_common_args, ansible_host_key_checking ...), as text. */
  readonly options: Readonly<Record<string, string>>;
}

export interface BecomeInfo {
  readonly method: string;
  readonly user: string;
  readonly password: string | undefined;
  readonly exe: string | undefined;
  readonly flags: string | undefined;
}
