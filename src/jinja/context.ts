import { MapScope, OverlayScope, type Scope } from '../value/scope.ts';
import type { Value } from '../value/types.ts';
import type { BlockFunction } from './ast.ts';
import type { Environment } from './environment.ts';

/** What a template sees while it runs: its own top-level names (`vars`) over those it was given (`parent`). */
export class Context {
  /** Names set at the template's top level; made when there is one. */
  private vars: Map<string, Value> | undefined;
  /** Those of them that an import sees. */
  private exported: Set<string> | undefined;
  /** Block name to its renderers, the most derived first. */
  private blocks: Map<string, BlockFunction[]> | undefined;
  /** Rounds that its loops have run. */
  rounds = 0;
  /** Whether `{{ }}` escapes, now. */
  autoescape: boolean;

  constructor(
    readonly env: Environment,
    readonly parent: Scope,
    readonly name: string | null,
    readonly globals: ReadonlyMap<string, Value> = env.globals,
  ) {
    this.autoescape = env.autoescapeFor(name);
  }

  /** A context with the same blocks that sees more names. */
  inner(vars: Scope): Context {
    const c = new Context(this.env, vars, this.name, this.globals);
    this.blocks ??= new Map();
    c.blocks = this.blocks;
    c.autoescape = this.autoescape;
    return c;
  }

  /** A name set at the template's top level, or JavaScript's undefined. */
  own(name: string): Value | undefined {
    return this.vars?.get(name);
  }
  /** Sets a name at the template's top level; an import sees it where `exported` says so. */
  set(name: string, value: Value, exported: boolean): void {
    this.vars ??= new Map();
    this.vars.set(name, value);
    this.export(name, exported);
  }
  export(name: string, exported: boolean): void {
    if (!exported) this.exported?.delete(name);
    else {
      this.exported ??= new Set();
      this.exported.add(name);
    }
  }

  /** The renderers of a block, the most derived first. */
  blockStack(name: string): readonly BlockFunction[] | undefined {
    return this.blocks?.get(name);
  }
  /** Adds the renderer of a block below those that are known. */
  addBlock(name: string, block: BlockFunction): void {
    this.blocks ??= new Map();
    const stack = this.blocks.get(name);
    if (stack === undefined) this.blocks.set(name, [block]);
    else stack.push(block);
  }

  /** The value of a name after the hook, or JavaScript's undefined. */
  resolveOrMissing(name: string): Value | undefined {
    let v = this.vars?.get(name);
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
    const all = this.vars === undefined ? this.parent : new OverlayScope(this.vars, this.parent);
    return locals === undefined || locals.size === 0 ? all : new OverlayScope(locals, all);
  }

  /** What an importing template sees. */
  exportedVars(): Map<string, Value> {
    const out = new Map<string, Value>();
    for (const n of this.exported ?? []) {
      const v = this.vars?.get(n);
      if (v !== undefined) out.set(n, v);
    }
    return out;
  }
}

export const emptyScope: Scope = new MapScope();
