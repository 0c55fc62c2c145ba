import type { Value } from '../value/types.ts';
import type { Arguments, DataNode, Expr, IfNode, Stmt, TemplateNode } from './ast.ts';

/** JSON arrays; see the comment of `canonicalTree`. */
export type Canonical = string | boolean | null | readonly Canonical[] | { readonly value: Value };

const binary: Readonly<Record<string, string>> = { not: 'not', neg: 'neg', pos: 'pos' };

const args = (n: Arguments): Canonical[] => [
  n.args.map(expr),
  n.kwargs.map((k) => [k.key, expr(k.value)]),
  opt(n.dynArgs),
  opt(n.dynKwargs),
];
const opt = (n: Expr | null): Canonical => (n === null ? null : expr(n));

function expr(n: Expr): Canonical {
  switch (n.k) {
    case 'const':
      return ['const', { value: n.value }];
    case 'name':
      return ['name', n.name];
    case 'nsref':
      return ['nsref', n.name, n.attr];
    case 'attr':
      return ['attr', expr(n.node), n.attr];
    case 'item':
      return ['item', expr(n.node), expr(n.arg)];
    case 'slice':
      return ['slice', opt(n.start), opt(n.stop), opt(n.step)];
    case 'call':
      return ['call', expr(n.node), ...args(n)];
    case 'filter':
      return ['filter', opt(n.node), n.name, ...args(n)];
    case 'test':
      return ['test', expr(n.node), n.name, ...args(n)];
    case 'binary':
    case 'logic':
      return [n.op, expr(n.left), expr(n.right)];
    case 'unary':
      return [binary[n.op]!, expr(n.node)];
    case 'compare':
      return ['cmp', expr(n.expr), n.ops.map((o) => [o.op, expr(o.expr)])];
    case 'concat':
      return ['~', n.nodes.map(expr)];
    case 'cond':
      return ['cond', expr(n.test), expr(n.then), opt(n.else)];
    case 'list':
      return ['list', n.items.map(expr)];
    case 'tuple':
      return ['tuple', n.items.map(expr)];
    case 'dict':
      return ['dict', n.items.map((i) => [expr(i.key), expr(i.value)])];
  }
}

function ifArms(n: IfNode, arms: readonly IfNode[], orElse: readonly Stmt[]): Canonical {
  const [next, ...rest] = arms;
  return ['if', expr(n.test), body(n.body), next === undefined ? body(orElse) : [ifArms(next, rest, orElse)]];
}

function statement(n: Stmt): Canonical[] {
  switch (n.k) {
    case 'output':
      return n.nodes.map((x: Expr | DataNode) => (x.k === 'data' ? x.data : ['out', expr(x)]));
    case 'for':
      return [['for', expr(n.target), expr(n.iter), body(n.body), body(n.else), opt(n.test), n.recursive]];
    case 'if':
      return [ifArms(n, n.elif, n.else)];
    case 'macro':
      return [['macro', n.name, n.args.map((a) => a.name), n.defaults.map(expr), body(n.body)]];
    case 'callblock':
      return [['callblock', expr(n.call), n.args.map((a) => a.name), n.defaults.map(expr), body(n.body)]];
    case 'filterblock':
      return [['filterblock', expr(n.filter), body(n.body)]];
    case 'set':
      return [['set', expr(n.target), expr(n.node)]];
    case 'setblock':
      return [['setblock', expr(n.target), opt(n.filter), body(n.body)]];
    case 'with':
      return [['with', n.targets.map(expr), n.values.map(expr), body(n.body)]];
    case 'block':
      return [['block', n.name, body(n.body), n.scoped, n.required]];
    case 'extends':
      return [['extends', expr(n.template)]];
    case 'include':
      return [['include', expr(n.template), n.withContext, n.ignoreMissing]];
    case 'import':
      return [['import', expr(n.template), n.target, n.withContext]];
    case 'from':
      return [['from', expr(n.template), n.names.map((p) => [...p]), n.withContext]];
    case 'do':
      return [['do', expr(n.node)]];
    case 'autoescape':
      return [['autoescape', expr(n.value), body(n.body)]];
    case 'break':
    case 'continue':
      return [[n.k]];
  }
}

function body(nodes: readonly Stmt[]): Canonical[] {
  const out: Canonical[] = [];
  for (const n of nodes)
    for (const x of statement(n)) {
      const last = out.at(-1);
      if (typeof x === 'string') {
        if (x === '') continue;
        if (typeof last === 'string') {
          out[out.length - 1] = last + x;
          continue;
        }
      }
      out.push(x);
    }
  return out;
}

/**
 * A syntax tree in a form that can be compared with one from Jinja2 itself: nested arrays that start with the kind
 * of node; template text as a bare string, neighbouring texts joined; constants as `{ value }`.
 */
export const canonicalTree = (t: TemplateNode): Canonical => body(t.body);
