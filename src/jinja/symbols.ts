import { type DataNode, type Expr, eachChild, type Stmt, type TemplateNode } from './ast.ts';

/** How a name gets its value when its frame is entered. */
export type Load =
  | { kind: 'param' }
  | { kind: 'resolve'; name: string }
  | { kind: 'alias'; of: string }
  | { kind: 'undefined' };

/** The names of one frame (Jinja2's scoping rules, found before anything runs). Identifiers are "<level>/<name>". */
export class Symbols {
  readonly level: number;
  refs = new Map<string, string>();
  loads = new Map<string, Load>();
  stores = new Set<string>();

  constructor(readonly parent: Symbols | null = null) {
    this.level = parent === null ? 0 : parent.level + 1;
  }

  private define(name: string, load: Load): string {
    const ident = `${this.level}/${name}`;
    this.refs.set(name, ident);
    this.loads.set(ident, load);
    return ident;
  }
  findRef(name: string): string | undefined {
    return this.refs.get(name) ?? this.parent?.findRef(name);
  }
  ref(name: string): string {
    const r = this.findRef(name);
    if (r === undefined) throw new Error(`no reference for the name ${name}`);
    return r;
  }
  copy(): Symbols {
    const c = new Symbols(this.parent);
    c.refs = new Map(this.refs);
    c.loads = new Map(this.loads);
    c.stores = new Set(this.stores);
    return c;
  }
  store(name: string): void {
    this.stores.add(name);
    if (this.refs.has(name)) return;
    const outer = this.parent?.findRef(name);
    this.define(name, outer === undefined ? { kind: 'undefined' } : { kind: 'alias', of: outer });
  }
  declareParameter(name: string): string {
    this.stores.add(name);
    return this.define(name, { kind: 'param' });
  }
  load(name: string): void {
    if (this.findRef(name) === undefined) this.define(name, { kind: 'resolve', name });
  }
  /** Joins the branches of an `if`: what only some of them set may come from outside. */
  branchUpdate(branches: readonly Symbols[]): void {
    const counts = new Map<string, number>();
    for (const b of branches)
      for (const t of b.stores) if (!this.stores.has(t)) counts.set(t, (counts.get(t) ?? 0) + 1);
    for (const b of branches) {
      for (const [k, v] of b.refs) this.refs.set(k, v);
      for (const [k, v] of b.loads) this.loads.set(k, v);
      for (const s of b.stores) this.stores.add(s);
    }
    for (const [name, n] of counts) {
      if (n === branches.length) continue;
      const target = this.findRef(name)!;
      const outer = this.parent?.findRef(name);
      this.loads.set(target, outer === undefined ? { kind: 'resolve', name } : { kind: 'alias', of: outer });
    }
  }
  /** Every name set in this frame and those around it, with its identifier. */
  dumpStores(): [string, string][] {
    const out = new Map<string, string>();
    for (let s: Symbols | null = this; s !== null; s = s.parent)
      for (const name of [...s.stores].sort()) if (!out.has(name)) out.set(name, this.ref(name));
    return [...out];
  }

  /** Takes in the names of statements that stand in this frame. */
  visitAll(nodes: Iterable<Node>): void {
    for (const n of nodes) visit(this, n, false);
  }
  /** A target whose names are parameters of this frame (loop variables). */
  visitTarget(n: Expr): void {
    visit(this, n, true);
  }
}

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
      const branch = (nodes: readonly Stmt[]): Symbols => {
        const c = s.copy();
        for (const x of nodes) visit(c, x, asParam);
        return c;
      };
      s.branchUpdate([branch(n.body), branch(n.elif), branch(n.else)]);
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
