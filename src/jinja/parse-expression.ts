// biome-ignore-all lint/suspicious/noThenProperty: a node of the tree, never awaited
import { reprText } from '../value/repr.ts';
import type { BinaryOp, CompareOp, Expr, NameNode } from './ast.ts';
import type { Token } from './lexer.ts';
import { OperandParser } from './parse-operand.ts';
import { is } from './stream.ts';

const mathOps: Readonly<Record<string, BinaryOp>> = {
  add: '+',
  sub: '-',
  mul: '*',
  div: '/',
  floordiv: '//',
  mod: '%',
};
/** Class names as Jinja2's "can't assign to 'x'" prints them. */
const nodeClass: Readonly<Record<string, string>> = {
  compare: 'compare',
  cond: 'condexpr',
  attr: 'getattr',
  item: 'getitem',
  binary: 'binexpr',
  unary: 'unaryexpr',
};

/** How tightly an operator binds: or, and, not, comparisons, + -, ~, * / // %, **. */
const OR = 1;
const AND = 2;
const NOT = 3;
const COMPARE = 4;
const SUM = 5;
const CONCAT = 6;
const PRODUCT = 7;
const POWER = 8;

interface TargetOptions {
  readonly withNamespace?: boolean;
  readonly ctx?: 'store' | 'param';
}

/** Parses expressions with Jinja2's precedence. */
export class ExpressionParser extends OperandParser {
  protected at(): { line: number; pos: number } {
    const { line, pos } = this.stream.current;
    return { line, pos };
  }

  parseExpression(withCond = true): Expr {
    const { stream } = this;
    let at = stream.current;
    let expr = this.parseOperators(OR);
    while (withCond && stream.skipName('if')) {
      const test = this.parseOperators(OR);
      const orElse = stream.skipName('else') ? this.parseExpression() : null;
      expr = { k: 'cond', test, then: expr, else: orElse, line: at.line, pos: at.pos };
      at = stream.current;
    }
    return expr;
  }

  /** How tightly the token binds as an operator between two values; 0 where it is none. */
  private binding(t: Token): number {
    switch (t.type) {
      case 'variable_end':
      case 'block_end':
      case 'comma':
      case 'rparen':
        return 0;
      case 'name':
        switch (t.value) {
          case 'or':
            return OR;
          case 'and':
            return AND;
          case 'in':
            return COMPARE;
          case 'not':
            return is(this.stream.look(), 'name:in') ? COMPARE : 0;
        }
        return 0;
      case 'eq':
      case 'ne':
      case 'lt':
      case 'lteq':
      case 'gt':
      case 'gteq':
        return COMPARE;
      case 'add':
      case 'sub':
        return SUM;
      case 'tilde':
        return CONCAT;
      case 'mul':
      case 'div':
      case 'floordiv':
      case 'mod':
        return PRODUCT;
      case 'pow':
        return POWER;
    }
    return 0;
  }

  /** A value and all operators after it that bind at least so tightly. */
  private parseOperators(least: number): Expr {
    const { stream } = this;
    const at = stream.current;
    const { line, pos } = at;
    let left: Expr;
    if (least <= NOT && at.type === 'name' && at.value === 'not') {
      stream.next();
      left = { k: 'unary', op: 'not', node: this.parseOperators(NOT), line, pos };
    } else left = this.parseUnary(true);
    for (;;) {
      const { type } = stream.current;
      const binds = this.binding(stream.current);
      if (binds === 0 || binds < least) return left;
      switch (binds) {
        case OR:
          stream.next();
          left = { k: 'logic', op: 'or', left, right: this.parseOperators(AND), line, pos };
          break;
        case AND:
          stream.next();
          left = { k: 'logic', op: 'and', left, right: this.parseOperators(NOT), line, pos };
          break;
        case COMPARE:
          left = { k: 'compare', expr: left, ops: this.parseComparisons(), line, pos };
          break;
        case CONCAT: {
          const nodes = [left];
          while (stream.skipIf('tilde')) nodes.push(this.parseOperators(PRODUCT));
          left = { k: 'concat', nodes, line, pos };
          break;
        }
        case POWER:
          stream.next();
          left = { k: 'binary', op: '**', left, right: this.parseUnary(true), line, pos };
          break;
        default:
          stream.next();
          left = { k: 'binary', op: mathOps[type]!, left, right: this.parseOperators(binds + 1), line, pos };
      }
    }
  }

  /** `a < b in c` is one comparison with two operators. */
  private parseComparisons(): { op: CompareOp; expr: Expr }[] {
    const { stream } = this;
    const ops: { op: CompareOp; expr: Expr }[] = [];
    do {
      const t = stream.next();
      let op: CompareOp;
      if (t.type !== 'name') op = t.type as CompareOp;
      else if (t.value === 'in') op = 'in';
      else {
        stream.next();
        op = 'notin';
      }
      ops.push({ op, expr: this.parseOperators(SUM) });
    } while (this.binding(stream.current) === COMPARE);
    return ops;
  }

  private parseUnary(withFilter: boolean): Expr {
    const { type, line, pos } = this.stream.current;
    let node: Expr;
    if (type === 'sub' || type === 'add') {
      this.stream.next();
      node = { k: 'unary', op: type === 'sub' ? 'neg' : 'pos', node: this.parseUnary(false), line, pos };
    } else node = this.parsePrimary();
    const after = this.stream.current.type;
    if (after === 'variable_end' || after === 'block_end') return node;
    node = this.parsePostfix(node);
    return withFilter ? this.parseFilterExpr(node) : node;
  }

  protected parseName(): NameNode {
    const t = this.stream.expect('name');
    const node: NameNode = { k: 'name', name: t.value as string, ctx: 'store', line: t.line, pos: t.pos };
    this.checkTarget(node);
    return node;
  }

  protected parseAssignTarget(o: TargetOptions): Expr {
    if (o.withNamespace && this.stream.look().type === 'dot') {
      const t = this.stream.expect('name');
      this.stream.next();
      const attr = this.stream.expect('name');
      return { k: 'nsref', name: t.value as string, attr: attr.value as string, line: t.line, pos: t.pos };
    }
    const target = this.parseTuple({ simplified: true });
    this.checkTarget(target);
    setCtx(target, o.ctx ?? 'store');
    return target;
  }

  private checkTarget(n: Expr): void {
    const bad = unassignable(n);
    if (bad !== undefined) this.fail(`can't assign to ${reprText(nodeClass[n.k] ?? n.k)}`, n.line);
  }
}

const reserved = new Set(['true', 'false', 'none', 'True', 'False', 'None']);

function unassignable(n: Expr): Expr | undefined {
  if (n.k === 'name') return reserved.has(n.name) ? n : undefined;
  if (n.k === 'nsref') return undefined;
  if (n.k !== 'tuple') return n;
  return n.items.some((i) => unassignable(i) !== undefined) ? n : undefined;
}

function setCtx(n: Expr, ctx: 'store' | 'param'): void {
  if (n.k === 'name') n.ctx = ctx;
  else if (n.k === 'tuple') for (const i of n.items) setCtx(i, ctx);
}
