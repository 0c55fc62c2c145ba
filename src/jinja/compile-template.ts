import { reprText } from '../value/repr.ts';
import type { BlockFunction, BlockNode, Stmt, TemplateNode } from './ast.ts';
import { enterFrame } from './compile-frame.ts';
import { StatementCompiler } from './compile-statement.ts';
import type { Context } from './context.ts';
import type { Environment } from './environment.ts';
import { locate, syntaxError } from './errors.ts';
import { type EvalState, Frame, FunctionScope, Scope } from './frame.ts';
import type { Output } from './output.ts';
import { superOf, TemplateReference } from './runtime.ts';
import type { CompileState } from './state.ts';
import { findUndeclared } from './symbols.ts';

/** The statements inside a statement. */
function bodies(n: Stmt): readonly (readonly Stmt[])[] {
  if (n.k === 'for') return [n.body, n.else];
  if (n.k === 'if') return [n.body, n.elif, n.else];
  return 'body' in n ? [n.body] : [];
}

/**
 * The line of the Python code that Jinja2 makes of a template in which a first `break` or `continue` stands outside a
 * loop, with nothing but text around it; undefined where more is in the template: its line then hangs on all of that.
 */
function lineOutsideLoop(body: readonly Stmt[]): number | undefined {
  const text = (n: Stmt): boolean => n.k === 'output' && n.nodes.every((x) => x.k === 'data');
  if (!body.every((n) => n.k === 'break' || n.k === 'continue' || text(n))) return undefined;
  const at = body.findIndex((n) => !text(n));
  return at < 0 ? undefined : 11 + at;
}

/** Compiles a syntax tree to the functions of a template. Throws TemplateAssertionError. */
export function compileTemplate(
  env: Environment,
  ast: TemplateNode,
  name: string | null,
  /** Whether the source has the word at all. */
  mayHave: (word: string) => boolean = () => true,
): { root: (context: Context, out: Output) => void; blocks: Map<string, BlockFunction> } {
  const blockNodes = new Map<string, BlockNode>();
  let haveExtends = false;
  let haveAutoescape = false;
  const find = (n: Stmt): void => {
    if (n.k === 'block') {
      if (blockNodes.has(n.name))
        throw syntaxError(`block ${reprText(n.name)} defined twice`, n.line, name, 'TemplateAssertionError');
      blockNodes.set(n.name, n);
    } else if (n.k === 'extends') haveExtends = true;
    else if (n.k === 'autoescape') haveAutoescape = true;
    for (const list of bodies(n)) for (const x of list) find(x);
  };
  for (const n of ast.body) find(n);
  const auto = env.options.autoescape;
  const state: CompileState = {
    env,
    name,
    folds: new Map(),
    lineOutsideLoop: name === null ? lineOutsideLoop(ast.body) : undefined,
    mayEscape: haveAutoescape || (auto !== undefined && auto !== false),
  };
  const evalState: EvalState = { autoescape: env.autoescapeFor(name), volatile: false };
  const compiler = new StatementCompiler(state);

  const fn = new FunctionScope(null, 0);
  const scope = new Scope(null, fn, evalState);
  const selfRef =
    mayHave('self') && findUndeclared(ast.body, ['self']).has('self')
      ? scope.symbols.declareParameter('self')
      : undefined;
  scope.symbols.visitAll(ast.body);
  scope.toplevel = true;
  scope.rootlevel = true;
  scope.outputCheck = haveExtends;
  const selfSlot = selfRef === undefined ? -1 : fn.slot(selfRef);
  const enter = enterFrame(scope);
  const body = compiler.block(ast.body, scope);
  const root = (context: Context, out: Output): void => {
    const f = new Frame(context, fn.size, null);
    if (selfSlot >= 0) f.s[selfSlot] = new TemplateReference(context);
    enter?.(f);
    try {
      body(f, out);
    } catch (e) {
      locate(e, f, name);
      throw e;
    }
    if (f.parentTemplate !== undefined) f.parentTemplate.root(context, out);
  };

  const blocks = new Map<string, BlockFunction>();
  for (const [blockName, node] of blockNodes)
    blocks.set(blockName, compileBlock(compiler, node, { ...evalState }));
  state.folds.clear();
  return { root, blocks };
}

function compileBlock(compiler: StatementCompiler, node: BlockNode, evalState: EvalState): BlockFunction {
  const fn = new FunctionScope(null, 0);
  const scope = new Scope(null, fn, evalState);
  scope.blockFrame = true;
  const undeclared = findUndeclared(node.body, ['self', 'super']);
  const selfSlot = undeclared.has('self') ? fn.slot(scope.symbols.declareParameter('self')) : -1;
  const superSlot = undeclared.has('super') ? fn.slot(scope.symbols.declareParameter('super')) : -1;
  scope.symbols.visitAll(node.body);
  const enter = enterFrame(scope);
  const body = compiler.block(node.body, scope);
  const run: BlockFunction = (context, out) => {
    const f = new Frame(context, fn.size, null);
    if (selfSlot >= 0) f.s[selfSlot] = new TemplateReference(context);
    if (superSlot >= 0) f.s[superSlot] = superOf(context, node.name, run);
    enter?.(f);
    try {
      body(f, out);
    } catch (e) {
      locate(e, f, compiler.c.name);
      throw e;
    }
  };
  return run;
}
