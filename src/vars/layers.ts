import type { Scope } from '../value/scope.ts';
import type { Value } from '../value/types.ts';

/** One level of variables: a Map, or anything with a Map's reading side. */
export interface Layer {
  get(name: string): Value | undefined;
  has(name: string): boolean;
  keys(): Iterable<string>;
  readonly size: number;
}

/** Levels of variables, the strongest first. Made anew for each host and task: costs no copy. */
export class LayeredScope implements Scope {
  readonly #layers: readonly Layer[];
  constructor(layers: readonly (Layer | undefined)[]) {
    this.#layers = layers.filter((l): l is Layer => l !== undefined && l.size > 0);
  }
  get(name: string): Value | undefined {
    for (const layer of this.#layers) {
      const v = layer.get(name);
      if (v !== undefined) return v;
    }
    return undefined;
  }
  has(name: string): boolean {
    for (const layer of this.#layers) if (layer.has(name)) return true;
    return false;
  }
  *names(): Iterable<string> {
    const seen = new Set<string>();
    for (const layer of this.#layers) {
      for (const n of layer.keys()) {
        if (seen.has(n)) continue;
        seen.add(n);
        yield n;
      }
    }
  }
  /** The levels, weakest first (for hash_behaviour = merge). */
  weakestFirst(): readonly Layer[] {
    return [...this.#layers].reverse();
  }
}
