// biome-ignore-all lint/complexity/useOptionalChain: as intended here
import { reprText } from '../value/repr.ts';
import type {
  BlockNode,
  CallBlockNode,
  DataNode,
  Expr,
  FilterNode,
  ForNode,
  IfNode,
  MacroLike,
  NameNode,
  SetBlockNode,
  SetNode,
  Stmt,
  TemplateNode,
} from './ast.ts';
import { syntaxError } from './errors.ts';
import { Lexer, type Token } from './lexer.ts';
import type { SyntaxOptions } from './options.ts';
import { ExpressionParser } from './parse-expression.ts';
import { describeExpr, is } from './stream.ts';

const branchEnds = ['name:elif', 'name:else', 'name:endif'];
const ifEnd = ['name:endif'];
const withoutCond = { withCond: false };

function isOne(t: Token, ends: readonly string[]): boolean {
  for (const e of ends) if (is(t, e)) return true;
  return false;
}

/** Parses statements; expressions are in parse-expression.ts. */
class Parser extends ExpressionParser {
  private readonly tags: string[] = [];
  private readonly ends: (readonly string[])[] = [];
  private special = false;

  constructor(
    lexer: Lexer,
    private readonly syntax: SyntaxOptions,
    name: string | null,
  ) {
    super(lexer, name);
  }

  private failEof(tag: string | null, ends: readonly (readonly string[])[], line: number): never {
    const message = [
      tag === null ? 'Unexpected end of template.' : `Encountered unknown tag ${reprText(tag)}.`,
    ];
    const last = ends.at(-1);
    if (last !== undefined && last.length > 0) {
      const looking = last.map((e) => reprText(describeExpr(e))).join(' or ');
      const expected = tag !== null && ends.some((e) => e.some((x) => describeExpr(x) === tag));
      message.push(
        expected
          ? `You probably made a nesting mistake. Jinja is expecting this tag, but currently looking for ${looking}.`
          : `Jinja was looking for the following tags: ${looking}.`,
      );
    }
    const tagNow = this.tags.at(-1);
    if (tagNow !== undefined)
      message.push(`The innermost block that needs to be closed is ${reprText(tagNow)}.`);
    throw syntaxError(message.join(' '), line, this.name);
  }

  parseTemplate(): TemplateNode {
    const body = this.subparse(null);
    return { k: 'template', body, special: this.special };
  }

  /** The whole source as one expression (jinja2's compile_expression). */
  parseWhole(): TemplateNode {
    const at = this.at();
    const node = this.parseExpression();
    if (!this.stream.eos) throw syntaxError('chunk after expression', this.stream.current.line, this.name);
    return {
      k: 'template',
      body: [{ k: 'set', target: { k: 'name', name: 'result', ctx: 'store', line: 1, pos: 0 }, node, ...at }],
      special: false,
    };
  }

  /** Statements up to the end, or to a tag of `ends`, which is current then. */
  private subparse(ends: readonly string[] | null): Stmt[] {
    const { stream } = this;
    const body: Stmt[] = [];
    /** The output statement that still takes in what comes. */
    let data: (Expr | DataNode)[] | undefined;
    if (ends !== null) this.ends.push(ends);
    for (;;) {
      const t = stream.current;
      let node: Expr | DataNode;
      if (t.type === 'data') {
        node = { k: 'data', data: t.value as string, line: t.line, pos: t.pos };
        stream.next();
      } else if (t.type === 'variable_begin') {
        stream.next();
        node = this.parseTuple();
        stream.expect('variable_end');
      } else {
        if (t.type === 'eof') break;
        data = undefined;
        stream.next();
        if (ends !== null && isOne(stream.current, ends)) break;
        body.push(this.parseStatement());
        stream.expect('block_end');
        continue;
      }
      if (data === undefined) {
        data = [node];
        body.push({ k: 'output', nodes: data, line: node.line, pos: node.pos });
      } else data.push(node);
    }
    if (ends !== null) this.ends.pop();
    return body;
  }

  private parseStatements(ends: readonly string[], dropNeedle = false): Stmt[] {
    this.stream.skipIf('colon');
    this.stream.expect('block_end');
    const body = this.subparse(ends);
    if (this.stream.eos) this.failEof(null, [...this.ends, ends], this.stream.current.line);
    if (dropNeedle) this.stream.next();
    return body;
  }

  private parseStatement(): Stmt {
    const t = this.stream.current;
    if (t.type !== 'name') this.fail('tag name expected', t.line);
    const tag = t.value as string;
    this.tags.push(tag);
    const node = this.statement(tag);
    this.tags.pop();
    if (node === undefined) this.failEof(tag, this.ends, t.line);
    return node;
  }

  /** The statement of a tag; undefined where there is no such tag. */
  private statement(tag: string): Stmt | undefined {
    switch (tag) {
      case 'for':
        return this.parseFor();
      case 'if':
        return this.parseIf();
      case 'set':
        return this.parseSet();
      case 'block':
        this.special = true;
        return this.parseBlock();
      case 'extends':
        this.special = true;
        return { ...this.skipTag(), k: 'extends', template: this.parseExpression() };
      case 'print':
        return this.parsePrint();
      case 'macro':
        return this.parseMacro();
      case 'include':
        return this.parseInclude();
      case 'from':
        return this.parseFrom();
      case 'import':
        return this.parseImport();
      case 'with':
        return this.parseWith();
      case 'autoescape':
        this.special = true;
        return this.parseAutoescape();
      case 'call':
        return this.parseCallBlock();
      case 'filter':
        return this.parseFilterBlock();
      case 'do':
        if (!this.syntax.doStatement) return undefined;
        return { ...this.skipTag(), k: 'do', node: this.parseTuple() };
      case 'break':
      case 'continue':
        return this.syntax.loopControls ? { ...this.skipTag(), k: tag } : undefined;
      default:
        return undefined;
    }
  }

  private skipTag(): { line: number; pos: number } {
    const t = this.stream.next();
    return { line: t.line, pos: t.pos };
  }

  private parseSet(): SetNode | SetBlockNode {
    const at = this.skipTag();
    const target = this.parseAssignTarget({ withNamespace: true });
    if (this.stream.skipIf('assign')) return { k: 'set', target, node: this.parseTuple(), ...at };
    const filter = this.stream.current.type === 'pipe' ? (this.parseFilter(null) as FilterNode) : null;
    return { k: 'setblock', target, filter, body: this.parseStatements(['name:endset'], true), ...at };
  }

  private parseFor(): ForNode {
    const at = this.skipTag();
    const target = this.parseAssignTarget({});
    this.stream.expect('name:in');
    const iter = this.parseTuple(withoutCond);
    const test = this.stream.skipIf('name:if') ? this.parseExpression() : null;
    const recursive = this.stream.skipIf('name:recursive');
    const body = this.parseStatements(['name:endfor', 'name:else']);
    const orElse = this.stream.next().value === 'endfor' ? [] : this.parseStatements(['name:endfor'], true);
    return { k: 'for', target, iter, body, else: orElse, test, recursive, ...at };
  }

  private parseIf(): IfNode {
    const { line, pos } = this.skipTag();
    const elif: IfNode[] = [];
    const test = this.parseTuple(withoutCond);
    const body = this.parseStatements(branchEnds);
    for (;;) {
      const t = this.stream.next();
      if (t.value === 'elif') {
        const at = this.at();
        elif.push({
          k: 'if',
          test: this.parseTuple(withoutCond),
          body: this.parseStatements(branchEnds),
          elif: [],
          else: [],
          line: at.line,
          pos: at.pos,
        });
        continue;
      }
      const orElse = t.value === 'else' ? this.parseStatements(ifEnd, true) : [];
      return { k: 'if', test, body, elif, else: orElse, line, pos };
    }
  }

  private parseWith(): Stmt {
    const at = this.skipTag();
    const targets: Expr[] = [];
    const values: Expr[] = [];
    while (this.stream.current.type !== 'block_end') {
      if (targets.length > 0) this.stream.expect('comma');
      targets.push(this.parseAssignTarget({ ctx: 'param' }));
      this.stream.expect('assign');
      values.push(this.parseExpression());
    }
    return { k: 'with', targets, values, body: this.parseStatements(['name:endwith'], true), ...at };
  }

  private parseAutoescape(): Stmt {
    const at = this.skipTag();
    const value = this.parseExpression();
    return { k: 'autoescape', value, body: this.parseStatements(['name:endautoescape'], true), ...at };
  }

  private parseBlock(): BlockNode {
    const at = this.skipTag();
    const name = this.stream.expect('name').value as string;
    const scoped = this.stream.skipIf('name:scoped');
    const required = this.stream.skipIf('name:required');
    if (this.stream.current.type === 'sub')
      this.fail(
        'Block names in Jinja have to be valid Python identifiers and may not contain hyphens, use an underscore instead.',
      );
    const body = this.parseStatements(['name:endblock'], true);
    if (
      required &&
      !body.every((s) => s.k === 'output' && s.nodes.every((n) => n.k === 'data' && /^\s+$/.test(n.data)))
    )
      this.fail('Required blocks can only contain comments or whitespace');
    this.stream.skipIf(`name:${name}`);
    return { k: 'block', name, body, scoped, required, ...at };
  }

  /** `with context` or `without context`, or the default. */
  private parseContext(orElse: boolean): boolean {
    const t = this.stream.current;
    if ((is(t, 'name:with') || is(t, 'name:without')) && is(this.stream.look(), 'name:context')) {
      this.stream.skip(2);
      return t.value === 'with';
    }
    return orElse;
  }

  private parseInclude(): Stmt {
    const at = this.skipTag();
    const template = this.parseExpression();
    let ignoreMissing = false;
    if (is(this.stream.current, 'name:ignore') && is(this.stream.look(), 'name:missing')) {
      ignoreMissing = true;
      this.stream.skip(2);
    }
    return { k: 'include', template, ignoreMissing, withContext: this.parseContext(true), ...at };
  }

  private parseImport(): Stmt {
    const at = this.skipTag();
    const template = this.parseExpression();
    this.stream.expect('name:as');
    const target = this.parseName().name;
    return { k: 'import', template, target, withContext: this.parseContext(false), ...at };
  }

  private parseFrom(): Stmt {
    const at = this.skipTag();
    const template = this.parseExpression();
    this.stream.expect('name:import');
    const names: [string, string][] = [];
    let withContext: boolean | undefined;
    const context = (): boolean => {
      const t = this.stream.current;
      if (!((t.value === 'with' || t.value === 'without') && is(this.stream.look(), 'name:context')))
        return false;
      withContext = t.value === 'with';
      this.stream.skip(2);
      return true;
    };
    for (;;) {
      if (names.length > 0) this.stream.expect('comma');
      if (this.stream.current.type !== 'name') this.stream.expect('name');
      if (context()) break;
      const target = this.parseName();
      if (target.name.startsWith('_'))
        throw syntaxError(
          'names starting with an underline can not be imported',
          target.line,
          this.name,
          'TemplateAssertionError',
        );
      names.push([target.name, this.stream.skipIf('name:as') ? this.parseName().name : target.name]);
      if (context() || this.stream.current.type !== 'comma') break;
    }
    return { k: 'from', template, names, withContext: withContext ?? false, ...at };
  }

  private parseSignature(): { args: NameNode[]; defaults: Expr[] } {
    const args: NameNode[] = [];
    const defaults: Expr[] = [];
    this.stream.expect('lparen');
    while (this.stream.current.type !== 'rparen') {
      if (args.length > 0) this.stream.expect('comma');
      const arg = this.parseName();
      arg.ctx = 'param';
      if (this.stream.skipIf('assign')) defaults.push(this.parseExpression());
      else if (defaults.length > 0) this.fail('non-default argument follows default argument');
      args.push(arg);
    }
    this.stream.expect('rparen');
    return { args, defaults };
  }

  private parseCallBlock(): CallBlockNode {
    const at = this.skipTag();
    const signature: Pick<MacroLike, 'args' | 'defaults'> =
      this.stream.current.type === 'lparen' ? this.parseSignature() : { args: [], defaults: [] };
    const call = this.parseExpression();
    if (call.k !== 'call') this.fail('expected call', at.line);
    return { k: 'callblock', call, ...signature, body: this.parseStatements(['name:endcall'], true), ...at };
  }

  private parseFilterBlock(): Stmt {
    const at = this.skipTag();
    const filter = this.parseFilter(null, true) as FilterNode;
    return { k: 'filterblock', filter, body: this.parseStatements(['name:endfilter'], true), ...at };
  }

  private parseMacro(): Stmt {
    const at = this.skipTag();
    const { name } = this.parseName();
    const signature = this.parseSignature();
    return { k: 'macro', name, ...signature, body: this.parseStatements(['name:endmacro'], true), ...at };
  }

  private parsePrint(): Stmt {
    const at = this.skipTag();
    const nodes: Expr[] = [];
    while (this.stream.current.type !== 'block_end') {
      if (nodes.length > 0) this.stream.expect('comma');
      nodes.push(this.parseExpression());
    }
    return { k: 'output', nodes, ...at };
  }
}

/** The syntax tree of a template. Throws TemplateSyntaxError (PyError with lineno). */
export function parseTemplate(source: string, syntax: SyntaxOptions, name: string | null): TemplateNode {
  return new Parser(new Lexer(source, syntax, name), syntax, name).parseTemplate();
}

/** The syntax tree of a bare expression, as `{% set result = ... %}`. */
export function parseExpression(source: string, syntax: SyntaxOptions): TemplateNode {
  return new Parser(new Lexer(source, syntax, null, 'variable'), syntax, null).parseWhole();
}
