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

interface Special {
  readonly blockNodes: ReadonlyMap<string, BlockNode>;
  readonly haveExtends: boolean;
  readonly haveAutoescape: boolean;
}
const nothingSpecial: Special = { blockNodes: new Map(), haveExtends: false, haveAutoescape: false };

/** The blocks of a template, and whether it extends another and escapes. */
function findSpecial(ast: TemplateNode, name: string | null): Special {
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
  return { blockNodes, haveExtends, haveAutoescape };
}

/** Compiles a syntax tree to the functions of a template. Throws TemplateAssertionError. */
export function compileTemplate(
  env: Environment,
  ast: TemplateNode,
  name: string | null,
  source: string,
): { root: (context: Context, out: Output) => void; blocks: ReadonlyMap<string, BlockFunction> } {
  const { blockNodes, haveExtends, haveAutoescape } = ast.special ? findSpecial(ast, name) : nothingSpecial;
  const auto = env.options.autoescape;
  const state: CompileState = {
    env,
    name,
    body: ast.body,
    folds: undefined,
    mayEscape: haveAutoescape || (auto !== undefined && auto !== false),
  };
  const evalState: EvalState = { autoescape: env.autoescapeFor(name), volatile: false };
  const compiler = new StatementCompiler(state);

  const fn = new FunctionScope(null, 0);
  const scope = new Scope(null, fn, evalState);
  const selfRef =
    source.includes('self') && findUndeclared(ast.body, ['self']).has('self')
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

  let blocks = noBlocks;
  if (blockNodes.size > 0) {
    const made = new Map<string, BlockFunction>();
    for (const [blockName, node] of blockNodes)
      made.set(blockName, compileBlock(compiler, node, { ...evalState }));
    blocks = made;
  }
  state.folds = undefined;
  return { root, blocks };
}

const noBlocks: ReadonlyMap<string, BlockFunction> = new Map();

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
