import { YamlProblem } from './cursor.ts';
import { resolvePlain } from './resolve.ts';
import { type ScalarStyle, Scanner, type Token, type TokenType } from './scanner.ts';

/** A node of a document; line and column count from 1. `tag` is full ("tag:yaml.org,2002:int", "!vault"). */
export interface ScalarNode {
  readonly kind: 'scalar';
  readonly tag: string;
  readonly line: number;
  readonly column: number;
  readonly text: string;
  readonly style: ScalarStyle;
}
export interface SequenceNode {
  readonly kind: 'sequence';
  readonly tag: string;
  readonly line: number;
  readonly column: number;
  readonly items: Node[];
}
export interface MappingNode {
  readonly kind: 'mapping';
  readonly tag: string;
  readonly line: number;
  readonly column: number;
  pairs: Array<readonly [Node, Node]>;
}
export type Node = ScalarNode | SequenceNode | MappingNode;

export const CORE = 'tag:yaml.org,2002:';
/** Deeper nesting than this ends with an error instead of an exhausted stack. */
export const MAX_DEPTH = 900;

const DEFAULT_TAGS: ReadonlyArray<readonly [string, string]> = [
  ['!', '!'],
  ['!!', CORE],
];

/** Reads the documents of a stream one after another. Throws YamlProblem. */
export class DocumentReader {
  readonly #scan: Scanner;
  #tags = new Map(DEFAULT_TAGS);
  #anchors = new Map<string, Node>();
  #first = true;
  #depth = 0;

  constructor(text: string) {
    this.#scan = new Scanner(text);
  }

  /** The next document's root, null for an empty document, undefined at the end of the stream. */
  next(): Node | null | undefined {
    const scan = this.#scan;
    const first = this.#first;
    this.#first = false;
    if (!first) while (scan.peek().type === 'document-end') scan.next();
    let token = scan.peek();
    this.#tags = new Map(DEFAULT_TAGS);
    this.#anchors = new Map();
    if (token.type === 'stream-end') return undefined;
    let root: Node | null;
    if (first && token.type !== 'directive' && token.type !== 'document-start')
      root = this.#node(true, false);
    else {
      this.#directives();
      token = scan.peek();
      if (token.type !== 'document-start') throw problem('did not find expected <document start>', token);
      scan.next();
      const t = scan.peek();
      root =
        t.type === 'directive' ||
        t.type === 'document-start' ||
        t.type === 'document-end' ||
        t.type === 'stream-end'
          ? emptyScalar(t)
          : this.#node(true, false);
    }
    if (scan.peek().type === 'document-end') scan.next();
    return root;
  }

  /** Where the document after the one just read begins, or undefined at the end of the stream. */
  following(): Token | undefined {
    while (this.#scan.peek().type === 'document-end') this.#scan.next();
    const t = this.#scan.peek();
    if (t.type === 'stream-end') return undefined;
    if (t.type !== 'document-start' && t.type !== 'directive')
      throw problem('did not find expected <document start>', t);
    this.#tags = new Map(DEFAULT_TAGS);
    this.#directives();
    const start = this.#scan.peek();
    if (start.type !== 'document-start') throw problem('did not find expected <document start>', start);
    return t;
  }

  #directives(): void {
    let version = false;
    const own = new Set<string>();
    for (let t = this.#scan.peek(); t.type === 'directive'; t = this.#scan.peek()) {
      const d = t.directive!;
      if (d.kind === 'version') {
        if (version) throw problem('found duplicate %YAML directive', t);
        if (d.major !== 1 || (d.minor !== 1 && d.minor !== 2))
          throw problem('found incompatible YAML document', t);
        version = true;
      } else {
        if (own.has(d.handle)) throw problem('found duplicate %TAG directive', t);
        own.add(d.handle);
        this.#tags.set(d.handle, d.prefix);
      }
      this.#scan.next();
    }
  }

  #node(block: boolean, indentless: boolean): Node {
    const scan = this.#scan;
    let token = scan.peek();
    if (token.type === 'alias') {
      const node = this.#anchors.get(token.text);
      if (node === undefined) throw problem('found undefined alias', token, 'Composer');
      scan.next();
      return node;
    }
    const { line, column } = token;
    let anchor: Token | undefined;
    let tagToken: Token | undefined;
    for (;;) {
      if (token.type === 'anchor' && anchor === undefined) anchor = token;
      else if (token.type === 'tag' && tagToken === undefined) tagToken = token;
      else break;
      scan.next();
      token = scan.peek();
    }
    let tag: string | undefined;
    if (tagToken !== undefined) {
      tag = tagToken.text;
      if (tagToken.handle !== '') {
        const prefix = this.#tags.get(tagToken.handle!);
        if (prefix === undefined)
          throw problem('found undefined tag handle', tagToken).within(
            'while parsing a node',
            line + 1,
            column + 1,
          );
        tag = prefix + tag;
      }
    }
    if (++this.#depth > MAX_DEPTH) throw problem('found too many levels of nesting', token);
    const at = { line: line + 1, column: column + 1 };
    const node = this.#content(token, block, indentless, tag, at, anchor, tagToken !== undefined);
    this.#depth--;
    return node;
  }

  #keep(anchor: Token | undefined, node: Node): void {
    if (anchor === undefined) return;
    const first = this.#anchors.get(anchor.text);
    if (first !== undefined)
      throw new YamlProblem('second occurrence', node.line, node.column, 'Composer').within(
        'found duplicate anchor; first occurrence',
        first.line,
        first.column,
      );
    this.#anchors.set(anchor.text, node);
  }

  #content(
    token: Token,
    block: boolean,
    indentless: boolean,
    tag: string | undefined,
    at: { line: number; column: number },
    anchor: Token | undefined,
    tagged: boolean,
  ): Node {
    const scan = this.#scan;
    const bare = tag === undefined || tag === '!';
    switch (token.type) {
      case 'scalar': {
        scan.next();
        const plain = (token.style === 'plain' && tag === undefined) || tag === '!';
        const full = !bare ? tag! : plain ? resolvePlain(token.text) : CORE + 'str';
        const node: Node = { kind: 'scalar', tag: full, ...at, text: token.text, style: token.style! };
        this.#keep(anchor, node);
        return node;
      }
      case '-':
        if (indentless) return this.#sequence(bare ? CORE + 'seq' : tag!, at, anchor, token, 'indentless');
        break;
      case 'block-sequence':
        if (block) return this.#sequence(bare ? CORE + 'seq' : tag!, at, anchor, token, 'block');
        break;
      case '[':
        return this.#sequence(bare ? CORE + 'seq' : tag!, at, anchor, token, 'flow');
      case '{':
      case 'block-mapping': {
        if (token.type === 'block-mapping' && !block) break;
        const node: MappingNode = { kind: 'mapping', tag: bare ? CORE + 'map' : tag!, ...at, pairs: [] };
        this.#keep(anchor, node);
        if (token.type === '{') this.#flowMapping(node, token);
        else this.#blockMapping(node, token);
        return node;
      }
    }
    if (anchor !== undefined || tagged) {
      const node: Node = {
        kind: 'scalar',
        tag: tag === '!' ? `${CORE}str` : bare ? `${CORE}null` : tag!,
        ...at,
        text: '',
        style: 'plain',
      };
      this.#keep(anchor, node);
      return node;
    }
    throw problem('did not find expected node content', token).within(
      block ? 'while parsing a block node' : 'while parsing a flow node',
      at.line,
      at.column,
    );
  }

  #sequence(
    tag: string,
    at: { line: number; column: number },
    anchor: Token | undefined,
    start: Token,
    how: 'block' | 'indentless' | 'flow',
  ): Node {
    const node: SequenceNode = { kind: 'sequence', tag, ...at, items: [] };
    this.#keep(anchor, node);
    const scan = this.#scan;
    if (how === 'flow') {
      this.#flowSequence(node.items, start);
      return node;
    }
    if (how === 'block') scan.next();
    for (;;) {
      const token = scan.peek();
      if (token.type !== '-') {
        if (how === 'indentless') return node;
        if (token.type !== 'block-end')
          throw inside('block collection', start, problem("did not find expected '-' indicator", token));
        scan.next();
        return node;
      }
      scan.next();
      const t = scan.peek();
      const empty =
        t.type === '-' ||
        t.type === 'block-end' ||
        (how === 'indentless' && (t.type === '?' || t.type === ':'));
      node.items.push(empty ? emptyScalar(token, 1) : this.#node(true, false));
    }
  }

  #blockMapping(node: MappingNode, start: Token): void {
    const scan = this.#scan;
    scan.next();
    for (;;) {
      const token = scan.peek();
      if (token.type === 'block-end') {
        scan.next();
        return;
      }
      if (token.type !== '?')
        throw inside('block mapping', start, problem('did not find expected key', token));
      scan.next();
      const key = this.#isEnd('?', ':', 'block-end') ? emptyScalar(token, 1) : this.#node(true, true);
      const colon = scan.peek();
      let value: Node;
      if (colon.type === ':') {
        scan.next();
        value = this.#isEnd('?', ':', 'block-end') ? emptyScalar(colon, 1) : this.#node(true, true);
      } else value = emptyScalar(colon);
      node.pairs.push([key, value]);
    }
  }

  #isEnd(...types: TokenType[]): boolean {
    return types.includes(this.#scan.peek().type);
  }

  #flowSequence(items: Node[], start: Token): void {
    const scan = this.#scan;
    scan.next();
    for (let first = true; ; first = false) {
      let token = scan.peek();
      if (token.type === ']') break;
      if (!first) {
        if (token.type !== ',')
          throw inside('flow sequence', start, problem("did not find expected ',' or ']'", token));
        scan.next();
        token = scan.peek();
        if (token.type === ']') break;
      }
      if (token.type !== '?') {
        items.push(this.#node(false, false));
        continue;
      }
      scan.next();
      const at = { line: token.line + 1, column: token.column + 1 };
      const after = scan.peek();
      let key: Node;
      if (this.#isEnd(':', ',', ']')) {
        // libyaml steps over the token here.
        scan.next();
        key = emptyScalar(after);
      } else key = this.#node(false, false);
      items.push({ kind: 'mapping', tag: CORE + 'map', ...at, pairs: [[key, this.#flowValue(']')]] });
    }
    scan.next();
  }

  #flowValue(end: TokenType): Node {
    const token = this.#scan.peek();
    if (token.type !== ':') return emptyScalar(token);
    this.#scan.next();
    return this.#isEnd(',', end) ? emptyScalar(this.#scan.peek()) : this.#node(false, false);
  }

  #flowMapping(node: MappingNode, start: Token): void {
    const scan = this.#scan;
    scan.next();
    for (let first = true; ; first = false) {
      let token = scan.peek();
      if (token.type === '}') break;
      if (!first) {
        if (token.type !== ',')
          throw inside('flow mapping', start, problem("did not find expected ',' or '}'", token));
        scan.next();
        token = scan.peek();
        if (token.type === '}') break;
      }
      if (token.type === '?') {
        scan.next();
        const key = this.#isEnd(':', ',', '}') ? emptyScalar(token, 1) : this.#node(false, false);
        node.pairs.push([key, this.#flowValue('}')]);
      } else {
        const key = this.#node(false, false);
        node.pairs.push([key, emptyScalar(scan.peek())]);
      }
    }
    scan.next();
  }
}

const emptyScalar = (t: Token, width = 0): Node => ({
  kind: 'scalar',
  tag: CORE + 'null',
  line: t.line + 1,
  column: t.column + 1 + width,
  text: '',
  style: 'plain',
});
const problem = (text: string, t: Token, stage: 'Parser' | 'Composer' = 'Parser'): YamlProblem =>
  new YamlProblem(text, t.line + 1, t.column + 1, stage);
const inside = (what: string, start: Token, p: YamlProblem): YamlProblem =>
  p.within(`while parsing a ${what}`, start.line + 1, start.column + 1);
