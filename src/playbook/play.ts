import { str } from '../value/repr.ts';
import type { Value } from '../value/types.ts';
import type { Block } from './block.ts';
import { type Keyword, playKeywords } from './keywords.ts';
import { PlaybookNode } from './node.ts';
import { RemovedHosts } from './removed-hosts.ts';
import type { Role } from './role.ts';

/** One play of a playbook, loaded. */
export class Play extends PlaybookNode {
  override readonly keywords = playKeywords;
  /** Host patterns, raw (a template until the play starts). */
  hosts: Value = null;
  /** What the hosts were before the play was made ready, where that was a template. */
  hostsTemplate: Value = null;
  roles: Role[] = [];
  preTasks: Block[] = [];
  tasks: Block[] = [];
  postTasks: Block[] = [];
  handlers: Block[] = [];
  varsFiles: Value[] = [];
  varsPrompt: ReadonlyArray<Map<Value, Value>> = [];
  /** Condition of the import_playbook that brought it: fact gathering obeys it too. */
  includedConditional: Value[] | undefined;
  /** Directory of the playbook file that it stands in, where that is not the main one's. */
  includedPath: string | undefined;
  /** Roles made so far, by name: the same role with the same parameters is one object. */
  readonly roleCache = new Map<string, Role[]>();
  /** Values asked by vars_prompt. */
  promptedVars: Map<string, Value> = new Map();
  /** Hosts taken out while the play runs. */
  readonly removedHosts = new RemovedHosts();

  protected override parentValue(
    _name: string,
    _keyword: Keyword,
    own: Value | undefined,
  ): Value | undefined {
    return own;
  }

  /** The name, or the hosts as text. */
  title(): string {
    if (this.name) return this.name;
    if (Array.isArray(this.hosts))
      return this.hostsTemplate === null || Array.isArray(this.hostsTemplate)
        ? this.hosts.map((h) => String(h)).join(',')
        : str(this.hosts);
    return this.hosts === null ? '' : String(this.hosts);
  }
}
