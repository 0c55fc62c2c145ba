import { isPyError, PyError } from '../value/errors.ts';
import { iterate } from '../value/iterate.ts';
import { reprText, str } from '../value/repr.ts';
import { asText, isText, textOf } from '../value/text.ts';
import { truth } from '../value/truth.ts';
import { Markup, type Value } from '../value/types.ts';
import { Undefined } from '../value/undefined.ts';
import type { CallBlockNode, Expr, FilterNode, MacroNode, SetBlockNode, Stmt } from './ast.ts';
import { callValue } from './call.ts';
import {
  compileArguments,
  compileExpr,
  compileFilter,
  compileTest,
  reader,
  writer,
} from './compile-expression.ts';
import { compileFor, countCall } from './compile-for.ts';
import { compileTarget, enterFrame, leaveFrame } from './compile-frame.ts';
import { compileOutput, compileText } from './compile-output.ts';
import { Context } from './context.ts';
import { locate, runtimeError, syntaxError } from './errors.ts';
import { type Exec, Frame, FunctionScope, type Place, type Run, type Scope } from './frame.ts';
import { Output } from './output.ts';
import { Macro, type MacroSpec, type TemplateModule } from './runtime.ts';
import type { CompileState } from './state.ts';
import { findUndeclared } from './symbols.ts';
import type { Template } from './template.ts';

/** Thrown where nothing further in a block can run. */
const compilerExit = Symbol('exit');

/** Compiles statements; one for each template, because it counts its `extends`. */
export class StatementCompiler {
  private extendsSoFar = 0;
  private knownExtends = false;
  readonly assigns: Set<string>[] = [];
  /** Nothing is escaped and every value becomes text where it is put out. */
  private readonly plainText: boolean;
  constructor(readonly c: CompileState) {
    this.plainText = !c.mayEscape && c.env.options.concat === undefined;
  }

  /** A list of statements. Each says first where it is; who made the frame puts that on errors (see locate). */
  block(nodes: readonly Stmt[], scope: Scope): Exec {
    const list: Exec[] = [];
    try {
      for (const n of nodes) this.statement(n, scope, list);
    } catch (e) {
      if (e !== compilerExit) throw e;
    }
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
      case 'if': {
        const soft = scope.softened();
        const arms = [n, ...n.elif].map((a) => ({
          test: compileTest(c, a.test, soft),
          body: this.block(a.body, soft),
        }));
        const orElse = n.else.length === 0 ? undefined : this.block(n.else, soft);
        if (arms.length === 1) {
          const { test, body } = arms[0]!;
          if (orElse === undefined) return (f, out) => (test(f) ? body(f, out) : 0);
          return (f, out) => (test(f) ? body(f, out) : orElse(f, out));
        }
        return (f, out) => {
          for (const arm of arms) if (arm.test(f)) return arm.body(f, out);
          return orElse === undefined ? 0 : orElse(f, out);
        };
      }
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
      case 'with': {
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
            `${n.k === 'break' ? "'break' outside loop" : "'continue' not properly in loop"}${
              c.lineOutsideLoop === undefined ? '' : ` (<template>, line ${c.lineOutsideLoop})`
            }`,
          );
        const signal = n.k === 'break' ? 1 : 2;
        return () => signal;
      }
      case 'macro': {
        const make = this.macro(n, n.name, scope);
        const write = writer(scope, scope.symbols.ref(n.name));
        const { toplevel } = scope;
        const { name } = n;
        return (f) => {
          const m = make(f);
          if (toplevel) {
            if (!name.startsWith('_')) f.ctx.exported.add(name);
            f.ctx.vars.set(name, m);
          }
          write(f, m);
          return 0;
        };
      }
      case 'callblock':
        return this.callBlock(n, scope);
      case 'filterblock': {
        const inner = scope.inner();
        inner.symbols.visitAll([...n.body, n.filter]);
        const enter = enterFrame(inner);
        const body = this.block(n.body, inner);
        const { slot } = inner.fn.find(`${inner.symbols.level}/\0buffer`);
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
      case 'autoescape':
        return this.autoescape(n, scope);
      case 'block':
        return this.blockCall(n, scope);
      case 'extends':
        return this.extends(n, scope);
      case 'include':
        return this.include(n, scope);
      case 'import':
      case 'from':
        return this.import(n, scope);
      default:
        throw new Error('unknown statement');
    }
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
        if (v !== undefined) f.ctx.vars.set(n, v);
        if (!n.startsWith('_')) f.ctx.exported.add(n);
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
    const { slot } = inner.fn.find(`${inner.symbols.level}/\0buffer`);
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

  /** Makes a macro object when it runs. */
  private macro(n: MacroNode | CallBlockNode, name: string | null, scope: Scope): (f: Frame) => Macro {
    const { c } = this;
    const fn = new FunctionScope(scope.fn, scope.symbols.level + 1);
    const inner = scope.inner(fn);
    inner.symbols.visitAll([...n.args, ...n.defaults, ...n.body]);
    const undeclared = findUndeclared(n.body, ['caller', 'kwargs', 'varargs']);
    const names = n.args.map((a) => a.name);
    names.forEach((a, i) => {
      if (names.indexOf(a) < i)
        throw new PyError(
          'SyntaxError',
          `duplicate argument 'l_${inner.symbols.level}_${a}' in function definition`,
        );
    });
    const slots = names.map((a) => fn.slot(inner.symbols.ref(a)));
    const special = (x: string) => fn.slot(inner.symbols.declareParameter(x));
    const explicit = names.indexOf('caller');
    let caller = false;
    if (undeclared.has('caller')) {
      caller = true;
      if (explicit < 0) slots.push(special('caller'));
      else if (n.defaults.length < names.length - explicit)
        throw syntaxError(
          'When defining macros or call blocks the special "caller" argument must be omitted or be given a default.',
          n.line,
          c.name,
          'TemplateAssertionError',
        );
    }
    const catchKwargs = undeclared.has('kwargs') && !names.includes('kwargs');
    if (catchKwargs) slots.push(special('kwargs'));
    const catchVarargs = undeclared.has('varargs') && !names.includes('varargs');
    if (catchVarargs) slots.push(special('varargs'));
    inner.outputCheck = false;
    inner.symbols.visitAll([...n.args, ...n.defaults, ...n.body]);
    const enter = enterFrame(inner);
    const defaults = n.args.map((a, i) => {
      const d = n.defaults[i - n.args.length + n.defaults.length];
      const slot = fn.slot(inner.symbols.ref(a.name));
      const value: Run =
        d === undefined
          ? () =>
              c.env.makeUndefined({ hint: `parameter ${reprText(a.name)} was not provided`, name: a.name })
          : compileExpr(c, d, inner);
      return [slot, value] as const;
    });
    const body = this.block(n.body, inner);
    const spec: MacroSpec = { name, args: names, caller, catchKwargs, catchVarargs };
    const { env } = c;
    return (around) =>
      new Macro(env, spec, (args) => {
        const f = new Frame(around.ctx, fn.size, around);
        for (let i = 0; i < slots.length; i++) f.s[slots[i]!] = args[i];
        countCall(around);
        enter?.(f);
        f.at = n;
        const out = new Output(env);
        try {
          for (const [slot, value] of defaults) if (f.s[slot] === undefined) f.s[slot] = value(f);
          body(f, out);
        } catch (e) {
          locate(e, f, c.name);
          throw e;
        }
        return out.join();
      });
  }

  private callBlock(n: CallBlockNode, scope: Scope): Exec {
    const { c } = this;
    const make = this.macro(n, null, scope);
    const callee = compileExpr(c, n.call.node, scope);
    const { args, more } = compileArguments(c, n.call, scope);
    return (f, out) => {
      const caller = make(f);
      const fn = callee(f);
      const list = args.map((a) => a(f));
      const kwargs = more?.(f, list, 'jinja2.runtime.Context.call()') ?? new Map<string, Value>();
      if (kwargs.has('caller')) throw new PyError('SyntaxError', 'keyword argument repeated: caller');
      kwargs.set('caller', caller);
      out.put(callValue(c.env, f.ctx, fn, list, kwargs));
      return 0;
    };
  }

  private autoescape(n: Stmt & { k: 'autoescape' }, scope: Scope): Exec {
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

  /** The names set so far, for a template or block that shares them. */
  private locals(scope: Scope): (f: Frame) => Map<string, Value> {
    const reads = scope.symbols.dumpStores().map(([n, ident]) => [n, reader(scope, ident)] as const);
    return (f) => {
      const out = new Map<string, Value>();
      for (const [n, read] of reads) {
        const v = read(f);
        if (v !== undefined) out.set(n, v);
      }
      return out;
    };
  }

  private blockCall(n: Stmt & { k: 'block' }, scope: Scope): Exec | undefined {
    let guard = false;
    if (scope.toplevel) {
      if (this.knownExtends) return undefined;
      guard = this.extendsSoFar > 0;
    }
    const locals = n.scoped ? this.locals(scope) : undefined;
    const { name, required } = n;
    return (f, out) => {
      if (guard && f.parentTemplate !== undefined) return 0;
      let context = f.ctx;
      const stack = context.blocks.get(name)!;
      if (required && stack.length <= 1) throw runtimeError(`Required block ${reprText(name)} not found`);
      if (locals !== undefined) {
        context = new Context(f.ctx.env, f.ctx.scope(locals(f)), f.ctx.name, f.ctx.blocks, f.ctx.globals);
        context.autoescape = f.ctx.autoescape;
      }
      stack[0]!(context, out);
      return 0;
    };
  }

  private extends(n: Stmt & { k: 'extends' }, scope: Scope): Exec {
    const { c } = this;
    if (!scope.toplevel)
      throw syntaxError(
        'cannot use extend from a non top-level scope',
        n.line,
        c.name,
        'TemplateAssertionError',
      );
    if (this.extendsSoFar > 0 && this.knownExtends)
      return () => {
        throw runtimeError('extended multiple times');
      };
    const check = this.extendsSoFar > 0;
    const template = compileExpr(c, n.template, scope);
    if (scope.rootlevel) this.knownExtends = true;
    this.extendsSoFar++;
    return (f) => {
      if (check && f.parentTemplate !== undefined) throw runtimeError('extended multiple times');
      const parent = getTemplate(c, template(f));
      f.parentTemplate = parent;
      for (const [name, block] of parent.blocks) {
        const stack = f.ctx.blocks.get(name);
        if (stack === undefined) f.ctx.blocks.set(name, [block]);
        else stack.push(block);
      }
      return 0;
    };
  }

  private include(n: Stmt & { k: 'include' }, scope: Scope): Exec {
    const { c } = this;
    const target = compileExpr(c, n.template, scope);
    const locals = this.locals(scope);
    const { ignoreMissing, withContext } = n;
    const { outputCheck } = scope;
    void outputCheck;
    return (f, out) => {
      let template: Template;
      try {
        template = getOrSelect(c, target(f), n.template);
      } catch (e) {
        if (ignoreMissing && isPyError(e, 'TemplateNotFound')) return 0;
        throw e;
      }
      if (withContext) template.root(template.newContext(f.ctx.scope(locals(f))), out);
      else out.append(template.makeModule(emptyVars).body);
      return 0;
    };
  }

  private import(n: Stmt & { k: 'import' | 'from' }, scope: Scope): Exec {
    const { c } = this;
    const template = compileExpr(c, n.template, scope);
    const locals = n.withContext ? this.locals(scope) : undefined;
    const load = (f: Frame): TemplateModule =>
      getTemplate(c, template(f)).makeModule(locals === undefined ? emptyVars : f.ctx.scope(locals(f)));
    const { toplevel } = scope;
    if (n.k === 'import') {
      const write = writer(scope, scope.symbols.ref(n.target));
      const { target } = n;
      return (f) => {
        const m = load(f);
        write(f, m);
        if (toplevel) {
          f.ctx.vars.set(target, m);
          f.ctx.exported.delete(target);
        }
        return 0;
      };
    }
    const where = `line ${n.line}${c.name === null ? '' : ` in ${reprText(c.name)}`}`;
    const names = n.names.map(
      ([name, alias]) => [name, alias, writer(scope, scope.symbols.ref(alias))] as const,
    );
    return (f) => {
      const m = load(f);
      for (const [name, alias, write] of names) {
        const v =
          m.exported.get(name) ??
          (m.exported.has(name)
            ? null
            : c.env.makeUndefined({
                hint: `the template ${m.name === null ? 'None' : reprText(m.name)} (imported on ${where}) does not export the requested name ${reprText(name)}`,
                name,
              }));
        write(f, v);
        if (toplevel) {
          f.ctx.vars.set(alias, v);
          f.ctx.exported.delete(alias);
        }
      }
      return 0;
    };
  }
}

const emptyVars = { get: () => undefined, has: () => false, names: () => [] };

/** A template by the value of an expression: a name, or a template itself. */
function getTemplate(c: CompileState, v: Value): Template {
  if (v instanceof Undefined) v.fail();
  const name = asText(v);
  if (name === undefined) {
    if (v === null || typeof v !== 'object') throw new PyError('TemplateNotFound', str(v));
    throw new PyError('TemplateNotFound', str(v));
  }
  return c.env.getTemplate(name);
}

function getOrSelect(c: CompileState, v: Value, node: Expr): Template {
  if (node.k === 'const' && typeof v === 'string') return getTemplate(c, v);
  if (isText(v)) return getTemplate(c, v);
  if (v instanceof Undefined) v.fail();
  if (!truth(v)) throw new PyError('TemplatesNotFound', 'Tried to select from an empty list of templates.');
  const names: Value[] = [];
  for (const x of iterate(v)) {
    names.push(x);
    try {
      return getTemplate(c, x);
    } catch (e) {
      if (!isPyError(e, 'TemplateNotFound') && !isPyError(e, 'UndefinedError')) throw e;
    }
  }
  if (names.length === 0)
    throw new PyError('TemplatesNotFound', 'Tried to select from an empty list of templates.');
  const parts = names.map((x) => (x instanceof Undefined ? x.message : str(x)));
  throw new PyError('TemplatesNotFound', `none of the templates given were found: ${parts.join(', ')}`);
}
