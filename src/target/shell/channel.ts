import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { quote } from './quote.ts';

/** A pair of byte streams with a POSIX `sh` behind it that reads its script from them. */
export interface ByteChannel {
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** Ends it at once. */
  close(): void;
  /** Resolves when the far side is gone; `message` tells why where that is known. */
  readonly exited: Promise<{ readonly code: number | undefined; readonly message?: string }>;
}

/** Opens channels to one host as one user; every channel is a shell of its own. */
export interface ChannelOpener {
  /** An open channel has a shell behind it for certain; without it only the first answer tells. */
  readonly certain?: boolean;
  /** Throws ConnectionError (host not reached) or AnsibleError (become refused). */
  open(): Promise<ByteChannel>;
  /** A command with a terminal of its own as its streams, where there is a way to have one. */
  openTerminal?(command: string): Promise<ByteChannel>;
  /** Ends the connection that the channels share. */
  close(): Promise<void>;
}

/** A child process of ours as a channel. */
export function processChannel(
  argv: readonly string[],
  env: Readonly<Record<string, string>>,
  cwd?: string,
): ByteChannel {
  const child: ChildProcess = spawn(argv[0] ?? '', argv.slice(1), {
    env: env as NodeJS.ProcessEnv,
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
    ...(cwd === undefined ? {} : { cwd }),
  });
  const { stdin, stdout, stderr } = child;
  if (!stdin || !stdout || !stderr) throw new Error('no pipes to a child process');
  const exited = new Promise<{ code: number | undefined; message?: string }>((resolve) => {
    child.on('error', (error: NodeJS.ErrnoException) =>
      resolve({
        code: error.code === 'ENOENT' ? 127 : 126,
        message: `${argv[0]}: ${error.code === 'ENOENT' ? 'command not found' : error.message}`,
      }),
    );
    child.on('close', (code) => resolve({ code: code ?? undefined }));
  });
  return {
    stdin,
    stdout,
    stderr,
    exited,
    close: () => {
      stdin.destroy();
      if (child.exitCode === null) child.kill('SIGTERM');
    },
  };
}

/** Opens `argv` (docker exec -i box /bin/sh ...) as a child process for each channel. */
export class ProcessOpener implements ChannelOpener {
  constructor(
    private readonly argv: readonly string[],
    private readonly env: Readonly<Record<string, string>>,
    private readonly cwd?: string,
  ) {}
  async open(): Promise<ByteChannel> {
    return processChannel(this.argv, this.env, this.cwd);
  }
  /** By util-linux's script, which gives what it runs a terminal. */
  async openTerminal(command: string): Promise<ByteChannel> {
    const words = [...this.argv, '-c', command].map(quote).join(' ');
    return processChannel(['script', '-qec', `stty -echo; exec ${words}`, '/dev/null'], this.env, this.cwd);
  }
  async close(): Promise<void> {}
}
