// biome-ignore-all lint/suspicious/noThenProperty: a node of the tree, never awaited
import { reprText } from '../value/repr.ts';
import type { Value } from '../value/types.ts';
import type { Arguments, Expr } from './ast.ts';
import { syntaxError } from './errors.ts';
import type { Lexer } from './lexer.ts';
import { describe, is, TokenStream } from './stream.ts';

const testArgument = new Set(['name', 'string', 'integer', 'float', 'lparen', 'lbracket', 'lbrace']);
const noArguments: Arguments = { args: [], kwargs: [], dynArgs: null, dynKwargs: null };

interface TupleOptions {
  readonly simplified?: boolean;
  readonly withCond?: boolean;
  readonly parentheses?: boolean;
}

/** Parses what stands between operators: literals, names, and the subscripts, calls, filters and tests after them. */
export abstract class OperandParser {
  protected readonly stream: TokenStream;
  constructor(
    lexer: Lexer,
    protected readonly name: string | null,
  ) {
    this.stream = new TokenStream(lexer, name);
  }

  /** Any expression; without a condition, `if` ends it. */
  abstract parseExpression(withCond?: boolean): Expr;

  protected fail(message: string, line = this.stream.current.line): never {
    throw syntaxError(message, line, this.name);
  }

  protected parsePrimary(): Expr {
    const t = this.stream.current;
    const at = t;
    switch (t.type) {
      case 'name':
        this.stream.next();
        switch (t.value) {
          case 'true':
          case 'True':
            return { k: 'const', value: true, line: at.line, pos: at.pos };
          case 'false':
          case 'False':
            return { k: 'const', value: false, line: at.line, pos: at.pos };
          case 'none':
          case 'None':
            return { k: 'const', value: null, line: at.line, pos: at.pos };
          default:
            return { k: 'name', name: t.value as string, ctx: 'load', line: at.line, pos: at.pos };
        }
      case 'string': {
        this.stream.next();
        let text = t.value as string;
        while (this.stream.current.type === 'string') text += this.stream.next().value as string;
        return { k: 'const', value: text, line: at.line, pos: at.pos };
      }
      case 'integer':
      case 'float':
        this.stream.next();
        return { k: 'const', value: t.value as Value, line: at.line, pos: at.pos };
      case 'lparen': {
        this.stream.next();
        const node = this.parseTuple({ parentheses: true });
        this.stream.expect('rparen');
        return node;
      }
      case 'lbracket':
        return this.parseList();
      case 'lbrace':
        return this.parseDict();
      default:
        return this.fail(`unexpected ${reprText(describe(t))}`, t.line);
    }
  }

  protected parseTuple(o: TupleOptions = {}): Expr {
    const at = this.stream.current;
    const items: Expr[] = [];
    let isTuple = false;
    for (;;) {
      if (items.length > 0) this.stream.expect('comma');
      const { type } = this.stream.current;
      if (type === 'variable_end' || type === 'block_end' || type === 'rparen') break;
      items.push(o.simplified ? this.parsePrimary() : this.parseExpression(o.withCond ?? true));
      if (this.stream.current.type !== 'comma') break;
      isTuple = true;
    }
    if (!isTuple) {
      if (items.length > 0) return items[0]!;
      if (!o.parentheses) this.fail(`Expected an expression, got ${reprText(describe(this.stream.current))}`);
    }
    return { k: 'tuple', items, line: at.line, pos: at.pos };
  }

  private parseList(): Expr {
    const at = this.stream.current;
    this.stream.expect('lbracket');
    const items: Expr[] = [];
    while (this.stream.current.type !== 'rbracket') {
      if (items.length > 0) this.stream.expect('comma');
      if (this.stream.current.type === 'rbracket') break;
      items.push(this.parseExpression());
    }
    this.stream.expect('rbracket');
    return { k: 'list', items, line: at.line, pos: at.pos };
  }

  private parseDict(): Expr {
    const at = this.stream.current;
    this.stream.expect('lbrace');
    const items: { key: Expr; value: Expr }[] = [];
    while (this.stream.current.type !== 'rbrace') {
      if (items.length > 0) this.stream.expect('comma');
      if (this.stream.current.type === 'rbrace') break;
      const key = this.parseExpression();
      this.stream.expect('colon');
      items.push({ key, value: this.parseExpression() });
    }
    this.stream.expect('rbrace');
    return { k: 'dict', items, line: at.line, pos: at.pos };
  }

  /** Subscripts and calls after a value. */
  protected parsePostfix(start: Expr): Expr {
    let node = start;
    for (;;) {
      const { type } = this.stream.current;
      if (type === 'dot' || type === 'lbracket') node = this.parseSubscript(node);
      else if (type === 'lparen') node = this.parseCall(node);
      else return node;
    }
  }

  /** Filters and tests after a value, and calls of what they give. */
  protected parseFilterExpr(start: Expr): Expr {
    let node = start;
    for (;;) {
      const t = this.stream.current;
      if (t.type === 'pipe') node = this.parseFilter(node);
      else if (t.type === 'name' && t.value === 'is') node = this.parseTest(node);
      else if (t.type === 'lparen') node = this.parseCall(node);
      else return node;
    }
  }

  private parseSubscript(node: Expr): Expr {
    const t = this.stream.next();
    const at = t;
    if (t.type === 'dot') {
      const attr = this.stream.next();
      if (attr.type === 'name')
        return { k: 'attr', node, attr: attr.value as string, line: at.line, pos: at.pos };
      if (attr.type !== 'integer') this.fail('expected name or number', attr.line);
      return {
        k: 'item',
        node,
        arg: { k: 'const', value: attr.value, line: attr.line, pos: attr.pos },
        line: at.line,
        pos: at.pos,
      };
    }
    const args: Expr[] = [];
    while (this.stream.current.type !== 'rbracket') {
      if (args.length > 0) this.stream.expect('comma');
      args.push(this.parseSubscribed());
    }
    this.stream.expect('rbracket');
    return {
      k: 'item',
      node,
      arg: args.length === 1 ? args[0]! : { k: 'tuple', items: args, line: at.line, pos: at.pos },
      line: at.line,
      pos: at.pos,
    };
  }

  private parseSubscribed(): Expr {
    const at = this.stream.current;
    const type = () => this.stream.current.type;
    let start: Expr | null = null;
    if (type() === 'colon') this.stream.next();
    else {
      start = this.parseExpression();
      if (type() !== 'colon') return start;
      this.stream.next();
    }
    let stop: Expr | null = null;
    let step: Expr | null = null;
    if (type() !== 'colon' && type() !== 'rbracket' && type() !== 'comma') stop = this.parseExpression();
    if (type() === 'colon') {
      this.stream.next();
      if (type() !== 'rbracket' && type() !== 'comma') step = this.parseExpression();
    }
    return { k: 'slice', start, stop, step, line: at.line, pos: at.pos };
  }

  private parseArguments(): Arguments {
    const open = this.stream.expect('lparen');
    const args: Expr[] = [];
    const kwargs: { key: string; value: Expr }[] = [];
    let dynArgs: Expr | null = null;
    let dynKwargs: Expr | null = null;
    const ensure = (ok: boolean) => {
      if (!ok) this.fail('invalid syntax for function call expression', open.line);
    };
    let comma = false;
    while (this.stream.current.type !== 'rparen') {
      if (comma) {
        this.stream.expect('comma');
        if (this.stream.current.type === 'rparen') break;
      }
      const { type } = this.stream.current;
      if (type === 'mul') {
        ensure(dynArgs === null && dynKwargs === null);
        this.stream.next();
        dynArgs = this.parseExpression();
      } else if (type === 'pow') {
        ensure(dynKwargs === null);
        this.stream.next();
        dynKwargs = this.parseExpression();
      } else if (type === 'name' && this.stream.look().type === 'assign') {
        ensure(dynKwargs === null);
        const key = this.stream.current.value as string;
        this.stream.skip(2);
        kwargs.push({ key, value: this.parseExpression() });
      } else {
        ensure(dynArgs === null && dynKwargs === null && kwargs.length === 0);
        args.push(this.parseExpression());
      }
      comma = true;
    }
    this.stream.expect('rparen');
    return { args, kwargs, dynArgs, dynKwargs };
  }

  private parseCall(node: Expr): Expr {
    const at = this.stream.current;
    const a = this.parseArguments();
    return {
      k: 'call',
      node,
      args: a.args,
      kwargs: a.kwargs,
      dynArgs: a.dynArgs,
      dynKwargs: a.dynKwargs,
      line: at.line,
      pos: at.pos,
    };
  }

  private dottedName(first: string): string {
    let name = first;
    while (this.stream.skipIf('dot')) name += `.${String(this.stream.expect('name').value)}`;
    return name;
  }

  protected parseFilter(start: Expr | null, startInline = false): Expr {
    let node = start;
    let inline = startInline;
    while (this.stream.current.type === 'pipe' || inline) {
      if (!inline) this.stream.next();
      const t = this.stream.expect('name');
      const name = this.dottedName(t.value as string);
      const args = this.stream.current.type === 'lparen' ? this.parseArguments() : noArguments;
      node = {
        k: 'filter',
        node,
        name,
        args: args.args,
        kwargs: args.kwargs,
        dynArgs: args.dynArgs,
        dynKwargs: args.dynKwargs,
        line: t.line,
        pos: t.pos,
      };
      inline = false;
    }
    return node!;
  }

  private parseTest(node: Expr): Expr {
    const t = this.stream.next();
    const at = t;
    const negated = this.stream.skipName('not');
    const name = this.dottedName(this.stream.expect('name').value as string);
    let args = noArguments;
    const now = this.stream.current;
    if (now.type === 'lparen') args = this.parseArguments();
    else if (
      testArgument.has(now.type) &&
      !(now.type === 'name' && (now.value === 'else' || now.value === 'or' || now.value === 'and'))
    ) {
      if (is(now, 'name:is')) this.fail('You cannot chain multiple tests with is');
      args = { ...noArguments, args: [this.parsePostfix(this.parsePrimary())] };
    }
    const test: Expr = {
      k: 'test',
      node,
      name,
      args: args.args,
      kwargs: args.kwargs,
      dynArgs: args.dynArgs,
      dynKwargs: args.dynKwargs,
      line: at.line,
      pos: at.pos,
    };
    return negated ? { k: 'unary', op: 'not', node: test, line: at.line, pos: at.pos } : test;
  }
}
