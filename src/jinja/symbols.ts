import { type DataNode, type Expr, eachChild, type Stmt, type TemplateNode } from './ast.ts';

/** A name of one frame. */
export interface Name {
  readonly name: string;
  /** Level of its frame; names of lower levels belong to the frames around. */
  readonly level: number;
  /**
   * How it gets its value when its frame is entered: it is set by others (`param`), looked up in the context, taken from
   * the name `of` of a frame around, or has none.
   */
  kind: 'param' | 'resolve' | 'alias' | 'undefined';
  of: Name | undefined;
  /** Where its value lies in the function's frame; -1 until it is asked for. */
  slot: number;
}

/** The names of one frame (Jinja2's scoping rules, found before anything runs). */
export class Symbols {
  readonly level: number;
  /** The names of this frame, in the order in which they were met. */
  readonly names = new Map<string, Name>();
  private stored: Set<string> | undefined;

  constructor(readonly parent: Symbols | null = null) {
    this.level = parent === null ? 0 : parent.level + 1;
  }

  /** Those of them that are set here. */
  get stores(): ReadonlySet<string> {
    return this.stored ?? none;
  }
  private addStore(name: string): void {
    this.stored ??= new Set();
    this.stored.add(name);
  }

  private define(name: string, kind: Name['kind'], of?: Name): Name {
    const known = this.names.get(name);
    if (known !== undefined) {
      known.kind = kind;
      known.of = of;
      return known;
    }
    const made = { name, level: this.level, kind, of, slot: -1 };
    this.names.set(name, made);
    return made;
  }
  findRef(name: string): Name | undefined {
    for (let s: Symbols | null = this; s !== null; s = s.parent) {
      const found = s.names.get(name);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  ref(name: string): Name {
    const r = this.findRef(name);
    if (r === undefined) throw new Error(`no reference for the name ${name}`);
    return r;
  }
  /** The same names, to which those of one branch are added. */
  private branch(): Symbols {
    const c = new Symbols(this.parent);
    for (const [k, v] of this.names) c.names.set(k, v);
    if (this.stored !== undefined) c.stored = new Set(this.stored);
    return c;
  }
  store(name: string): void {
    this.addStore(name);
    if (this.names.has(name)) return;
    const outer = this.parent?.findRef(name);
    if (outer === undefined) this.define(name, 'undefined');
    else this.define(name, 'alias', outer);
  }
  declareParameter(name: string): Name {
    this.addStore(name);
    return this.define(name, 'param');
  }
  load(name: string): void {
    if (this.findRef(name) === undefined) this.define(name, 'resolve');
  }
  /** Takes in the branches of an `if`: what only some of them set may come from outside. */
  visitBranches(bodies: readonly (readonly Stmt[])[], asParam: boolean): void {
    const branches = bodies.map((nodes) => {
      const c = this.branch();
      for (const x of nodes) visit(c, x, asParam);
      return c;
    });
    const counts = new Map<string, number>();
    for (const b of branches)
      for (const t of b.stores) if (!this.stores.has(t)) counts.set(t, (counts.get(t) ?? 0) + 1);
    for (const b of branches) {
      for (const [k, v] of b.names) this.names.set(k, v);
      for (const s of b.stores) this.addStore(s);
    }
    for (const [name, n] of counts) {
      if (n === branches.length) continue;
      const outer = this.parent?.findRef(name);
      if (outer === undefined) this.define(name, 'resolve');
      else this.define(name, 'alias', outer);
    }
  }
  /** Every name set in this frame and those around it. */
  dumpStores(): [string, Name][] {
    const out = new Map<string, Name>();
    for (let s: Symbols | null = this; s !== null; s = s.parent)
      for (const name of [...s.stores].sort()) if (!out.has(name)) out.set(name, this.ref(name));
    return [...out];
  }

  /** Takes in the names of statements that stand in this frame. */
  visitAll(nodes: readonly Node[]): void {
    for (const n of nodes) visit(this, n, false);
  }
  /** A target whose names are parameters of this frame (loop variables). */
  visitTarget(n: Expr): void {
    visit(this, n, true);
  }
}

const none: ReadonlySet<string> = new Set();

type Node = Stmt | Expr | DataNode | TemplateNode;

function visit(s: Symbols, n: Node, asParam: boolean): void {
  switch (n.k) {
    case 'name':
      if (asParam || n.ctx === 'param') s.declareParameter(n.name);
      else if (n.ctx === 'store') s.store(n.name);
      else s.load(n.name);
      return;
    case 'const':
    case 'data':
      return;
    case 'nsref':
      s.load(n.name);
      return;
    case 'if': {
      visit(s, n.test, asParam);
      if (!setsNames(n.body) && !setsNames(n.elif) && !setsNames(n.else)) {
        // Nothing is set in any branch: what they read is read here.
        for (const x of n.body) visit(s, x, asParam);
        for (const x of n.elif) visit(s, x, asParam);
        for (const x of n.else) visit(s, x, asParam);
        return;
      }
      s.visitBranches([n.body, n.elif, n.else], asParam);
      return;
    }
    case 'macro':
      s.store(n.name);
      return;
    case 'import':
      visit(s, n.template, asParam);
      s.store(n.target);
      return;
    case 'from':
      visit(s, n.template, asParam);
      for (const [, alias] of n.names) s.store(alias);
      return;
    case 'set':
      visit(s, n.node, asParam);
      visit(s, n.target, asParam);
      return;
    case 'for':
      visit(s, n.iter, asParam);
      return;
    case 'callblock':
      visit(s, n.call, asParam);
      return;
    case 'filterblock':
      visit(s, n.filter, asParam);
      return;
    case 'with':
      for (const v of n.values) visit(s, v, false);
      return;
    case 'setblock':
      visit(s, n.target, asParam);
      return;
    case 'autoescape':
    case 'block':
      return;
    default:
      eachChild(n, (c) => visit(s, c, asParam));
  }
}

/** Whether statements of one frame set a name. */
function setsNames(nodes: readonly Stmt[]): boolean {
  for (const n of nodes)
    switch (n.k) {
      case 'set':
      case 'setblock':
      case 'macro':
      case 'import':
      case 'from':
        return true;
      case 'if':
        if (setsNames(n.body) || setsNames(n.elif) || setsNames(n.else)) return true;
    }
  return false;
}

/** Which of `names` are read before they are set. Blocks are not looked into. */
export function findUndeclared(nodes: Iterable<Node>, names: readonly string[]): Set<string> {
  const open = new Set(names);
  const found = new Set<string>();
  const go = (n: Node): void => {
    if (n.k === 'block' || n.k === 'data' || n.k === 'const') return;
    if (n.k === 'name') {
      if (n.ctx === 'load' && open.has(n.name)) found.add(n.name);
      else open.delete(n.name);
      return;
    }
    eachChild(n, go);
  };
  for (const n of nodes) go(n);
  return found;
}
