import { checkText } from '../value/limits.ts';
import { analyzeScalar, isLineBreak, isPrintable, type ScalarAnalysis } from './analyze.ts';
import { CORE } from './nodes.ts';
import type { DumpNode, DumpStyle } from './represent.ts';

export interface EmitOptions {
  readonly indent: number;
  readonly width: number;
  readonly unicode: boolean;
}

type Scalar = Extract<DumpNode, { kind: 'scalar' }>;

const ESCAPES: Readonly<Record<number, string>> = {
  0: '0',
  7: 'a',
  8: 'b',
  9: 't',
  10: 'n',
  11: 'v',
  12: 'f',
  13: 'r',
  27: 'e',
  34: '"',
  92: '\\',
  133: 'N',
  160: '_',
  8232: 'L',
  8233: 'P',
};

/** Writes nodes as libyaml's emitter does: indentation, line width, the quotes each scalar needs. */
export class Emitter {
  readonly #o: EmitOptions;
  #out = '';
  #column = 0;
  #indent = -1;
  #flow = 0;
  #whitespace = true;
  #indention = true;
  #openEnded = false;
  #anchors = 0;
  /** What was found of the text that was looked at last: a key is looked at before it is written. */
  #last: { text: string; chars: number[]; analysis: ScalarAnalysis } | undefined;

  constructor(options: EmitOptions) {
    this.#o = options;
  }

  document(root: DumpNode, explicitStart: boolean, explicitEnd: boolean): string {
    if (explicitStart) this.#indicator('---', true, false, false);
    this.#node(root, false, false);
    this.#writeIndent();
    if (explicitEnd || this.#openEnded) {
      this.#indicator('...', true, false, false);
      this.#writeIndent();
    }
    return this.#out;
  }

  #put(s: string): void {
    this.#out += s;
    checkText(this.#out.length);
    this.#column += s.length;
  }
  #break(): void {
    this.#out += '\n';
    this.#column = 0;
  }
  #char(c: number): void {
    this.#out += String.fromCodePoint(c);
    this.#column++;
  }
  #lineBreak(c: number): void {
    if (c === 10) this.#break();
    else {
      this.#out += String.fromCharCode(c);
      this.#column = 0;
    }
  }
  #indicator(sign: string, needSpace: boolean, isSpace: boolean, isIndention: boolean): void {
    if (needSpace && !this.#whitespace) this.#put(' ');
    this.#put(sign);
    this.#whitespace = isSpace;
    this.#indention = this.#indention && isIndention;
  }
  #writeIndent(): void {
    const indent = Math.max(this.#indent, 0);
    if (!this.#indention || this.#column > indent || (this.#column === indent && !this.#whitespace))
      this.#break();
    if (this.#column < indent) this.#put(' '.repeat(indent - this.#column));
    this.#whitespace = true;
    this.#indention = true;
  }
  /** Runs `work` one level deeper. */
  #deeper(flow: boolean, indentless: boolean, work: () => void): void {
    const before = this.#indent;
    if (this.#indent < 0) this.#indent = flow ? this.#o.indent : 0;
    else if (!indentless) this.#indent += this.#o.indent;
    work();
    this.#indent = before;
  }

  #node(node: DumpNode, mapping: boolean, simpleKey: boolean): void {
    switch (node.kind) {
      case 'alias':
        this.#indicator(`*${(node.of as { anchor?: string }).anchor}`, true, false, false);
        // libyaml leaves a blank between an alias that is a key and its colon.
        if (simpleKey) this.#put(' ');
        return;
      case 'scalar':
        this.#deeper(true, false, () => this.#scalar(node, simpleKey));
        return;
      case 'sequence':
        this.#anchor(node);
        if (this.#flow > 0 || node.flow || node.items.length === 0) this.#flowSequence(node.items);
        else this.#blockSequence(node.items, mapping && !this.#indention);
        return;
      case 'mapping':
        this.#anchor(node);
        if (node.tag !== undefined) this.#tag(node.tag);
        if (this.#flow > 0 || node.flow || node.pairs.length === 0) this.#flowMapping(node.pairs);
        else this.#blockMapping(node.pairs);
    }
  }
  #anchor(node: { anchor?: string }): void {
    if (node.anchor === undefined) return;
    if (node.anchor === '') node.anchor = `id${String(++this.#anchors).padStart(3, '0')}`;
    this.#indicator(`&${node.anchor}`, true, false, false);
  }
  #tag(tag: string): void {
    this.#indicator(tag.startsWith(CORE) ? `!!${tag.slice(CORE.length)}` : tag, true, false, false);
  }

  #blockSequence(items: readonly DumpNode[], indentless: boolean): void {
    this.#deeper(false, indentless, () => {
      for (const item of items) {
        this.#writeIndent();
        this.#indicator('-', true, false, true);
        this.#node(item, false, false);
      }
    });
  }
  #blockMapping(pairs: ReadonlyArray<readonly [DumpNode, DumpNode]>): void {
    this.#deeper(false, false, () => {
      for (const [key, value] of pairs) {
        this.#writeIndent();
        if (this.#isSimpleKey(key)) {
          this.#node(key, true, true);
          this.#indicator(':', false, false, false);
        } else {
          this.#indicator('?', true, false, true);
          this.#node(key, true, false);
          this.#writeIndent();
          this.#indicator(':', true, false, true);
        }
        this.#node(value, true, false);
      }
    });
  }
  #flowSequence(items: readonly DumpNode[]): void {
    this.#indicator('[', true, true, false);
    this.#flow++;
    this.#deeper(true, false, () => {
      items.forEach((item, i) => {
        if (i > 0) this.#indicator(',', false, false, false);
        if (this.#column > this.#o.width) this.#writeIndent();
        this.#node(item, false, false);
      });
    });
    this.#flow--;
    this.#indicator(']', false, false, false);
  }
  #flowMapping(pairs: ReadonlyArray<readonly [DumpNode, DumpNode]>): void {
    this.#indicator('{', true, true, false);
    this.#flow++;
    this.#deeper(true, false, () => {
      pairs.forEach(([key, value], i) => {
        if (i > 0) this.#indicator(',', false, false, false);
        if (this.#column > this.#o.width) this.#writeIndent();
        if (this.#isSimpleKey(key)) {
          this.#node(key, true, true);
          this.#indicator(':', false, false, false);
        } else {
          this.#indicator('?', true, false, false);
          this.#node(key, true, false);
          if (this.#column > this.#o.width) this.#writeIndent();
          this.#indicator(':', true, false, false);
        }
        this.#node(value, true, false);
      });
    });
    this.#flow--;
    this.#indicator('}', false, false, false);
  }

  #analysis(node: Scalar): { chars: number[]; analysis: ScalarAnalysis } {
    if (this.#last?.text !== node.text) {
      const chars = Array.from(node.text, (c) => c.codePointAt(0)!);
      this.#last = { text: node.text, chars, analysis: analyzeScalar(node.text, chars, this.#o.unicode) };
    }
    return this.#last;
  }

  /** A key that fits before a colon: on one line, and no longer than 128 bytes. */
  #isSimpleKey(node: DumpNode): boolean {
    switch (node.kind) {
      case 'alias':
        return true;
      case 'scalar':
        if (this.#analysis(node).analysis.multiline) return false;
        return Buffer.byteLength(node.text) + (node.tag?.length ?? 0) <= 128;
      case 'sequence':
        return node.items.length === 0;
      case 'mapping':
        return node.pairs.length === 0;
    }
  }

  #scalar(node: Scalar, simpleKey: boolean): void {
    const { chars, analysis } = this.#analysis(node);
    const style = this.#style(node, analysis, simpleKey);
    if (node.tag !== undefined && !(style === undefined && node.plain)) this.#tag(node.tag);
    else if (node.tag === undefined && !node.quoted && style !== undefined) this.#tag('!');
    const breaks = !simpleKey;
    switch (style) {
      case undefined:
        this.#plain(node.text, chars, breaks);
        break;
      case "'":
        this.#single(chars, breaks);
        break;
      case '"':
        this.#double(chars, breaks);
        break;
      case '|':
        this.#literal(chars);
        break;
      case '>':
        this.#folded(chars);
    }
  }

  #style(node: Scalar, a: ScalarAnalysis, simpleKey: boolean): DumpStyle | undefined {
    let style = node.style;
    if (simpleKey && a.multiline) style = '"';
    if (style === undefined) {
      if (this.#flow > 0 ? !a.flowPlain : !a.blockPlain) style = "'";
      else if (node.text === '' && (this.#flow > 0 || simpleKey)) style = "'";
      else if (node.tag === undefined && !node.plain) style = "'";
    }
    if (style === "'" && !a.single) style = '"';
    if ((style === '|' || style === '>') && (!a.block || this.#flow > 0 || simpleKey)) style = '"';
    return style;
  }

  #plain(text: string, chars: readonly number[], allowBreaks: boolean): void {
    this.#openEnded = false;
    if (!this.#whitespace && (chars.length > 0 || this.#flow > 0)) this.#put(' ');
    if (!/[ \n\r\u0085\u2028\u2029]/.test(text)) {
      this.#put(text);
      this.#column += chars.length - text.length;
      this.#whitespace = false;
      this.#indention = false;
      return;
    }
    let spaces = false;
    let breaks = false;
    chars.forEach((c, i) => {
      if (c === 32) {
        if (allowBreaks && !spaces && this.#column > this.#o.width && chars[i + 1] !== 32)
          this.#writeIndent();
        else this.#char(c);
        spaces = true;
      } else if (isLineBreak(c)) {
        if (!breaks && c === 10) this.#break();
        this.#lineBreak(c);
        this.#indention = true;
        breaks = true;
      } else {
        if (breaks) this.#writeIndent();
        this.#char(c);
        this.#indention = false;
        spaces = breaks = false;
      }
    });
    this.#whitespace = false;
    this.#indention = false;
  }

  #single(chars: readonly number[], allowBreaks: boolean): void {
    this.#indicator("'", true, false, false);
    let spaces = false;
    let breaks = false;
    const last = chars.length - 1;
    chars.forEach((c, i) => {
      if (c === 32) {
        if (
          allowBreaks &&
          !spaces &&
          this.#column > this.#o.width &&
          i > 0 &&
          i < last &&
          chars[i + 1] !== 32
        )
          this.#writeIndent();
        else this.#char(c);
        spaces = true;
      } else if (isLineBreak(c)) {
        if (!breaks && c === 10) this.#break();
        this.#lineBreak(c);
        this.#indention = true;
        breaks = true;
      } else {
        if (breaks) this.#writeIndent();
        if (c === 39) this.#put("'");
        this.#char(c);
        this.#indention = false;
        spaces = breaks = false;
      }
    });
    if (breaks) this.#writeIndent();
    this.#indicator("'", false, false, false);
    this.#whitespace = false;
    this.#indention = false;
  }

  #double(chars: readonly number[], allowBreaks: boolean): void {
    this.#indicator('"', true, false, false);
    let spaces = false;
    const last = chars.length - 1;
    chars.forEach((c, i) => {
      if (!isPrintable(c) || (!this.#o.unicode && c > 127) || isLineBreak(c) || c === 34 || c === 92) {
        const known = ESCAPES[c];
        const hex = c.toString(16).toUpperCase();
        this.#put(
          `\\${known ?? (c <= 0xff ? `x${hex.padStart(2, '0')}` : c <= 0xffff ? `u${hex.padStart(4, '0')}` : `U${hex.padStart(8, '0')}`)}`,
        );
        spaces = false;
      } else if (c === 32) {
        if (allowBreaks && !spaces && this.#column > this.#o.width && i > 0 && i < last) {
          this.#writeIndent();
          if (chars[i + 1] === 32) this.#put('\\');
        } else this.#char(c);
        spaces = true;
      } else {
        this.#char(c);
        spaces = false;
      }
    });
    this.#indicator('"', false, false, false);
    this.#whitespace = false;
    this.#indention = false;
  }

  #hints(chars: readonly number[]): void {
    let hint =
      chars[0] === 32 || (chars[0] !== undefined && isLineBreak(chars[0])) ? String(this.#o.indent) : '';
    const last = chars.at(-1);
    let open = false;
    if (last === undefined || !isLineBreak(last)) hint += '-';
    else if (chars.length === 1 || isLineBreak(chars.at(-2)!)) {
      hint += '+';
      open = true;
    }
    if (hint !== '') this.#indicator(hint, false, false, false);
    this.#openEnded = open;
  }

  #literal(chars: readonly number[]): void {
    this.#indicator('|', true, false, false);
    this.#hints(chars);
    this.#break();
    this.#indention = true;
    this.#whitespace = true;
    let breaks = true;
    for (const c of chars) {
      if (isLineBreak(c)) {
        this.#lineBreak(c);
        this.#indention = true;
        breaks = true;
      } else {
        if (breaks) this.#writeIndent();
        this.#char(c);
        this.#indention = false;
        breaks = false;
      }
    }
  }

  #folded(chars: readonly number[]): void {
    this.#indicator('>', true, false, false);
    this.#hints(chars);
    this.#break();
    this.#indention = true;
    this.#whitespace = true;
    let breaks = true;
    let leadingSpaces = true;
    chars.forEach((c, i) => {
      if (isLineBreak(c)) {
        if (!breaks && !leadingSpaces && c === 10) {
          let k = i;
          while (chars[k] !== undefined && isLineBreak(chars[k]!)) k++;
          const next = chars[k];
          if (next !== undefined && next !== 32 && next !== 9) this.#break();
        }
        this.#lineBreak(c);
        this.#indention = true;
        breaks = true;
      } else {
        if (breaks) {
          this.#writeIndent();
          leadingSpaces = c === 32 || c === 9;
        }
        if (!breaks && c === 32 && chars[i + 1] !== 32 && this.#column > this.#o.width) this.#writeIndent();
        else this.#char(c);
        this.#indention = false;
        breaks = false;
      }
    });
  }
}
