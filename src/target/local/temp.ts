import { randomBytes } from 'node:crypto';
import { chmodSync, closeSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { makeDirs } from '../../config/make-dirs.ts';
import { attempt } from '../errno.ts';

const live = new Set<TempFiles>();
let hooked = false;

/** One hook for all sessions: what is left when this process ends goes then. */
function removeAtExit(files: TempFiles): void {
  live.add(files);
  if (hooked) return;
  hooked = true;
  process.on('exit', () => {
    for (const f of live) f.removeAll();
  });
}

/** The temporary files and directories of a session: private, and gone when it or this process ends. */
export class TempFiles {
  readonly #paths = new Set<string>();
  #session: string | undefined;

  constructor(private readonly remoteTmp: () => string) {}

  #track(path: string): string {
    removeAtExit(this);
    this.#paths.add(path);
    return path;
  }

  /** A path that was moved away or removed. */
  forget(path: string): void {
    this.#paths.delete(path);
  }

  makeDir(dir: string | undefined, prefix = 'ansible-tmp-'): string {
    if (dir !== undefined) return this.#track(attempt('mkdtemp', dir, () => mkdtempSync(join(dir, prefix))));
    const base = this.remoteTmp();
    try {
      makeDirs(base, 0o700);
      return this.#track(mkdtempSync(join(base, prefix)));
    } catch {
      // as Ansible's modules do when remote_tmp cannot be used
      return this.#track(attempt('mkdtemp', tmpdir(), () => mkdtempSync(join(tmpdir(), prefix))));
    }
  }

  makeFile(beside: string | undefined, prefix: string | undefined, suffix = ''): string {
    if (beside === undefined) this.#session ??= this.makeDir(undefined);
    const dir = beside === undefined ? (this.#session ?? '') : dirname(beside);
    const start = prefix ?? (beside === undefined ? 'tmp' : '.ansible_tmp');
    const end = suffix || (beside === undefined ? '' : basename(beside).slice(0, 200));
    const path = join(dir, `${start}${randomBytes(6).toString('hex')}${end}`);
    attempt('open', path, () => closeSync(openSync(path, 'wx', 0o600)));
    chmodSync(path, 0o600);
    return this.#track(path);
  }

  removeAll(): void {
    live.delete(this);
    for (const path of this.#paths) {
      try {
        rmSync(path, { recursive: true, force: true });
      } catch {
        // the last thing a session does; nobody is left to tell
      }
    }
    this.#paths.clear();
    this.#session = undefined;
  }
}
