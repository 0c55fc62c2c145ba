import type { Position } from '../errors/position.ts';
import type { Dict, Value } from '../value/types.ts';
import { actions, isRoleInclude, isTaskInclude } from './actions.ts';
import { Block, inheritedParent } from './block.ts';
import { handlerKeywords, type Keyword, taskKeywords } from './keywords.ts';
import { joinValues, PlaybookNode } from './node.ts';
import type { Play } from './play.ts';
import type { Role } from './role.ts';

/** What an include_role or import_role asks for. */
export interface RoleRequest {
  readonly name: string;
  /** tasks_from and kin: "tasks", "vars", "defaults", "handlers" to a file's base name. */
  readonly from: ReadonlyMap<string, string>;
  /** What stands in the place of a name and is none. */
  readonly invalidName?: Value | undefined;
  readonly allowDuplicates: Value;
  readonly public: Value;
  readonly validate: Value;
  /** Where the role's name stands. */
  readonly position: Position | undefined;
}

/** One task, handler or include. */
export class Task extends PlaybookNode {
  override get keywords() {
    return this.isHandler ? handlerKeywords : taskKeywords;
  }
  /** As written; may be a template. */
  action = '';
  /** The full name of the module, where it is known at load time. */
  resolvedAction: string | undefined;
  args: Dict = new Map();
  /** `loop`'s value, or that of `with_X`; undefined without a loop. */
  loop: Value | undefined;
  /** X of `with_X`. */
  loopWith: string | undefined;
  parent: Block | Task | undefined;
  role: Role | undefined;
  isHandler = false;
  /** Put in by the program (flush_handlers, the end of a role). */
  implicit = false;
  /** An import, or an include that was resolved while loading. */
  staticallyLoaded = false;
  /** The file that a static import brought. */
  importedFile: string | undefined;
  /** `apply` of an include. */
  apply: Map<string, Value> | undefined;
  roleRequest: RoleRequest | undefined;
  /** Set once an include_role's role is known, for its magic variables. */
  rolePathOfInclude: string | undefined;
  /** Its tags, where some of them were templates, as they came out when the play was made. */
  settledTags: readonly string[] | undefined;
  /** Handlers: hosts that asked for it. */
  readonly notifiedHosts: string[] = [];
  /** Handlers: whether the name was templated already. */
  nameTemplated = false;

  get isTaskInclude(): boolean {
    return isTaskInclude(this.action);
  }
  get isRoleInclude(): boolean {
    return isRoleInclude(this.action);
  }
  get play(): Play | undefined {
    let p = this.parent;
    while (p) {
      if (p instanceof Block && p.play) return p.play;
      p = p.parent;
    }
    return undefined;
  }

  protected override parentValue(name: string, keyword: Keyword, own: Value | undefined): Value | undefined {
    const parent = inheritedParent(this.parent);
    const above = parent?.get(name);
    if (above === undefined) return own;
    return keyword.extend ? joinValues(own, above, keyword.prepend ?? false) : above;
  }

  getDepChain(): readonly Role[] | undefined {
    return this.parent?.getDepChain();
  }

  /** The role's name, ": ", and the name or the action. */
  title(withFqcn = true): string {
    const role = this.role?.title(withFqcn);
    const own = this.bareTitle();
    if (this.roleRequest) return own;
    return role && !own.startsWith(`${role} : `) ? `${role} : ${own}` : own;
  }

  bareTitle(): string {
    if (this.name) return this.name;
    if (this.roleRequest) return `${this.action} : ${this.roleRequest.name}`;
    return this.action;
  }

  getVars(): Map<string, Value> {
    const above = this.parent?.getVars();
    const own = actions.include.has(this.action) ? this.includeArgsAsVars() : this.vars;
    let all = !above || above.size === 0 ? own : own.size === 0 ? above : new Map([...above, ...own]);
    if (all.has('tags') || all.has('when')) {
      all = new Map(all);
      all.delete('tags');
      all.delete('when');
    }
    return all;
  }

  /** `include: x.yml a=1`: its arguments are variables. */
  private includeArgsAsVars(): Map<string, Value> {
    const vars = new Map(this.vars);
    for (const [k, v] of this.args) if (typeof k === 'string' && k !== '_raw_params') vars.set(k, v);
    return vars;
  }

  includeParams(): Map<string, Value> {
    const all = new Map(this.parent?.includeParams() ?? []);
    if (actions.dynamicInclude.has(this.action)) for (const [k, v] of this.vars) all.set(k, v);
    return all;
  }

  firstParentInclude(): Task | undefined {
    const p = this.parent;
    if (!p) return undefined;
    return p instanceof Block ? p.firstParentInclude() : p;
  }

  allParentsStatic(): boolean {
    const p = this.parent;
    if (!p) return true;
    if (!(p instanceof Block) && !p.staticallyLoaded) return false;
    return p.allParentsStatic();
  }

  /** Handlers: notes a host; false where it was noted before. */
  notifyHost(host: string): boolean {
    if (this.notifiedHosts.includes(host)) return false;
    this.notifiedHosts.push(host);
    return true;
  }

  copy(): Task {
    const t = new Task();
    t.copyOwnFrom(this);
    t.action = this.action;
    t.resolvedAction = this.resolvedAction;
    t.args = this.args;
    t.loop = this.loop;
    t.loopWith = this.loopWith;
    t.parent = this.parent;
    t.role = this.role;
    t.isHandler = this.isHandler;
    t.implicit = this.implicit;
    t.staticallyLoaded = this.staticallyLoaded;
    t.importedFile = this.importedFile;
    t.apply = this.apply;
    t.roleRequest = this.roleRequest;
    t.rolePathOfInclude = this.rolePathOfInclude;
    t.nameTemplated = this.nameTemplated;
    t.notifiedHosts.push(...this.notifiedHosts);
    return t;
  }
}
