import { ConnectionError } from '../../errors/ansible-error.ts';
import { notices } from '../../errors/notices.ts';
import type { ChannelOpener } from './channel.ts';
import { type RunOptions, type RunResult, ShellSession } from './session.ts';

/** The sessions of one target: one to begin with, more while several operations run at once. */
export class SessionPool {
  readonly #idle: ShellSession[] = [];
  readonly #all = new Set<ShellSession>();
  readonly #waiting: Array<() => void> = [];
  #opening = 0;
  #closed = false;

  constructor(
    private readonly opener: ChannelOpener,
    private readonly host: string,
    /** sshd allows ten on a connection by default; some are left for file streams and for other users. */
    private limit = 4,
  ) {}

  async #take(): Promise<ShellSession> {
    for (;;) {
      if (this.#closed) throw new ConnectionError(`The session to ${this.host} is closed`);
      const session = this.#idle.pop();
      if (session?.usable) return session;
      if (session) {
        this.#drop(session);
        continue;
      }
      for (const s of this.#all) if (s.accepting) return s;
      if (this.#all.size + this.#opening < this.limit) {
        const opened = await this.#open();
        if (opened) return opened;
        continue; // one may have become free meanwhile, which nobody would tell us
      }
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  /** A new session; undefined where the host refuses another one while some are there to wait for. */
  async #open(): Promise<ShellSession | undefined> {
    this.#opening++;
    try {
      const session = new ShellSession(await this.opener.open(), this.host);
      this.#all.add(session);
      return session;
    } catch (error) {
      if (this.#all.size === 0) throw error;
      notices().verbose(3, `no further session: ${(error as Error).message}`, this.host);
      this.limit = this.#all.size;
      return undefined;
    } finally {
      this.#opening--;
    }
  }

  #drop(session: ShellSession): void {
    this.#all.delete(session);
    session.abandon();
  }

  #give(session: ShellSession): void {
    if (!session.idle) return;
    if (!session.usable || this.#closed) this.#drop(session);
    else if (this.#all.has(session) && !this.#idle.includes(session)) this.#idle.push(session);
    this.#waiting.shift()?.();
  }

  /** Opens the first session, so that an unreachable host or a refused become is told. */
  async warm(): Promise<void> {
    if (this.#all.size === 0) this.#give(await this.#take());
  }

  /** Runs a script in a free session; `started` gets that session first. */
  async run(
    script: string,
    options?: RunOptions,
    started?: (session: ShellSession) => void,
  ): Promise<RunResult> {
    let session = await this.#take();
    while (!session.accepting) session = await this.#take();
    try {
      started?.(session);
      return await session.run(script, options);
    } finally {
      this.#give(session);
    }
  }

  /** Runs a script in a session of its own that ends with its input; waits for its turn where channels are scarce. */
  async runAlone(
    script: string,
    options: RunOptions,
    started?: (session: ShellSession) => void,
  ): Promise<RunResult> {
    let session: ShellSession;
    try {
      session = new ShellSession(await this.opener.open(), this.host);
    } catch (error) {
      if (this.#all.size === 0) throw error;
      // no channel is left: an idle session gives up its own
      session = await this.#take();
      while (!session.accepting) session = await this.#take();
      this.#all.delete(session);
    }
    try {
      started?.(session);
      return await session.run(script, options);
    } finally {
      session.abandon();
      this.#waiting.shift()?.();
    }
  }

  /** Every session ends; `last` is run in one of them first where one is still there. */
  async close(last: string | undefined): Promise<void> {
    if (this.#closed) return;
    if (last !== undefined) await this.run(last).catch(() => undefined);
    this.#closed = true;
    for (const wake of this.#waiting.splice(0)) wake();
    await Promise.all([...this.#all].map((s) => (s.usable ? s.end() : s.close())));
    this.#all.clear();
    this.#idle.length = 0;
    await this.opener.close();
  }
}
