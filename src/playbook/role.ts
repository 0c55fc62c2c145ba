import type { Value } from '../value/types.ts';
import type { Block } from './block.ts';
import { type Keyword, roleKeywords } from './keywords.ts';
import { PlaybookNode } from './node.ts';
import type { Play } from './play.ts';

/** What meta/main.yml says. */
export interface RoleMetadata {
  allowDuplicates: boolean;
  dependencies: Value[];
  collections: readonly string[];
  argumentSpecs: Value | undefined;
  /** Whether there is a meta/main.yml at all. */
  readonly present: boolean;
}

/** A role as loaded for a play: its files, its parameters, its dependencies. */
export class Role extends PlaybookNode {
  override readonly keywords = roleKeywords;
  roleName = '';
  path = '';
  collection: string | undefined;
  /** Variables given beside the role's name. */
  params: Map<string, Value> = new Map();
  defaults: Map<string, Value> = new Map();
  roleVars: Map<string, Value> = new Map();
  metadata: RoleMetadata = {
    allowDuplicates: false,
    dependencies: [],
    collections: [],
    argumentSpecs: undefined,
    present: false,
  };
  collections: string[] = [];
  dependencies: Role[] = [];
  parents: Role[] = [];
  taskBlocks: Block[] = [];
  handlerBlocks: Block[] = [];
  play: Play | undefined;
  /** Brought in by include_role, so that its variables stay its own unless `public`. */
  fromInclude = false;
  /** Brought in while hosts run, so that a condition can end what leads back to it. */
  dynamic = false;
  public = true;
  /** Hosts on which one of its tasks ran, and on which it ended. */
  readonly ranOn = new Set<string>();
  readonly completedOn = new Set<string>();

  title(withFqcn = true): string {
    return withFqcn && this.collection ? `${this.collection}.${this.roleName}` : this.roleName;
  }

  protected override parentValue(
    _name: string,
    _keyword: Keyword,
    own: Value | undefined,
  ): Value | undefined {
    return own;
  }

  /** Dependencies, those of dependencies first. */
  allDependencies(): Role[] {
    return this.dependencies.flatMap((d) => [...d.allDependencies(), d]);
  }

  hasRun(host: string): boolean {
    return this.completedOn.has(host);
  }
}
