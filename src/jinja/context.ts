import { MapScope, OverlayScope, type Scope } from '../value/scope.ts';
import type { Value } from '../value/types.ts';
import type { BlockFunction } from './ast.ts';
import type { Environment } from './environment.ts';

/** What a template sees while it runs: its own top-level names (`vars`) over those it was given (`parent`). */
export class Context {
  /** Names set at the template's top level. */
  readonly vars = new Map<string, Value>();
  /** Those of them that an import sees. */
  readonly exported = new Set<string>();
  /** Rounds that its loops have run. */
  rounds = 0;
  /** Whether `{{ }}` escapes, now. */
  autoescape: boolean;

  constructor(
    readonly env: Environment,
    readonly parent: Scope,
    readonly name: string | null,
    /** Block name to its renderers, the most derived first. */
    readonly blocks: Map<string, BlockFunction[]>,
    readonly globals: ReadonlyMap<string, Value> = env.globals,
  ) {
    this.autoescape = env.autoescapeFor(name);
  }

  /** The value of a name after the hook, or JavaScript's undefined. */
  resolveOrMissing(name: string): Value | undefined {
    let v = this.vars.get(name);
    if (v === undefined) {
      v = this.parent.get(name);
      if (v === undefined) v = this.globals.get(name);
      if (v === undefined) return undefined;
    }
    const hook = this.env.options.onResolve;
    return hook === undefined ? v : hook(name, v, this);
  }

  /** The value of a name, or the environment's undefined. */
  resolve(name: string): Value {
    return this.resolveOrMissing(name) ?? this.env.makeUndefined({ name });
  }

  /** Everything that is visible, as a scope for an included or imported template. */
  scope(locals?: Map<string, Value>): Scope {
    const all = this.vars.size === 0 ? this.parent : new OverlayScope(this.vars, this.parent);
    return locals === undefined || locals.size === 0 ? all : new OverlayScope(locals, all);
  }

  /** What an importing template sees. */
  exportedVars(): Map<string, Value> {
    const out = new Map<string, Value>();
    for (const n of this.exported) {
      const v = this.vars.get(n);
      if (v !== undefined) out.set(n, v);
    }
    return out;
  }
}

export const emptyScope: Scope = new MapScope();
