import { isPyError, PyError } from '../value/errors.ts';
import { iterate } from '../value/iterate.ts';
import { reprText, str } from '../value/repr.ts';
import { asText, isText } from '../value/text.ts';
import { truth } from '../value/truth.ts';
import type { Value } from '../value/types.ts';
import { Undefined } from '../value/undefined.ts';
import type { BlockNode, ExtendsNode, FromNode, ImportNode, IncludeNode } from './ast.ts';
import { compileExpr, reader, writer } from './compile-expression.ts';
import type { StatementCompiler } from './compile-statement.ts';
import { runtimeError, syntaxError } from './errors.ts';
import type { Exec, Frame, Scope } from './frame.ts';
import type { TemplateModule } from './runtime.ts';
import type { CompileState } from './state.ts';
import type { Template } from './template.ts';

/** The names set so far, for a template or block that shares them. */
function locals(scope: Scope): (f: Frame) => Map<string, Value> {
  const reads = scope.symbols.dumpStores().map(([text, name]) => [text, reader(scope, name)] as const);
  return (f) => {
    const out = new Map<string, Value>();
    for (const [name, read] of reads) {
      const v = read(f);
      if (v !== undefined) out.set(name, v);
    }
    return out;
  };
}

/** Where a block stands: it runs the renderer that is the most derived. */
export function compileBlockCall(sc: StatementCompiler, n: BlockNode, scope: Scope): Exec | undefined {
  let guard = false;
  if (scope.toplevel) {
    if (sc.knownExtends) return undefined;
    guard = sc.extendsSoFar > 0;
  }
  const names = n.scoped ? locals(scope) : undefined;
  const { name, required } = n;
  return (f, out) => {
    if (guard && f.parentTemplate !== undefined) return 0;
    let context = f.ctx;
    const stack = context.blockStack(name)!;
    if (required && stack.length <= 1) throw runtimeError(`Required block ${reprText(name)} not found`);
    if (names !== undefined) context = context.inner(context.scope(names(f)));
    stack[0]!(context, out);
    return 0;
  };
}

export function compileExtends(sc: StatementCompiler, n: ExtendsNode, scope: Scope): Exec {
  const { c } = sc;
  if (!scope.toplevel)
    throw syntaxError(
      'cannot use extend from a non top-level scope',
      n.line,
      c.name,
      'TemplateAssertionError',
    );
  if (sc.extendsSoFar > 0 && sc.knownExtends)
    return () => {
      throw runtimeError('extended multiple times');
    };
  const check = sc.extendsSoFar > 0;
  const template = compileExpr(c, n.template, scope);
  if (scope.rootlevel) sc.knownExtends = true;
  sc.extendsSoFar++;
  return (f) => {
    if (check && f.parentTemplate !== undefined) throw runtimeError('extended multiple times');
    const parent = getTemplate(c, template(f));
    f.parentTemplate = parent;
    for (const [name, block] of parent.blocks) f.ctx.addBlock(name, block);
    return 0;
  };
}

/** An include. */
export function compileInclude(c: CompileState, n: IncludeNode, scope: Scope): Exec {
  const target = compileExpr(c, n.template, scope);
  const names = locals(scope);
  const { ignoreMissing, withContext } = n;
  return (f, out) => {
    let template: Template;
    try {
      template = getOrSelect(c, target(f));
    } catch (e) {
      if (ignoreMissing && isPyError(e, 'TemplateNotFound')) return 0;
      throw e;
    }
    if (withContext) template.root(template.newContext(f.ctx.scope(names(f))), out);
    else out.append(template.makeModule(emptyVars).body);
    return 0;
  };
}

export function compileImport(c: CompileState, n: ImportNode | FromNode, scope: Scope): Exec {
  const template = compileExpr(c, n.template, scope);
  const names = n.withContext ? locals(scope) : undefined;
  const load = (f: Frame): TemplateModule =>
    getTemplate(c, template(f)).makeModule(names === undefined ? emptyVars : f.ctx.scope(names(f)));
  const { toplevel } = scope;
  if (n.k === 'import') {
    const write = writer(scope, scope.symbols.ref(n.target));
    const { target } = n;
    return (f) => {
      const m = load(f);
      write(f, m);
      if (toplevel) f.ctx.set(target, m, false);
      return 0;
    };
  }
  const where = `line ${n.line}${c.name === null ? '' : ` in ${reprText(c.name)}`}`;
  const imports = n.names.map(
    ([name, alias]) => [name, alias, writer(scope, scope.symbols.ref(alias))] as const,
  );
  return (f) => {
    const m = load(f);
    for (const [name, alias, write] of imports) {
      const v =
        m.exported.get(name) ??
        (m.exported.has(name)
          ? null
          : c.env.makeUndefined({
              hint: `the template ${m.name === null ? 'None' : reprText(m.name)} (imported on ${where}) does not export the requested name ${reprText(name)}`,
              name,
            }));
      write(f, v);
      if (toplevel) f.ctx.set(alias, v, false);
    }
    return 0;
  };
}

const emptyVars = { get: () => undefined, has: () => false, names: () => [] };

/** A template by the value of an expression. */
function getTemplate(c: CompileState, v: Value): Template {
  if (v instanceof Undefined) v.fail();
  const name = asText(v);
  if (name === undefined) throw new PyError('TemplateNotFound', str(v));
  return c.env.getTemplate(name);
}

/** The first template of a list that is there, or one by its name. */
function getOrSelect(c: CompileState, v: Value): Template {
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
