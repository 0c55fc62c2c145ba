import type { FilterDefinition, TestDefinition } from '../jinja/define.ts';
import type { Value } from '../value/types.ts';
import type { LookupDefinition } from './define.ts';

/** What a Templar needs of the world; made once for a run (or for each place in the tree of roles). */
export interface TemplarEnvironment {
  /** The playbook's directory: relative files are searched from here. */
  readonly baseDir: string;
  /** The control node's environment variables (Settings.env). */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Directories searched for `kind` ("files", "templates", "vars", ""), most specific first. */
  searchPath(kind: string): readonly string[];
  /** Full path of `name` searched as the task's place says; undefined where there is none. */
  findFile(kind: string, name: string): string | undefined;
  /** Contents of a file on the control node, vault-decrypted. Throws where it cannot be read. */
  readFile(path: string): Buffer;
  /** A setting by its name in Ansible's table (DEFAULT_JINJA2_NATIVE ...); JavaScript's undefined: no such setting. */
  setting(name: string): Value | undefined;
  /** Options of a plugin by name, variables given by `vars`; undefined where there is no such plugin. */
  pluginOption?(
    kind: string,
    plugin: string,
    vars: (name: string) => Value | undefined,
  ): ((option: string) => Value | undefined) | undefined;
  /** Finds a lookup by short or full name; undefined where there is none. Default: lookups of Ansible's own alone. */
  lookup(name: string): LookupDefinition | undefined | Promise<LookupDefinition | undefined>;
  /** Filters and tests beside our own (plugins in Python); asked first. May throw Pending. */
  filter?(name: string): FilterDefinition | undefined;
  test?(name: string): TestDefinition | undefined;
  /** The language of Ansible before 2.9: tests stand as filters (`result|success`), with one deprecation. Default: an error, as in 2.14. */
  readonly testsAsFilters?: boolean;
  /** Whether a collection ("community.docker") is installed. */
  hasCollection?(name: string): boolean;
  /** Why a filter or test by its full name is not there, where more is known than its name. */
  missing?(kind: 'filter' | 'test', name: string): string | undefined;
  /** Source of an included template, asked before the search path (tests; a Python bridge). */
  loadTemplate?(name: string): { readonly source: string; readonly filename?: string } | undefined;
  /** Hosts that match a pattern, for inventory_hostnames. */
  hosts(pattern: string): readonly string[];
}
