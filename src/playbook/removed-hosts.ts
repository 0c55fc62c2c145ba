/**
 * Hosts taken out of a play while it runs (failed, unreachable, ended). A host counts once for each time that it was
 * taken out, as a rescue takes back one failure and not the ones before it.
 */
export class RemovedHosts {
  readonly #times = new Map<string, number>();
  /** Grows with every change: ansible_play_hosts and its kin follow it. */
  change = 0;

  has(host: string): boolean {
    return this.#times.has(host);
  }

  add(host: string): void {
    this.#times.set(host, (this.#times.get(host) ?? 0) + 1);
    this.change += 1;
  }

  /** Takes back one removal of the host. */
  restore(host: string): void {
    const times = this.#times.get(host);
    if (times === undefined) return;
    if (times > 1) this.#times.set(host, times - 1);
    else this.#times.delete(host);
    this.change += 1;
  }
}
