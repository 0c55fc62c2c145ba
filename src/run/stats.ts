import type { Dict, Value } from '../value/types.ts';
import type { HostSummary, RunStats } from './events.ts';

type Counter = keyof HostSummary;

/** Counts of the PLAY RECAP, and what set_stats gave. */
export class Stats implements RunStats {
  readonly #hosts = new Map<string, { -readonly [K in Counter]: number }>();
  readonly custom = new Map<string, Dict>();

  get hosts(): ReadonlyMap<string, HostSummary> {
    return this.#hosts;
  }

  add(counter: Counter, host: string): void {
    let h = this.#hosts.get(host);
    if (!h) {
      h = { ok: 0, changed: 0, unreachable: 0, failures: 0, skipped: 0, rescued: 0, ignored: 0 };
      this.#hosts.set(host, h);
    }
    h[counter] += 1;
  }

  /** A failed host whose failure is taken back (rescued run_once and the like). */
  subtract(counter: Counter, host: string): void {
    const h = this.#hosts.get(host);
    if (h && h[counter] > 0) h[counter] -= 1;
  }

  setCustom(host: string | undefined, key: Value, value: Value): void {
    this.customOf(host).set(key, value);
  }

  /** Adds to what is there: numbers add, texts and lists join, dicts merge; other kinds of values replace. */
  aggregateCustom(host: string | undefined, key: Value, value: Value): void {
    const own = this.customOf(host);
    const before = own.get(key);
    if (before instanceof Map && value instanceof Map) own.set(key, new Map([...before, ...value]));
    else if (Array.isArray(before) && Array.isArray(value)) own.set(key, [...before, ...value]);
    else if (typeof before === 'number' && typeof value === 'number') own.set(key, before + value);
    else if (typeof before === 'string' && typeof value === 'string') own.set(key, before + value);
    else if (before === undefined) own.set(key, value);
  }

  private customOf(host: string | undefined): Dict {
    const name = host ?? '_run';
    let d = this.custom.get(name);
    if (!d) {
      d = new Map();
      this.custom.set(name, d);
    }
    return d;
  }
}
