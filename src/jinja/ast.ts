// biome-ignore-all lint/correctness/noVoidTypeReturn: ends early
import type { Value } from '../value/types.ts';
import type { Context } from './context.ts';
import type { Output } from './output.ts';

/** Renders a block into `out`. */
export type BlockFunction = (context: Context, out: Output) => void;

interface At {
  /** Line in the source, from 1. */
  readonly line: number;
  /** Offset of the statement or expression in the source (newlines normalised to \n). */
  readonly pos: number;
}

export interface Arguments {
  readonly args: readonly Expr[];
  readonly kwargs: readonly { readonly key: string; readonly value: Expr }[];
  readonly dynArgs: Expr | null;
  readonly dynKwargs: Expr | null;
}

export type BinaryOp = '+' | '-' | '*' | '/' | '//' | '%' | '**';
export type CompareOp = 'eq' | 'ne' | 'lt' | 'lteq' | 'gt' | 'gteq' | 'in' | 'notin';

export interface ConstNode extends At {
  readonly k: 'const';
  readonly value: Value;
}
export interface NameNode extends At {
  readonly k: 'name';
  readonly name: string;
  ctx: 'load' | 'store' | 'param';
}
export interface NsRefNode extends At {
  readonly k: 'nsref';
  readonly name: string;
  readonly attr: string;
}
export interface AttrNode extends At {
  readonly k: 'attr';
  readonly node: Expr;
  readonly attr: string;
}
export interface ItemNode extends At {
  readonly k: 'item';
  readonly node: Expr;
  readonly arg: Expr;
}
export interface SliceNode extends At {
  readonly k: 'slice';
  readonly start: Expr | null;
  readonly stop: Expr | null;
  readonly step: Expr | null;
}
export interface CallNode extends At, Arguments {
  readonly k: 'call';
  readonly node: Expr;
}
export interface FilterNode extends At, Arguments {
  readonly k: 'filter';
  readonly node: Expr | null;
  readonly name: string;
}
export interface TestNode extends At, Arguments {
  readonly k: 'test';
  readonly node: Expr;
  readonly name: string;
}
export interface BinaryNode extends At {
  readonly k: 'binary';
  readonly op: BinaryOp;
  readonly left: Expr;
  readonly right: Expr;
}
export interface LogicNode extends At {
  readonly k: 'logic';
  readonly op: 'and' | 'or';
  readonly left: Expr;
  readonly right: Expr;
}
export interface UnaryNode extends At {
  readonly k: 'unary';
  readonly op: 'not' | 'neg' | 'pos';
  readonly node: Expr;
}
export interface CompareNode extends At {
  readonly k: 'compare';
  readonly expr: Expr;
  readonly ops: readonly { readonly op: CompareOp; readonly expr: Expr }[];
}
export interface ConcatNode extends At {
  readonly k: 'concat';
  readonly nodes: readonly Expr[];
}
export interface CondNode extends At {
  readonly k: 'cond';
  readonly test: Expr;
  readonly then: Expr;
  readonly else: Expr | null;
}
export interface ListNode extends At {
  readonly k: 'list';
  readonly items: readonly Expr[];
}
export interface TupleNode extends At {
  readonly k: 'tuple';
  readonly items: readonly Expr[];
}
export interface DictNode extends At {
  readonly k: 'dict';
  readonly items: readonly { readonly key: Expr; readonly value: Expr }[];
}
export interface DataNode extends At {
  readonly k: 'data';
  readonly data: string;
}

export type Expr =
  | ConstNode
  | NameNode
  | NsRefNode
  | AttrNode
  | ItemNode
  | SliceNode
  | CallNode
  | FilterNode
  | TestNode
  | BinaryNode
  | LogicNode
  | UnaryNode
  | CompareNode
  | ConcatNode
  | CondNode
  | ListNode
  | TupleNode
  | DictNode;

export interface OutputNode extends At {
  readonly k: 'output';
  readonly nodes: readonly (Expr | DataNode)[];
}
export interface ForNode extends At {
  readonly k: 'for';
  readonly target: Expr;
  readonly iter: Expr;
  readonly body: readonly Stmt[];
  readonly else: readonly Stmt[];
  readonly test: Expr | null;
  readonly recursive: boolean;
}
export interface IfNode extends At {
  readonly k: 'if';
  readonly test: Expr;
  readonly body: readonly Stmt[];
  readonly elif: readonly IfNode[];
  readonly else: readonly Stmt[];
}
export interface MacroLike extends At {
  readonly args: readonly NameNode[];
  readonly defaults: readonly Expr[];
  readonly body: readonly Stmt[];
}
export interface MacroNode extends MacroLike {
  readonly k: 'macro';
  readonly name: string;
}
export interface CallBlockNode extends MacroLike {
  readonly k: 'callblock';
  readonly call: CallNode;
}
export interface FilterBlockNode extends At {
  readonly k: 'filterblock';
  readonly filter: FilterNode;
  readonly body: readonly Stmt[];
}
export interface SetNode extends At {
  readonly k: 'set';
  readonly target: Expr;
  readonly node: Expr;
}
export interface SetBlockNode extends At {
  readonly k: 'setblock';
  readonly target: Expr;
  readonly filter: FilterNode | null;
  readonly body: readonly Stmt[];
}
export interface WithNode extends At {
  readonly k: 'with';
  readonly targets: readonly Expr[];
  readonly values: readonly Expr[];
  readonly body: readonly Stmt[];
}
export interface BlockNode extends At {
  readonly k: 'block';
  readonly name: string;
  readonly body: readonly Stmt[];
  readonly scoped: boolean;
  readonly required: boolean;
}
export interface ExtendsNode extends At {
  readonly k: 'extends';
  readonly template: Expr;
}
export interface IncludeNode extends At {
  readonly k: 'include';
  readonly template: Expr;
  readonly withContext: boolean;
  readonly ignoreMissing: boolean;
}
export interface ImportNode extends At {
  readonly k: 'import';
  readonly template: Expr;
  readonly target: string;
  readonly withContext: boolean;
}
export interface FromNode extends At {
  readonly k: 'from';
  readonly template: Expr;
  readonly names: readonly (readonly [string, string])[];
  readonly withContext: boolean;
}
export interface DoNode extends At {
  readonly k: 'do';
  readonly node: Expr;
}
export interface AutoescapeNode extends At {
  readonly k: 'autoescape';
  readonly value: Expr;
  readonly body: readonly Stmt[];
}
export interface BreakNode extends At {
  readonly k: 'break' | 'continue';
}

export type Stmt =
  | OutputNode
  | ForNode
  | IfNode
  | MacroNode
  | CallBlockNode
  | FilterBlockNode
  | SetNode
  | SetBlockNode
  | WithNode
  | BlockNode
  | ExtendsNode
  | IncludeNode
  | ImportNode
  | FromNode
  | DoNode
  | AutoescapeNode
  | BreakNode;

export interface TemplateNode {
  readonly k: 'template';
  readonly body: readonly Stmt[];
  /** Whether a block, extends or autoescape stands in it: what says something of the whole template. */
  readonly special: boolean;
}

type AnyNode = Stmt | Expr | DataNode | TemplateNode;

function eachArgument(n: Arguments, f: (c: Expr) => void): void {
  for (const a of n.args) f(a);
  for (const k of n.kwargs) f(k.value);
  if (n.dynArgs) f(n.dynArgs);
  if (n.dynKwargs) f(n.dynKwargs);
}

/** Calls `f` for the direct children of a node, in the order in which Jinja2 lists a node's fields. */
export function eachChild(n: AnyNode, f: (c: Stmt | Expr | DataNode) => void): void {
  const all = (list: readonly (Stmt | Expr | DataNode)[]): void => {
    for (const x of list) f(x);
  };
  switch (n.k) {
    case 'template':
      return all(n.body);
    case 'output':
      return all(n.nodes);
    case 'for':
      f(n.target);
      f(n.iter);
      all(n.body);
      all(n.else);
      if (n.test) f(n.test);
      return;
    case 'if':
      f(n.test);
      all(n.body);
      all(n.elif);
      all(n.else);
      return;
    case 'macro':
      all(n.args);
      all(n.defaults);
      all(n.body);
      return;
    case 'callblock':
      f(n.call);
      all(n.args);
      all(n.defaults);
      all(n.body);
      return;
    case 'filterblock':
      all(n.body);
      f(n.filter);
      return;
    case 'set':
      f(n.target);
      f(n.node);
      return;
    case 'setblock':
      f(n.target);
      if (n.filter) f(n.filter);
      all(n.body);
      return;
    case 'with':
      all(n.targets);
      all(n.values);
      all(n.body);
      return;
    case 'block':
      return all(n.body);
    case 'extends':
    case 'include':
    case 'import':
    case 'from':
      return f(n.template);
    case 'do':
      return f(n.node);
    case 'autoescape':
      f(n.value);
      all(n.body);
      return;
    case 'attr':
    case 'unary':
      return f(n.node);
    case 'item':
      f(n.node);
      f(n.arg);
      return;
    case 'slice':
      if (n.start) f(n.start);
      if (n.stop) f(n.stop);
      if (n.step) f(n.step);
      return;
    case 'call':
    case 'test':
      f(n.node);
      eachArgument(n, f);
      return;
    case 'filter':
      if (n.node) f(n.node);
      eachArgument(n, f);
      return;
    case 'binary':
    case 'logic':
      f(n.left);
      f(n.right);
      return;
    case 'compare':
      f(n.expr);
      for (const o of n.ops) f(o.expr);
      return;
    case 'concat':
      return all(n.nodes);
    case 'cond':
      f(n.test);
      f(n.then);
      if (n.else) f(n.else);
      return;
    case 'list':
    case 'tuple':
      return all(n.items);
    case 'dict':
      for (const i of n.items) {
        f(i.key);
        f(i.value);
      }
      return;
    default:
      return;
  }
}

/** Calls `f` for a node and all below it. */
export function walk(n: AnyNode, f: (n: AnyNode) => void): void {
  f(n);
  eachChild(n, (c) => walk(c, f));
}
