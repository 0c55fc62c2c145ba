import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { constants } from 'node:os';
import { Collected } from '../collected.ts';
import { strerror } from '../errno.ts';
import { type ExecOptions, type ExecResult, TargetError } from '../types.ts';

/** After the command itself has ended: how long its children may stay silent before their open pipes are let go. */
const quietTime = 1000;
/** Between the polite signal and the one that cannot be refused. */
export const killDelay = 2000;

const running = new Set<ChildProcess>();
let hooked = false;

/** Sends a signal to a command and to all that it started. */
function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    try {
      child.kill(signal);
    } catch {
      // gone already
    }
  }
}

/** Those that were told to end. */
const asked = new WeakSet<ChildProcess>();

/** What still runs when this process ends (an uncaught error, exit()) must not outlive it. */
function killAtExit(): void {
  if (hooked) return;
  hooked = true;
  process.on('exit', () => {
    for (const child of running) signalGroup(child, asked.has(child) ? 'SIGKILL' : 'SIGTERM');
  });
}

/**
 * Runs one program in a process group of its own, its stdin from `options.stdin` or empty. Resolves when it has ended
 * and its output is complete; what a child left in the background still holds open is waited for shortly only.
 */
export function runProcess(
  argv: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>>,
  options: ExecOptions,
): Promise<ExecResult> {
  let program = argv[0] ?? '';
  let args = argv.slice(1);
  if (options.umask !== undefined) {
    // a process-wide umask here would hit other hosts' files, so a shell sets it in the child
    args = [
      '-c',
      'umask "$1" && shift && exec "$@"',
      'sh',
      options.umask.toString(8).padStart(4, '0'),
      program,
      ...args,
    ];
    program = '/bin/sh';
  }
  return new Promise((resolve, reject) => {
    if (options.signal?.aborted) {
      resolve({
        rc: 128 + constants.signals.SIGTERM,
        signal: 'SIGTERM',
        stdout: Buffer.alloc(0),
        stderr: Buffer.alloc(0),
      });
      return;
    }
    killAtExit();
    let child: ChildProcess;
    try {
      child = spawn(program, args, {
        cwd,
        env: env as NodeJS.ProcessEnv,
        detached: true,
        stdio: [options.stdin === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
      });
    } catch (error) {
      reject(
        new TargetError(
          (error as NodeJS.ErrnoException).code ?? 'EINVAL',
          'exec',
          program,
          (error as Error).message,
        ),
      );
      return;
    }
    running.add(child);
    const out = new Collected(options.limit);
    const err = new Collected(options.limit);
    let lastOutput = 0;
    let timedOut = false;
    let ended = false;
    let quiet: NodeJS.Timeout | undefined;
    let timer: NodeJS.Timeout | undefined;
    const stop = (): void => {
      asked.add(child);
      signalGroup(child, 'SIGTERM');
      setTimeout(() => signalGroup(child, 'SIGKILL'), killDelay).unref();
    };
    const abort = (): void => stop();
    const finish = (): void => {
      if (ended) return;
      ended = true;
      running.delete(child);
      clearTimeout(timer);
      clearTimeout(quiet);
      options.signal?.removeEventListener('abort', abort);
      if (timedOut || options.signal?.aborted) signalGroup(child, 'SIGKILL');
      child.stdout?.destroy();
      child.stderr?.destroy();
      child.stdin?.destroy();
      const signal = child.signalCode ?? undefined;
      const rc = signal === undefined ? (child.exitCode ?? 1) : 128 + (constants.signals[signal] ?? 0);
      resolve({
        rc,
        signal,
        ...(timedOut ? { timedOut } : {}),
        ...(out.truncated || err.truncated ? { truncated: true } : {}),
        stdout: out.bytes(),
        stderr: err.bytes(),
      });
    };
    const collect =
      (into: Collected, tell: ((chunk: Uint8Array) => void) | undefined) =>
      (chunk: Buffer): void => {
        lastOutput = Date.now();
        if (!options.discard) into.add(chunk);
        tell?.(chunk);
      };
    child.stdout?.on('data', collect(out, options.onStdout));
    child.stderr?.on('data', collect(err, options.onStderr));
    child.on('error', (error: NodeJS.ErrnoException) => {
      if (child.pid !== undefined) return;
      ended = true;
      running.delete(child);
      clearTimeout(timer);
      options.signal?.removeEventListener('abort', abort);
      if (!isDirectory(cwd)) reject(new TargetError(existsSync(cwd) ? 'ENOTDIR' : 'ENOENT', 'chdir', cwd));
      else if (error.code === 'ENOENT') resolve(failure(127, `sh: 1: ${program}: not found\n`));
      else if (error.code === 'EACCES' || error.code === 'ENOEXEC' || error.code === 'EISDIR')
        resolve(failure(126, `sh: 1: ${program}: ${strerror(error.code)}\n`));
      else reject(new TargetError(error.code ?? 'EIO', 'exec', program));
    });
    const letGo = (): void => {
      const silent = Date.now() - lastOutput;
      if (silent >= quietTime) finish();
      else quiet = setTimeout(letGo, quietTime - silent);
    };
    child.on('exit', () => {
      if (!ended) quiet = setTimeout(letGo, Math.max(250, quietTime - (Date.now() - lastOutput)));
    });
    child.on('close', finish);
    if (options.timeout !== undefined)
      timer = setTimeout(() => {
        timedOut = true;
        stop();
      }, options.timeout);
    options.signal?.addEventListener('abort', abort, { once: true });
    if (options.stdin !== undefined && child.stdin) {
      child.stdin.on('error', () => {}); // a program that does not read its input is no error
      child.stdin.end(options.stdin);
    }
  });
}

const isDirectory = (path: string): boolean => {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
};

const failure = (rc: number, text: string): ExecResult => ({
  rc,
  stdout: Buffer.alloc(0),
  stderr: Buffer.from(text),
});
