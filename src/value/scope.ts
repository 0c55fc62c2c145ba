import type { Value } from './types.ts';

/**
 * The variables that a template sees. Values are raw: they may hold templates, which the templar resolves when
 * a name is used. `get` gives JavaScript's undefined for a name that is not there.
 */
export interface Scope {
  get(name: string): Value | undefined;
  has(name: string): boolean;
  names(): Iterable<string>;
  /** The execution of a task that these variables are of, for what is told once in each. */
  readonly teller?: object | undefined;
}

/** Some variables over others: `own` hides `below`. Cheap to make, so one is made for every loop item. */
export class OverlayScope implements Scope {
  constructor(
    readonly own: Map<string, Value>,
    readonly below: Scope,
  ) {}
  get teller(): object | undefined {
    return this.below.teller;
  }
  get(name: string): Value | undefined {
    const v = this.own.get(name);
    return v === undefined ? this.below.get(name) : v;
  }
  has(name: string): boolean {
    return this.own.has(name) || this.below.has(name);
  }
  *names(): Iterable<string> {
    yield* this.own.keys();
    for (const n of this.below.names()) if (!this.own.has(n)) yield n;
  }
}

/** Variables in one map. */
export class MapScope implements Scope {
  constructor(readonly map: Map<string, Value> = new Map()) {}
  get(name: string): Value | undefined {
    return this.map.get(name);
  }
  has(name: string): boolean {
    return this.map.has(name);
  }
  names(): Iterable<string> {
    return this.map.keys();
  }
}
