import { reprText } from '../value/repr.ts';
import { syntaxError } from './errors.ts';
import { type Lexer, operators, type Token } from './lexer.ts';

const reverse = new Map(Object.entries(operators).map(([op, type]) => [type, op]));
const descriptions: Readonly<Record<string, string>> = {
  block_begin: 'begin of statement block',
  block_end: 'end of statement block',
  variable_begin: 'begin of print statement',
  variable_end: 'end of print statement',
  data: 'template data / text',
  eof: 'end of template',
};
const describeType = (type: string): string => reverse.get(type) ?? descriptions[type] ?? type;

/** A token as error messages name it. */
export const describe = (t: Token): string => (t.type === 'name' ? String(t.value) : describeType(t.type));

/** "name:endfor" or "comma" as error messages name it. */
export const describeExpr = (expr: string): string =>
  expr.startsWith('name:') ? expr.slice(5) : describeType(expr);

/** "name:in" tests type and value, "comma" the type only. */
export const is = (t: Token, expr: string): boolean =>
  t.type === expr || (t.type === 'name' && nameOf(expr) === t.value);

/** The name in "name:in"; kept, because the parser asks for the same few again and again. */
const names = new Map<string, string | undefined>();
function nameOf(expr: string): string | undefined {
  let n = names.get(expr);
  if (n === undefined && !names.has(expr)) {
    n = expr.startsWith('name:') ? expr.slice(5) : undefined;
    names.set(expr, n);
  }
  return n;
}

/** The parser's view of the tokens: the current one and a look at the next. */
export class TokenStream {
  current: Token;
  private ahead: Token | undefined;
  constructor(
    private readonly lexer: Lexer,
    private readonly name: string | null,
  ) {
    this.current = lexer.next();
  }
  get eos(): boolean {
    return this.current.type === 'eof';
  }
  /** Goes on by one; the token that was current. */
  next(): Token {
    const t = this.current;
    if (this.ahead !== undefined) {
      this.current = this.ahead;
      this.ahead = undefined;
    } else if (t.type !== 'eof') this.current = this.lexer.next();
    return t;
  }
  look(): Token {
    this.ahead ??= this.current.type === 'eof' ? this.current : this.lexer.next();
    return this.ahead;
  }
  skip(n = 1): void {
    for (let i = 0; i < n; i++) this.next();
  }
  /** Whether the current token is this word. */
  isName(word: string): boolean {
    const t = this.current;
    return t.type === 'name' && t.value === word;
  }
  skipName(word: string): boolean {
    if (!this.isName(word)) return false;
    this.next();
    return true;
  }
  skipIf(expr: string): boolean {
    if (!is(this.current, expr)) return false;
    this.next();
    return true;
  }
  expect(expr: string): Token {
    if (is(this.current, expr)) return this.next();
    const want = reprText(describeExpr(expr));
    const t = this.current;
    throw syntaxError(
      t.type === 'eof'
        ? `unexpected end of template, expected ${want}.`
        : `expected token ${want}, got ${reprText(describe(t))}`,
      t.line,
      this.name,
    );
  }
}
