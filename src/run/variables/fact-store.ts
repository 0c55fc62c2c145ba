import { str } from '../../value/repr.ts';
import type { Dict, Value } from '../../value/types.ts';
import { cleanFacts, namespaceFacts } from '../../vars/clean-facts.ts';
import type { FactCache } from '../../vars/fact-cache.ts';

/** What a host's facts look like to templates: all under `ansible_facts`, and (by setting) each as a variable. */
interface HostFacts {
  readonly namespaced: Map<string, Value>;
  readonly injected: Map<string, Value>;
}

/** Facts, include_vars and set_fact variables of every host, for the length of the run (facts: of the cache). */
export class FactStore {
  readonly #views = new Map<string, HostFacts>();
  /** set_fact and register. */
  readonly nonPersistent = new Map<string, Map<string, Value>>();
  /** include_vars. */
  readonly included = new Map<string, Map<string, Value>>();

  constructor(
    private readonly cache: FactCache,
    private readonly inject: boolean,
  ) {}

  facts(host: string): Dict | undefined {
    return this.cache.get(host);
  }

  setFacts(host: string, facts: Dict): void {
    const before = this.cache.get(host);
    const merged: Dict = before ? new Map([...before, ...facts]) : new Map(facts);
    this.cache.set(host, merged);
    this.#views.delete(host);
  }

  setNonPersistent(host: string, facts: Iterable<readonly [Value, Value]>): void {
    const own = this.nonPersistent.get(host) ?? new Map<string, Value>();
    for (const [k, v] of facts) own.set(str(k), v);
    this.nonPersistent.set(host, own);
  }

  setIncluded(host: string, name: string, value: Value): void {
    const own = this.included.get(host) ?? new Map<string, Value>();
    const before = own.get(name);
    own.set(
      name,
      before instanceof Map && value instanceof Map && this.merge ? new Map([...before, ...value]) : value,
    );
    this.included.set(host, own);
  }

  merge = false;

  /** meta: clear_facts. */
  clear(host: string): void {
    this.cache.delete(host);
    this.#views.delete(host);
  }

  clearAll(): void {
    this.cache.clear();
    this.#views.clear();
  }

  /** The host's facts as two levels of variables. */
  view(host: string): HostFacts {
    const known = this.#views.get(host);
    if (known) return known;
    const facts = this.cache.get(host) ?? new Map<Value, Value>();
    const local = facts.get('ansible_local');
    const view: HostFacts = {
      namespaced: new Map<string, Value>([['ansible_facts', namespaceFacts(facts)]]),
      injected: this.inject
        ? cleanFacts(facts)
        : new Map(local === undefined ? [] : [['ansible_local', local]]),
    };
    this.#views.set(host, view);
    return view;
  }
}
