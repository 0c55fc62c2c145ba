import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import { isatty } from 'node:tty';
import { AnsibleError } from '../errors/ansible-error.ts';

/** Reads bytes up to a line end, one at a time: what follows belongs to somebody else. */
function readLine(fd: number): string | undefined {
  const bytes: number[] = [];
  const one = Buffer.alloc(1);
  for (;;) {
    let n: number;
    try {
      n = readSync(fd, one, 0, 1, null);
    } catch (e) {
      const code = (e as NodeJS.ErrnoException).code;
      if (code === 'EAGAIN' || code === 'EINTR') {
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
        continue;
      }
      if (code === 'EOF') n = 0;
      else throw e;
    }
    if (n === 0) return bytes.length === 0 ? undefined : Buffer.from(bytes).toString('utf8');
    if (one[0] === 10) return Buffer.from(bytes).toString('utf8').replace(/\r$/, '');
    bytes.push(one[0]!);
  }
}

/** A line of the user's: signals (Ctrl-C) and the hosts' sessions go on while it is waited for. */
function readTerminalLine(): Promise<string | undefined> {
  const { stdin } = process;
  if (stdin.readableEnded) return Promise.resolve(undefined);
  return new Promise((resolve) => {
    let text = '';
    const done = (line: string | undefined): void => {
      stdin.off('data', data);
      stdin.off('end', end);
      stdin.pause();
      resolve(line);
    };
    const end = (): void => done(text === '' ? undefined : text);
    const data = (chunk: string): void => {
      text += chunk;
      const at = text.indexOf('\n');
      if (at < 0) return;
      const rest = text.slice(at + 1);
      done(text.slice(0, at).replace(/\r$/, ''));
      if (rest !== '') stdin.unshift(rest, 'utf8');
    };
    stdin.setEncoding('utf8');
    stdin.on('data', data);
    stdin.on('end', end);
    stdin.resume();
  });
}

/** A raw-mode terminal; undefined where there is none. */
async function terminal(): Promise<{ fd: number; hide(): void; show(): void; close(): void } | undefined> {
  let fd: number;
  try {
    fd = openSync('/dev/tty', 'r+');
  } catch {
    return undefined;
  }
  const { execFileSync } = await import('node:child_process');
  const stty = (...args: string[]): string =>
    execFileSync('stty', args, { stdio: [fd, 'pipe', 'ignore'], encoding: 'utf8' });
  let saved = '';
  return {
    fd,
    hide: () => {
      saved = stty('-g').trim();
      stty('-echo');
    },
    show: () => {
      if (saved !== '') stty(saved);
    },
    close: () => closeSync(fd),
  };
}

/** Nothing is left to read where a password was asked for. */
export class EndOfInput extends AnsibleError {
  constructor(what = 'password') {
    super(`EOFError (ctrl-d) on prompt for ${what}`);
  }
}

/**
 * Asks for a password on the terminal, without echo. Without a terminal it reads a line of stdin and says on stderr
 * that the input may be seen, as Python's getpass does. Throws EndOfInput where there is no input.
 */
export async function askPassword(prompt: string): Promise<string> {
  const tty = await terminal();
  if (tty === undefined) {
    writeSync(2, `Warning: Password input may be echoed.\n${prompt}`);
    const line = readLine(0);
    if (line === undefined) throw new EndOfInput();
    writeSync(2, '\n');
    return line;
  }
  let hidden = false;
  try {
    tty.hide();
    hidden = true;
  } catch {
    writeSync(2, 'Warning: Password input may be echoed.\n');
  }
  try {
    writeSync(tty.fd, prompt);
    const line = readLine(tty.fd);
    if (line === undefined) throw new EndOfInput();
    return line;
  } finally {
    if (hidden) {
      tty.show();
      writeSync(tty.fd, '\n');
    }
    tty.close();
  }
}

/** Asks a question whose answer may be seen: on stdout, answered on stdin; undefined where stdin has ended. */
export async function ask(prompt: string): Promise<string | undefined> {
  writeSync(1, prompt);
  return isatty(0) ? readTerminalLine() : readLine(0);
}
