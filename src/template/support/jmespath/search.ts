import { equal } from '../../../value/compare.ts';
import { isDict, toDict } from '../../../value/dict.ts';
import { asFloat, isNumber } from '../../../value/number.ts';
import { asText } from '../../../value/text.ts';
import type { Dict, Value } from '../../../value/types.ts';
import { callFunction, ExpressionRef } from './functions.ts';
import { type Node, parseQuery } from './parse.ts';

/** JMESPath's truth: empty texts, lists, dicts, false and null are false; zero is true. */
export const isTrue = (v: Value): boolean => {
  if (v === null || v === false) return false;
  const text = asText(v);
  if (text !== undefined) return text !== '';
  return Array.isArray(v) ? v.length > 0 : !(v instanceof Map) || v.size > 0;
};

/** Equal and of one kind: true is not 1. */
const same = (a: Value, b: Value): boolean =>
  (typeof a === 'boolean') === (typeof b === 'boolean') && equal(a, b);

function compare(op: string, a: Value, b: Value): Value {
  if (op === '==') return same(a, b);
  if (op === '!=') return !same(a, b);
  const [x, y] = [
    isNumber(a) && typeof a !== 'boolean' ? asFloat(a) : asText(a),
    isNumber(b) && typeof b !== 'boolean' ? asFloat(b) : asText(b),
  ];
  if (x === undefined || y === undefined || typeof x !== typeof y) return null;
  return op === '<' ? x < y : op === '<=' ? x <= y : op === '>' ? x > y : x >= y;
}

function slice(list: readonly Value[], parts: readonly (number | null)[]): Value[] {
  const n = list.length;
  const step = parts[2] ?? 1;
  const clamp = (i: number | null | undefined, fallback: number): number => {
    if (i === null || i === undefined) return fallback;
    const j = i < 0 ? i + n : i;
    return step > 0 ? Math.min(Math.max(j, 0), n) : Math.min(Math.max(j, -1), n - 1);
  };
  const out: Value[] = [];
  const from = clamp(parts[0], step > 0 ? 0 : n - 1);
  const to = clamp(parts[1], step > 0 ? n : -1);
  for (let i = from; step > 0 ? i < to : i > to; i += step || 1) out.push(list[i]!);
  return out;
}

const projected = (list: Iterable<Value>, node: Node): Value[] => {
  const out: Value[] = [];
  for (const v of list) {
    const r = visit(node, v);
    if (r !== null) out.push(r);
  }
  return out;
};

/** The value of a tree for a value. */
export function visit(node: Node, v: Value): Value {
  switch (node.type) {
    case 'current':
    case 'identity':
      return v;
    case 'field':
      return isDict(v) ? (v.get(node.name) ?? null) : null;
    case 'literal':
      return node.value;
    case 'index':
      return Array.isArray(v) ? (v.at(node.index) ?? null) : null;
    case 'slice':
      return Array.isArray(v) ? slice(v, node.parts) : null;
    case 'indexed':
    case 'sub':
    case 'pipe': {
      return visit(node.right, visit(node.left, v));
    }
    case 'or': {
      const left = visit(node.left, v);
      return isTrue(left) ? left : visit(node.right, v);
    }
    case 'and': {
      const left = visit(node.left, v);
      return isTrue(left) ? visit(node.right, v) : left;
    }
    case 'not':
      return !isTrue(visit(node.of, v));
    case 'compare':
      return compare(node.op, visit(node.left, v), visit(node.right, v));
    case 'projection': {
      const left = visit(node.left, v);
      return Array.isArray(left) ? projected(left, node.right) : null;
    }
    case 'valueProjection': {
      const left = visit(node.left, v);
      return isDict(left) ? projected(toDict(left).values(), node.right) : null;
    }
    case 'filter': {
      const left = visit(node.left, v);
      return Array.isArray(left)
        ? projected(
            left.filter((x) => isTrue(visit(node.condition, x))),
            node.right,
          )
        : null;
    }
    case 'flatten': {
      const of = visit(node.of, v);
      return Array.isArray(of) ? of.flatMap((x) => (Array.isArray(x) ? [...x] : [x])) : null;
    }
    case 'list':
      return v === null ? null : node.items.map((i) => visit(i, v));
    case 'dict': {
      if (v === null) return null;
      const out: Dict = new Map();
      for (const [k, n] of node.entries) out.set(k, visit(n, v));
      return out;
    }
    case 'expref':
      return new ExpressionRef((x) => visit(node.of, x));
    case 'call':
      return callFunction(
        node.name,
        node.args.map((a) => visit(a, v)),
      );
  }
}

/** The answer of a JMESPath query. Throws JMESPathError. */
export const searchJson = (query: string, data: Value): Value => visit(parseQuery(query), data);
