import { noteRead } from '../../template/engines.ts';
import type { Scope } from '../../value/scope.ts';
import { LazyMapping, type Value } from '../../value/types.ts';
import { Undefined } from '../../value/undefined.ts';

/** What `hostvars` needs of the run. */
export interface HostVarsSource {
  hostNames(): Iterable<string>;
  hasHost(name: string): boolean;
  /** The host's variables, raw. */
  scopeOf(host: string): Scope;
  /** Templates a value with a host's variables (may throw Pending). */
  templateWith(scope: Scope, value: Value): Value;
}

/** `hostvars`: every host's variables, templated when they are read. */
export class HostVars extends LazyMapping {
  readonly typeName = 'HostVars';
  constructor(private readonly source: HostVarsSource) {
    super();
  }
  override get(host: string): Value | undefined {
    if (!this.source.hasHost(host)) return new Undefined('ansible', { name: `hostvars['${host}']` });
    return new HostVarsOfHost(this.source, host);
  }
  override has(host: string): boolean {
    return this.source.hasHost(host);
  }
  override keys(): Iterable<string> {
    return this.source.hostNames();
  }
}

/** The variables of one host as a mapping. */
export class HostVarsOfHost extends LazyMapping {
  readonly typeName = 'HostVarsVars';
  override readonly typeModule = 'ansible.vars.hostvars';
  #scope: Scope | undefined;
  constructor(
    private readonly source: HostVarsSource,
    private readonly host: string,
  ) {
    super();
  }
  private get scope(): Scope {
    this.#scope ??= this.source.scopeOf(this.host);
    return this.#scope;
  }
  override get(name: string): Value | undefined {
    const raw = this.scope.get(name);
    if (raw === undefined) return undefined;
    const value = this.source.templateWith(this.scope, raw);
    // whichever way a template comes here (items, filters ...), unsafe text is noticed
    noteRead(value);
    return value;
  }
  override has(name: string): boolean {
    return this.scope.has(name);
  }
  override keys(): Iterable<string> {
    return this.scope.names();
  }
}

/**
 * A scope as a mapping: `vars`, the variables of a delegated host. Values come raw and are templated by the reader.
 * `hidden` is a name that is not in it: `vars` itself, where it would hold itself without an end.
 */
export class ScopeMapping extends LazyMapping {
  readonly typeName = 'dict';
  constructor(
    private readonly scope: () => Scope,
    private readonly hidden?: string,
  ) {
    super();
  }
  override get(name: string): Value | undefined {
    if (name === this.hidden) return undefined;
    const value = this.scope().get(name);
    if (value !== undefined) noteRead(value);
    return value;
  }
  override has(name: string): boolean {
    return name !== this.hidden && this.scope().has(name);
  }
  override keys(): Iterable<string> {
    return this.hidden === undefined ? this.scope().names() : this.shown();
  }
  private *shown(): Iterable<string> {
    for (const name of this.scope().names()) if (name !== this.hidden) yield name;
  }
}
