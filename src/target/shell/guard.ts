import type { ExecOptions } from '../types.ts';
import type { ChannelOpener } from './channel.ts';
import { killScript } from './command.ts';
import type { ShellSession } from './session.ts';

/** Milliseconds for all that is asked of a host to end a command, signals and their pauses included. */
const mostWait = 10_000;
const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms).unref());

/** Orders to end a command that are on their way to a host. */
const orders = new Set<Promise<void>>();

/** Resolves when every command that is to end has been told so on its host, `limit` milliseconds later at the most. */
export async function ordersGiven(limit: number): Promise<void> {
  await Promise.race([Promise.all(orders), new Promise((done) => setTimeout(done, limit))]);
}

/** Ends a command at its timeout or when it is cancelled, by a second session on the same host. */
export class Guard {
  timedOut = false;
  killed = false;
  #timer: NodeJS.Timeout | undefined;
  #ended = false;
  readonly #abort = (): void => void this.#kill();
  #session: ShellSession | undefined;

  constructor(
    private readonly opener: ChannelOpener,
    private readonly host: string,
    private readonly options: ExecOptions,
  ) {}

  watch(session: ShellSession): void {
    this.#session = session;
    if (this.options.timeout !== undefined)
      this.#timer = setTimeout(() => {
        this.timedOut = true;
        void this.#kill();
      }, this.options.timeout);
    this.options.signal?.addEventListener('abort', this.#abort, { once: true });
  }

  async #kill(): Promise<void> {
    if (this.#ended || this.killed || !this.#session) return;
    this.killed = true;
    let given = (): void => {};
    const order = new Promise<void>((resolve) => {
      given = resolve;
    });
    orders.add(order);
    void order.then(() => orders.delete(order));
    const victim = this.#session;
    // a host that does not answer any more does not hold the task
    await Promise.race([this.#tell(victim, given), wait(mostWait)]);
    given();
    if (!this.#ended) victim.close();
  }

  /** Has the host end the command by a second session. */
  async #tell(victim: ShellSession, given: () => void): Promise<void> {
    try {
      const { ShellSession: Session } = await import('./session.ts');
      const killer = new Session(await this.opener.open(), this.host);
      for (const [signal, pause] of [
        ['TERM', 2000],
        ['KILL', 3000],
      ] as const) {
        if (this.#ended || victim.pid === undefined) break;
        await killer.run(killScript(victim.pid, signal));
        given();
        for (let t = 0; t < pause && !this.#ended; t += 50) await wait(50);
      }
      killer.abandon();
    } catch {
      // no second channel: the session itself goes
    }
  }

  end(): void {
    this.#ended = true;
    clearTimeout(this.#timer);
    this.options.signal?.removeEventListener('abort', this.#abort);
  }
}
