import { connect, createServer, type Server, type Socket } from 'node:net';

/** A TCP proxy that cuts or silences what goes through it. */
export class FaultProxy {
  readonly #pairs = new Set<readonly [Socket, Socket]>();
  #server: Server | undefined;
  #silent = false;
  port = 0;
  /** Bytes from the client until everything is cut; 0 for never. */
  cutAfter = 0;
  #sent = 0;

  constructor(
    private readonly address: string,
    private readonly to: number,
  ) {}

  async start(): Promise<void> {
    this.#server = createServer((near) => {
      const far = connect(this.to, this.address);
      const pair = [near, far] as const;
      this.#pairs.add(pair);
      near.on('data', (c: Buffer) => {
        this.#sent += c.length;
        if (this.cutAfter > 0 && this.#sent > this.cutAfter) this.cut();
        else if (!this.#silent) far.write(c);
      });
      far.on('data', (c: Buffer) => {
        if (!this.#silent) near.write(c);
      });
      for (const [a, b] of [
        [near, far],
        [far, near],
      ] as const) {
        a.on('error', () => {});
        a.on('close', () => {
          if (!this.#silent) b.destroy();
          this.#pairs.delete(pair);
        });
      }
    });
    await new Promise<void>((done) => this.#server?.listen(0, this.address, done));
    const at = this.#server?.address();
    this.port = typeof at === 'object' && at ? at.port : 0;
  }

  /** Ends all connections at once; new ones go through. */
  cut(): void {
    this.cutAfter = 0;
    for (const [near, far] of this.#pairs) {
      near.destroy();
      far.destroy();
    }
  }

  /** From the next byte of the client's on, counted from now. */
  cutAfterMore(bytes: number): void {
    this.#sent = 0;
    this.cutAfter = bytes;
  }

  /** Nothing more gets through, and nobody is told: a half-open connection. */
  silence(): void {
    this.#silent = true;
  }

  speak(): void {
    this.#silent = false;
  }

  async end(): Promise<void> {
    this.speak();
    this.cut();
    await new Promise<void>((done) => (this.#server ? this.#server.close(() => done()) : done()));
  }
}
