import type { Value } from '../value/types.ts';
import { blockKeywords, type Keyword } from './keywords.ts';
import { joinValues, PlaybookNode } from './node.ts';
import type { Play } from './play.ts';
import type { Role } from './role.ts';
import type { Task } from './task.ts';

export type BlockItem = Block | Task;

/** A block, written or implicit (a run of plain tasks). */
export class Block extends PlaybookNode {
  override readonly keywords = blockKeywords;
  block: BlockItem[] = [];
  rescue: BlockItem[] = [];
  always: BlockItem[] = [];
  /** The block, or the include that brought this block here. */
  parent: Block | Task | undefined;
  role: Role | undefined;
  play: Play | undefined;
  /** The roles through which this block's role came, outermost first. */
  depChain: readonly Role[] | undefined;
  /** Made by the loader around bare tasks. */
  implicit = false;

  getDepChain(): readonly Role[] | undefined {
    return this.depChain ?? this.parent?.getDepChain();
  }

  protected override parentValue(name: string, keyword: Keyword, own: Value | undefined): Value | undefined {
    let value = own;
    const open = (): boolean => value === undefined || keyword.extend === true;
    const take = (parent: Value | undefined): void => {
      if (parent === undefined) return;
      value = keyword.extend ? joinValues(value, parent, keyword.prepend ?? false) : parent;
    };
    // a dynamic include keeps its keywords for itself: its children inherit from what is around it
    const parent = inheritedParent(this.parent);
    if (parent && open()) take(parent.get(name));
    if (this.role && open()) {
      if (!parent || parent instanceof Block === false || parent.role !== this.role)
        take(this.role.own.get(name));
      const chain = this.getDepChain();
      if (chain && !sameChain(parent, this)) {
        for (const dep of [...chain].reverse()) {
          if (!open()) break;
          take(dep.own.get(name));
        }
      }
    }
    // the play's value comes once, at the top
    if (this.play && open() && !parent) take(this.play.get(name));
    return value;
  }

  hasTasks(): boolean {
    return this.block.length > 0 || this.rescue.length > 0 || this.always.length > 0;
  }

  /** Every task below, in order: block, rescue, always. */
  tasks(): Task[] {
    const out: Task[] = [];
    const walk = (items: readonly BlockItem[]): void => {
      for (const i of items) {
        if (i instanceof Block) out.push(...i.tasks());
        else out.push(i);
      }
    };
    walk(this.block);
    walk(this.rescue);
    walk(this.always);
    return out;
  }

  getVars(): Map<string, Value> {
    const above = this.parent?.getVars();
    if (!above || above.size === 0) return this.vars;
    if (this.vars.size === 0) return above;
    return new Map([...above, ...this.vars]);
  }

  includeParams(): Map<string, Value> {
    return this.parent?.includeParams() ?? new Map();
  }

  /** The nearest include above, dynamic or static. */
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

  /** The block alone, without its tasks. */
  shell(): Block {
    const b = new Block();
    b.copyOwnFrom(this);
    b.parent = this.parent;
    b.role = this.role;
    b.play = this.play;
    b.depChain = this.depChain;
    b.implicit = this.implicit;
    return b;
  }

  /** The block with copies of all that is below it. */
  copy(): Block {
    const b = this.shell();
    const items = (list: readonly BlockItem[]): BlockItem[] =>
      list.map((i) => {
        const c = i.copy();
        reparent(c, this, b);
        return c;
      });
    b.block = items(this.block);
    b.rescue = items(this.rescue);
    b.always = items(this.always);
    return b;
  }
}

/** Points the copy's parent at the copied block; a chain of includes in between is copied too. */
function reparent(node: BlockItem, from: Block, to: Block): void {
  let at: BlockItem = node;
  while (at.parent && at.parent !== from) {
    const parent: Block | Task = at.parent instanceof Block ? at.parent.shell() : at.parent.copy();
    parent.parent = at.parent.parent;
    at.parent = parent;
    at = parent;
  }
  if (at.parent === from) at.parent = to;
  node.forget();
}

function inheritedParent(parent: Block | Task | undefined): Block | Task | undefined {
  let p = parent;
  while (p && !(p instanceof Block) && !p.staticallyLoaded) p = p.parent;
  return p;
}

const sameChain = (parent: Block | Task | undefined, block: Block): boolean =>
  parent !== undefined && parent.getDepChain() === block.getDepChain();

export { inheritedParent };
