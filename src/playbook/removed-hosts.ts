/**
 * Hosts taken out of a play while it runs (failed, unreachable, ended). A host stands in it once for each time it was
 * taken out, as a rescue takes back one failure and not the ones before it.
 */
export class RemovedHosts {
  private readonly names: string[] = [];
  /** Called after each change: ansible_play_hosts and its kin follow it. */
  onChange: (() => void) | undefined;

  has(host: string): boolean {
    return this.names.includes(host);
  }

  add(host: string): void {
    this.names.push(host);
    this.onChange?.();
  }

  /** Takes back one removal of the host. */
  restore(host: string): void {
    const at = this.names.indexOf(host);
    if (at < 0) return;
    this.names.splice(at, 1);
    this.onChange?.();
  }
}
