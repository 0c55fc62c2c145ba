import { PyError } from '../value/errors.ts';
import { isText, textOf } from '../value/text.ts';
import { truth } from '../value/truth.ts';
import { Markup, type Value } from '../value/types.ts';
import type {
  AutoescapeNode,
  FilterBlockNode,
  FilterNode,
  IfNode,
  SetBlockNode,
  Stmt,
  WithNode,
} from './ast.ts';
import { compileExpr, compileFilter, compileTest, reader, writer } from './compile-expression.ts';
import { compileFor } from './compile-for.ts';
import { compileTarget, enterFrame, leaveFrame } from './compile-frame.ts';
import { compileBlockCall, compileExtends, compileImport, compileInclude } from './compile-inherit.ts';
import { compileCallBlock, compileMacro } from './compile-macro.ts';
import { compileOutput, compileText } from './compile-output.ts';
import type { Exec, Frame, Place, Run, Scope } from './frame.ts';
import { Output } from './output.ts';
import type { CompileState } from './state.ts';

/**
 * The line of the Python code that Jinja2 makes of a template in which a first `break` or `continue` stands outside a
 * loop, with nothing but text around it; empty where more is in the template: its line then hangs on all of that.
 */
function lineOutsideLoop({ name, body }: CompileState): string {
  const text = (n: Stmt): boolean => n.k === 'output' && n.nodes.every((x) => x.k === 'data');
  if (name !== null || !body.every((n) => n.k === 'break' || n.k === 'continue' || text(n))) return '';
  const at = body.findIndex((n) => !text(n));
  return at < 0 ? '' : ` (<template>, line ${11 + at})`;
}

/** Compiles statements; one for each template, because it counts its `extends`. */
export class StatementCompiler {
  /** `extends` statements met so far, and whether one of them always runs. */
  extendsSoFar = 0;
  knownExtends = false;
  readonly assigns: Set<string>[] = [];
  /** Nothing is escaped and every value becomes text where it is put out. */
  private readonly plainText: boolean;
  constructor(readonly c: CompileState) {
    this.plainText = !c.mayEscape && c.env.options.concat === undefined;
  }

  /** A list of statements. Each says first where it is; who made the frame puts that on errors (see locate). */
  block(nodes: readonly Stmt[], scope: Scope): Exec {
    const list: Exec[] = [];
    for (const n of nodes) this.statement(n, scope, list);
    if (list.length === 1) return list[0]!;
    if (list.length === 2) {
      const [first, second] = list as [Exec, Exec];
      return (f, out) => {
        const r = first(f, out);
        return r !== 0 ? r : second(f, out);
      };
    }
    return (f, out) => {
      for (let i = 0; i < list.length; i++) {
        const r = list[i]!(f, out);
        if (r !== 0) return r;
      }
      return 0;
    };
  }

  private statement(n: Stmt, scope: Scope, list: Exec[]): void {
    if (n.k === 'output') {
      if (scope.outputCheck && this.knownExtends) return;
      if (this.plainText && !scope.outputCheck) {
        list.push(compileText(this.c, n, scope));
        return;
      }
      for (const e of compileOutput(this.c, n, scope))
        list.push(scope.outputCheck ? (f, out) => (f.parentTemplate === undefined ? e(f, out) : 0) : e);
      return;
    }
    const e = this.other(n, scope);
    if (e === undefined) return;
    const at: Place = n;
    list.push((f, out) => {
      f.at = at;
      return e(f, out);
    });
  }

  private other(n: Exclude<Stmt, { k: 'output' }>, scope: Scope): Exec | undefined {
    const { c } = this;
    switch (n.k) {
      case 'for':
        return compileFor(this, n, scope);
      case 'if':
        return this.if(n, scope);
      case 'set': {
        this.assigns.push(new Set());
        const target = compileTarget(n.target, scope, (name) => this.note(name, scope));
        const value = compileExpr(c, n.node, scope);
        const publish = this.popAssigns(scope);
        return (f) => {
          target(f, value(f));
          publish?.(f);
          return 0;
        };
      }
      case 'setblock':
        return this.setBlock(n, scope);
      case 'with':
        return this.with(n, scope);
      case 'do': {
        const e = compileExpr(c, n.node, scope);
        return (f) => {
          e(f);
          return 0;
        };
      }
      case 'break':
      case 'continue': {
        if (!this.inLoop(scope))
          throw new PyError(
            'SyntaxError',
            `${n.k === 'break' ? "'break' outside loop" : "'continue' not properly in loop"}${lineOutsideLoop(c)}`,
          );
        const signal = n.k === 'break' ? 1 : 2;
        return () => signal;
      }
      case 'macro': {
        const make = compileMacro(this, n, n.name, scope);
        const write = writer(scope, scope.symbols.ref(n.name));
        const { toplevel } = scope;
        const { name } = n;
        return (f) => {
          const m = make(f);
          if (toplevel) f.ctx.set(name, m, !name.startsWith('_'));
          write(f, m);
          return 0;
        };
      }
      case 'callblock':
        return compileCallBlock(this, n, scope);
      case 'filterblock':
        return this.filterBlock(n, scope);
      case 'autoescape':
        return this.autoescape(n, scope);
      case 'block':
        return compileBlockCall(this, n, scope);
      case 'extends':
        return compileExtends(this, n, scope);
      case 'include':
        return compileInclude(c, n, scope);
      case 'import':
      case 'from':
        return compileImport(c, n, scope);
      default:
        throw new Error('unknown statement');
    }
  }

  private if(n: IfNode, scope: Scope): Exec {
    const { c } = this;
    const soft = scope.softened();
    const test = compileTest(c, n.test, soft);
    const body = this.block(n.body, soft);
    const elif = n.elif.map((a) => ({ test: compileTest(c, a.test, soft), body: this.block(a.body, soft) }));
    const orElse = n.else.length === 0 ? undefined : this.block(n.else, soft);
    if (elif.length > 0)
      return (f, out) => {
        if (test(f)) return body(f, out);
        for (const arm of elif) if (arm.test(f)) return arm.body(f, out);
        return orElse === undefined ? 0 : orElse(f, out);
      };
    if (orElse === undefined) return (f, out) => (test(f) ? body(f, out) : 0);
    return (f, out) => (test(f) ? body(f, out) : orElse(f, out));
  }

  private with(n: WithNode, scope: Scope): Exec {
    const { c } = this;
    const inner = scope.inner();
    for (const t of n.targets) inner.symbols.visitAll([t]);
    inner.symbols.visitAll(n.body);
    const enter = enterFrame(inner);
    const sets = n.targets.map(
      (t, i) => [compileTarget(t, inner), compileExpr(c, n.values[i]!, scope)] as const,
    );
    const body = this.block(n.body, inner);
    const leave = leaveFrame(inner);
    return (f, out) => {
      enter?.(f);
      for (const [target, value] of sets) target(f, value(f));
      const r = body(f, out);
      leave?.(f);
      return r;
    };
  }

  private filterBlock(n: FilterBlockNode, scope: Scope): Exec {
    const { c } = this;
    const inner = scope.inner();
    inner.symbols.visitAll([...n.body, n.filter]);
    const enter = enterFrame(inner);
    const body = this.block(n.body, inner);
    const slot = inner.fn.newSlot();
    const filter = this.filterChain(n.filter, inner, (f) => f.s[slot] as Value);
    const leave = leaveFrame(inner);
    return (f, out) => {
      enter?.(f);
      const buffer = new Output(c.env);
      const r = body(f, buffer);
      f.at = n;
      f.s[slot] = this.markup(f, buffer.join());
      out.put(filter(f));
      leave?.(f);
      return r;
    };
  }

  /** Whether a loop of the same function is around. */
  private inLoop(scope: Scope): boolean {
    for (let s: Scope | null = scope; s !== null && s.fn === scope.fn; s = s.parent)
      if (s.loopFrame) return true;
    return false;
  }

  private markup(f: Frame, v: Value): Value {
    return this.c.mayEscape && f.ctx.autoescape && isText(v) ? new Markup(textOf(v)) : v;
  }

  private note(name: string, scope: Scope): void {
    if (scope.toplevel || scope.loopFrame || scope.blockFrame) this.assigns.at(-1)?.add(name);
  }

  /** Top-level names also go to the context. */
  private popAssigns(scope: Scope): ((f: Frame) => void) | undefined {
    const names = [...this.assigns.pop()!];
    if (!scope.toplevel || scope.loopFrame || scope.blockFrame || names.length === 0) return undefined;
    const reads = names.map((n) => [n, reader(scope, scope.symbols.ref(n))] as const);
    return (f) => {
      for (const [n, read] of reads) {
        const v = read(f);
        const exported = !n.startsWith('_');
        if (v !== undefined) f.ctx.set(n, v, exported);
        else if (exported) f.ctx.export(n, true);
      }
    };
  }

  private setBlock(n: SetBlockNode, scope: Scope): Exec {
    const { c } = this;
    this.assigns.push(new Set());
    const inner = scope.inner();
    inner.outputCheck = false;
    inner.symbols.visitAll(n.body);
    if (n.filter !== null) inner.symbols.visitAll([n.filter]);
    const enter = enterFrame(inner);
    const body = this.block(n.body, inner);
    const slot = inner.fn.newSlot();
    const target = compileTarget(n.target, scope, (name) => this.note(name, scope));
    const filter =
      n.filter === null ? undefined : this.filterChain(n.filter, inner, (f) => f.s[slot] as Value);
    const publish = this.popAssigns(scope);
    const leave = leaveFrame(inner);
    return (f) => {
      enter?.(f);
      const buffer = new Output(c.env);
      body(f, buffer);
      f.at = n;
      let v = buffer.join();
      if (filter !== undefined) {
        f.s[slot] = this.markup(f, v);
        v = filter(f);
      }
      target(f, this.markup(f, v));
      publish?.(f);
      leave?.(f);
      return 0;
    };
  }

  /** A filter whose innermost value is what a block put out. */
  private filterChain(n: FilterNode, scope: Scope, value: Run): Run {
    const inner: Run =
      n.node === null
        ? value
        : n.node.k === 'filter'
          ? this.filterChain(n.node, scope, value)
          : compileExpr(this.c, n.node, scope);
    return compileFilter(this.c, n, scope, inner);
  }

  private autoescape(n: AutoescapeNode, scope: Scope): Exec {
    const { c } = this;
    const inner = scope.inner();
    inner.symbols.visitAll([n.value, ...n.body]);
    const enter = enterFrame(inner);
    const value = compileExpr(c, n.value, inner);
    const saved = { ...scope.evalState };
    if (n.value.k === 'const') scope.evalState.autoescape = truth(n.value.value);
    else scope.evalState.volatile = true;
    const body = this.block(n.body, inner);
    Object.assign(scope.evalState, saved);
    const leave = leaveFrame(inner);
    return (f, out) => {
      enter?.(f);
      const before = f.ctx.autoescape;
      f.ctx.autoescape = truth(value(f));
      const r = body(f, out);
      f.ctx.autoescape = before;
      leave?.(f);
      return r;
    };
  }
}
