import type { Scope } from '../value/scope.ts';
import type { Value } from '../value/types.ts';
import type { Templar } from './templar.ts';

/** Ends a synchronous evaluation until an answer is there; see JINJA.md, "Templates stay synchronous". */
export class Pending {
  constructor(
    /** Identifies the question within one evaluation: plugin name and arguments. */
    readonly key: string,
    readonly answer: Promise<Value>,
  ) {}
}

/** What a lookup gets. */
export interface LookupContext {
  readonly vars: Scope;
  /** Templates a value with the variables in force (synchronous: may throw Pending, let it pass). */
  template(value: Value): Value;
  /** The templar itself, for lookups that need more of it. */
  readonly templar: Templar;
  /** Full path of a file searched as the task's place says, or undefined. */
  findFile(kind: string, name: string): string | undefined;
  /** Where first_found searches: 'files', 'templates' or 'vars', by the action of a task's loop. */
  readonly kind?: string;
  readonly searchPath: (kind: string) => readonly string[];
  readonly baseDir: string;
  /** The control node's environment variables. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Contents, vault-decrypted. */
  readFile(path: string): Buffer;
  /** A setting by its name in Ansible's table; None where there is none. */
  setting(name: string): Value;
  hasSetting(name: string): boolean;
  /** Hosts for a pattern (inventory_hostnames). */
  hosts(pattern: string): readonly string[];
}

/**
 * One lookup: `terms` are the positional arguments (already one flat list as Ansible gives it), `options` the keyword
 * ones. Returns a list. A lookup that must wait returns a promise; the templar suspends for it.
 */
export interface LookupDefinition {
  readonly description: string;
  readonly options: Readonly<
    Record<
      string,
      {
        readonly description: string;
        readonly type?: string;
        readonly default?: Value;
        readonly aliases?: readonly string[];
        readonly required?: boolean;
        readonly choices?: readonly string[];
      }
    >
  >;
  /** Keyword arguments that are not documented are handed over too. */
  readonly anyOptions?: boolean;
  /** `run` starts something that must not run twice (a command, a download): its answer is awaited and kept. */
  readonly waits?: boolean;
  run(
    terms: readonly Value[],
    options: ReadonlyMap<string, Value>,
    ctx: LookupContext,
  ): readonly Value[] | Promise<readonly Value[]>;
}

export const defineLookup = (definition: LookupDefinition): LookupDefinition => definition;
