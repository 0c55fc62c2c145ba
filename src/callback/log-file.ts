import { accessSync, closeSync, constants, existsSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { accountName } from '../config/account.ts';
import { OptionsError } from '../errors/ansible-error.ts';
import { maskSecrets } from '../errors/secrets.ts';
import { printable } from './output.ts';

/** The file of `log_path`: one line a message, with time, process and user; secrets are masked. */
export class LogFile {
  readonly #fd: number;
  readonly #tail: string;
  #waiting = '';

  private constructor(
    fd: number,
    private readonly keeps: boolean,
  ) {
    this.#fd = fd;
    this.#tail = ` p=${process.pid} u=${accountName()} n=ansible | `;
  }

  /** Opens the file for appending; with `keeps` off (log_filter names ansible) it stays as it is. Returns undefined, after `refuse` was told why, where that cannot be. */
  static open(path: string, refuse: (message: string) => void, keeps = true): LogFile | undefined {
    try {
      const target = existsSync(path) ? path : dirname(path);
      accessSync(target, constants.W_OK);
      return new LogFile(openSync(path, 'a'), keeps);
    } catch (e) {
      if ((e as NodeJS.ErrnoException).code === 'EISDIR')
        throw new OptionsError(`[Errno 21] Is a directory: '${path}'`, { kind: 'config' });
      refuse(`[WARNING]: log file at ${path} is not writeable and we cannot create it, aborting\n\n`);
      return undefined;
    }
  }

  add(message: string): void {
    if (!this.keeps) return;
    this.#waiting += `${stamp(new Date())}${this.#tail}${maskSecrets(message)}\n`;
    if (this.#waiting.length > 65536) this.flush();
  }

  flush(): void {
    if (this.#waiting === '') return;
    const text = this.#waiting;
    this.#waiting = '';
    try {
      writeSync(this.#fd, printable(text));
    } catch {
      // A full disk must not end the run.
    }
  }

  close(): void {
    this.flush();
    closeSync(this.#fd);
  }
}

/** "2026-11-22 21:36:48,181", local time. */
function stamp(d: Date): string {
  const p = (n: number, w = 2) => String(n).padStart(w, '0');
  return `${d.getFullYear()}-${p(d.getMonth() + 1)}-${p(d.getDate())} ${p(d.getHours())}:${p(d.getMinutes())}:${p(d.getSeconds())},${p(d.getMilliseconds(), 3)}`;
}
