import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { JobMessage } from './job-message.ts';

/**
 * The process that runs the jobs of this run: one for all, in a session of its own, so that it outlives the run. It
 * reads jobs from its standard input, and ends when that has ended and all of them are done.
 */
export class JobLink {
  #child: ChildProcess | undefined;
  #gone = false;

  /** Hands a job over. False where there is no such process (the program is not bundled, or it could not start). */
  async send(job: JobMessage): Promise<boolean> {
    const stdin = this.#start()?.stdin;
    if (this.#gone || !stdin) return false;
    return new Promise((resolve) => {
      // once written, the job is out of this process's hands
      stdin.write(`${JSON.stringify(job)}\n`, (e) => resolve(e === null || e === undefined));
    });
  }

  #start(): ChildProcess | undefined {
    if (this.#child || this.#gone) return this.#child;
    const program = fileURLToPath(new URL('../bin/launch.cjs', import.meta.url));
    if (!existsSync(program)) {
      this.#gone = true;
      return undefined;
    }
    const child = spawn(process.execPath, [program, 'async-jobs'], {
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    const lost = (): void => {
      this.#gone = true;
    };
    child.on('error', lost);
    child.on('exit', lost);
    child.stdin.on('error', lost);
    child.unref();
    this.#child = child;
    return child;
  }
}
