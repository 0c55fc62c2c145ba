import type { SyntaxOptions } from '../jinja/options.ts';
import { PyError, valueError } from '../value/errors.ts';
import { asText } from '../value/text.ts';
import { truth } from '../value/truth.ts';
import type { Value } from '../value/types.ts';
import { ansibleError } from './errors.ts';
import { literal } from './literal.ts';

/** Options of a jinja2 environment by their Python names, and ours. */
const names: Readonly<Record<string, keyof SyntaxOptions>> = {
  block_start_string: 'blockStart',
  block_end_string: 'blockEnd',
  variable_start_string: 'variableStart',
  variable_end_string: 'variableEnd',
  comment_start_string: 'commentStart',
  comment_end_string: 'commentEnd',
  line_statement_prefix: 'lineStatementPrefix',
  line_comment_prefix: 'lineCommentPrefix',
  trim_blocks: 'trimBlocks',
  lstrip_blocks: 'lstripBlocks',
  newline_sequence: 'newlineSequence',
  keep_trailing_newline: 'keepTrailingNewline',
};

type Overrides = Partial<Record<keyof SyntaxOptions, string | boolean | null>>;

/** Syntax options from options with Python's names. Unknown names raise the TypeError of Environment.overlay. */
export function syntaxFrom(options: Iterable<readonly [string, Value]>): Partial<SyntaxOptions> {
  const out: Overrides = {};
  for (const [name, value] of options) {
    const key = names[name];
    if (!key)
      throw new PyError('TypeError', `Environment.overlay() got an unexpected keyword argument '${name}'`);
    out[key] =
      key === 'trimBlocks' || key === 'lstripBlocks' || key === 'keepTrailingNewline'
        ? truth(value)
        : (asText(value) ?? null);
  }
  return out as Partial<SyntaxOptions>;
}

const HEADER = '#jinja2:';

/**
 * Splits a `#jinja2: trim_blocks: False, ...` line off a template. The values are Python literals.
 * @returns the text behind the line, and the options; no header gives the text as it is
 */
export function splitHeader(text: string): {
  readonly text: string;
  readonly syntax: Partial<SyntaxOptions> | undefined;
} {
  if (!text.startsWith(HEADER)) return { text, syntax: undefined };
  const eol = text.indexOf('\n');
  const line = text.slice(HEADER.length, eol < 0 ? text.length : eol);
  const entries: Array<readonly [string, Value]> = [];
  for (const pair of line.split(',')) {
    const colon = pair.indexOf(':');
    if (colon < 0) {
      throw ansibleError(
        `failed to parse jinja2 override '${pair.trim()}'. Did you use something different from colon as key-value separator?`,
      );
    }
    const value = literal(pair.slice(colon + 1).trim());
    if (value === undefined) {
      const kind = /^\w+$/.test(pair.slice(colon + 1).trim()) ? 'Name' : 'Expression';
      throw valueError(`malformed node or string on line 1: <ast.${kind} object at 0x7f0000000000>`);
    }
    entries.push([pair.slice(0, colon).trim(), value]);
  }
  return { text: eol < 0 ? '' : text.slice(eol + 1), syntax: syntaxFrom(entries) };
}
