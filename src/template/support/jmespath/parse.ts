import type { Value } from '../../../value/types.ts';
import { jmesError, type Token, tokens } from './lexer.ts';

/** A query as a tree. */
export type Node =
  | { readonly type: 'current' | 'identity' }
  | { readonly type: 'field'; readonly name: string }
  | { readonly type: 'literal'; readonly value: Value }
  | { readonly type: 'index'; readonly index: number }
  | { readonly type: 'slice'; readonly parts: readonly (number | null)[] }
  | {
      readonly type: 'sub' | 'pipe' | 'or' | 'and' | 'projection' | 'valueProjection' | 'indexed';
      readonly left: Node;
      readonly right: Node;
    }
  | { readonly type: 'filter'; readonly left: Node; readonly right: Node; readonly condition: Node }
  | { readonly type: 'flatten' | 'not' | 'expref'; readonly of: Node }
  | { readonly type: 'compare'; readonly op: string; readonly left: Node; readonly right: Node }
  | { readonly type: 'list'; readonly items: readonly Node[] }
  | { readonly type: 'dict'; readonly entries: readonly (readonly [string, Node])[] }
  | { readonly type: 'call'; readonly name: string; readonly args: readonly Node[] };

const POWER: Readonly<Record<string, number>> = {
  '|': 1,
  '||': 2,
  '&&': 3,
  '==': 5,
  '!=': 5,
  '<': 5,
  '>': 5,
  '<=': 5,
  '>=': 5,
  '[]': 9,
  '*': 20,
  '[?': 21,
  '.': 40,
  '!': 45,
  '{': 50,
  '[': 55,
  '(': 60,
};
const PROJECTION_STOP = 10;
const identity: Node = { type: 'identity' };

/** A Pratt parser with JMESPath's binding powers. */
class Parser {
  private at = 0;
  private readonly list: Token[];
  constructor(private readonly query: string) {
    this.list = tokens(query);
  }

  whole(): Node {
    if (this.kind === 'end') throw jmesError('Invalid JMESPath expression: cannot be empty.');
    const node = this.expression(0);
    if (this.kind !== 'end') this.fail();
    return node;
  }

  private get token(): Token {
    return this.list[this.at]!;
  }
  private get kind(): string {
    return this.token.kind;
  }
  private fail(): never {
    const t = this.token;
    if (t.kind === 'end')
      throw jmesError(
        `Invalid jmespath expression: Incomplete expression:\n"${this.query}"\n${' '.repeat(t.at + 1)}^`,
      );
    throw jmesError(
      `Invalid jmespath expression: Parse error at column ${t.at}, token "${String(t.value)}", for expression:\n"${this.query}"\n${' '.repeat(t.at + 1)}^`,
    );
  }
  private eat(kind: string): Token {
    if (this.kind !== kind) this.fail();
    return this.list[this.at++]!;
  }
  private take(kind: string): boolean {
    if (this.kind !== kind) return false;
    this.at++;
    return true;
  }

  private expression(power: number): Node {
    let left = this.prefix();
    while ((POWER[this.kind] ?? 0) > power) left = this.infix(left);
    return left;
  }

  private prefix(): Node {
    const t = this.list[this.at++]!;
    switch (t.kind) {
      case 'literal':
        return { type: 'literal', value: t.value };
      case 'name':
      case 'quoted':
        return { type: 'field', name: t.value as string };
      case '@':
        return { type: 'current' };
      case '*':
        return {
          type: 'valueProjection',
          left: identity,
          right: this.kind === ']' ? identity : this.projected(POWER['*']!),
        };
      case '[?':
        return this.filter(identity);
      case '{':
        return this.dict();
      case '(': {
        const inner = this.expression(0);
        this.eat(')');
        return inner;
      }
      case '[]':
        return {
          type: 'projection',
          left: { type: 'flatten', of: identity },
          right: this.projected(POWER['[]']!),
        };
      case '!':
        return { type: 'not', of: this.expression(POWER['!']!) };
      case '[':
        if (this.kind === 'number' || this.kind === ':') return this.indexed(identity);
        if (this.kind === '*' && this.list[this.at + 1]!.kind === ']') {
          this.at += 2;
          return { type: 'projection', left: identity, right: this.projected(POWER['*']!) };
        }
        return this.multi();
      case '&':
        return { type: 'expref', of: this.expression(0) };
    }
    this.at--;
    return this.fail();
  }

  private infix(left: Node): Node {
    const t = this.list[this.at++]!;
    switch (t.kind) {
      case '.':
        if (this.take('*')) return { type: 'valueProjection', left, right: this.projected(POWER['.']!) };
        return { type: 'sub', left, right: this.afterDot(POWER['.']!) };
      case '|':
        return { type: 'pipe', left, right: this.expression(1) };
      case '||':
        return { type: 'or', left, right: this.expression(2) };
      case '&&':
        return { type: 'and', left, right: this.expression(3) };
      case '(': {
        if (left.type !== 'field') this.fail();
        const args: Node[] = [];
        while (!this.take(')')) {
          args.push(this.expression(0));
          if (this.kind !== ')') this.eat(',');
        }
        return { type: 'call', name: (left as { name: string }).name, args };
      }
      case '[?':
        return this.filter(left);
      case '[]':
        return {
          type: 'projection',
          left: { type: 'flatten', of: left },
          right: this.projected(POWER['[]']!),
        };
      case '[':
        if (this.kind === 'number' || this.kind === ':') return this.indexed(left);
        this.eat('*');
        this.eat(']');
        return { type: 'projection', left, right: this.projected(POWER['*']!) };
      default:
        return { type: 'compare', op: t.kind, left, right: this.expression(POWER[t.kind]!) };
    }
  }

  private filter(left: Node): Node {
    const condition = this.expression(0);
    this.eat(']');
    return {
      type: 'filter',
      left,
      condition,
      right: this.kind === '[]' ? identity : this.projected(POWER['[?']!),
    };
  }

  private indexed(left: Node): Node {
    const parts: (number | null)[] = [null];
    while (!this.take(']')) {
      if (this.take(':')) {
        if (parts.push(null) > 3) this.fail();
      } else parts[parts.length - 1] = Number(this.eat('number').value);
    }
    if (parts.length === 1) return { type: 'indexed', left, right: { type: 'index', index: parts[0]! } };
    return {
      type: 'projection',
      left: { type: 'indexed', left, right: { type: 'slice', parts } },
      right: this.projected(POWER['*']!),
    };
  }

  /** What is done with each member of a projection. */
  private projected(power: number): Node {
    if ((POWER[this.kind] ?? 0) < PROJECTION_STOP) return identity;
    if (this.kind === '[' || this.kind === '[?') return this.expression(power);
    if (this.take('.')) return this.afterDot(power);
    return this.fail();
  }

  private afterDot(power: number): Node {
    if (this.kind === 'name' || this.kind === 'quoted' || this.kind === '*') return this.expression(power);
    if (this.take('[')) return this.multi();
    if (this.take('{')) return this.dict();
    return this.fail();
  }

  private multi(): Node {
    const items: Node[] = [];
    do items.push(this.expression(0));
    while (this.take(','));
    this.eat(']');
    return { type: 'list', items };
  }

  private dict(): Node {
    const entries: (readonly [string, Node])[] = [];
    do {
      if (this.kind !== 'name' && this.kind !== 'quoted') this.fail();
      const key = this.list[this.at++]!.value as string;
      this.eat(':');
      entries.push([key, this.expression(0)]);
    } while (this.take(','));
    this.eat('}');
    return { type: 'dict', entries };
  }
}

const kept = new Map<string, Node>();

/** The tree of a query; read once. */
export function parseQuery(query: string): Node {
  let node = kept.get(query);
  if (!node) {
    node = new Parser(query).whole();
    if (kept.size > 500) kept.clear();
    kept.set(query, node);
  }
  return node;
}
