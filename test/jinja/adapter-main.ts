import { createInterface } from 'node:readline';
import { type Canonical, canonicalTree } from '../../src/jinja/canonical.ts';
import { Environment } from '../../src/jinja/environment.ts';
import { nativeConcat } from '../../src/jinja/native-concat.ts';
import type { EnvironmentOptions, SyntaxOptions } from '../../src/jinja/options.ts';
import { PyError } from '../../src/value/errors.ts';
import { seedShared } from '../../src/value/random.ts';
import type { Value } from '../../src/value/types.ts';
import { answer, type Case } from '../template/adapter-modes.ts';
import { decode, encode, type Json } from '../template/codec.ts';

/** The protocol of score.py: one case a line in, one answer a line out. */
type Options = { readonly [name: string]: Json };

const syntaxNames: Readonly<Record<string, keyof SyntaxOptions>> = {
  trim_blocks: 'trimBlocks',
  lstrip_blocks: 'lstripBlocks',
  keep_trailing_newline: 'keepTrailingNewline',
  newline_sequence: 'newlineSequence',
  block_start_string: 'blockStart',
  block_end_string: 'blockEnd',
  variable_start_string: 'variableStart',
  variable_end_string: 'variableEnd',
  comment_start_string: 'commentStart',
  comment_end_string: 'commentEnd',
  line_statement_prefix: 'lineStatementPrefix',
  line_comment_prefix: 'lineCommentPrefix',
};

function environment(o: Options, native: boolean): Environment {
  const syntax: Record<string, Json> = {};
  for (const [name, key] of Object.entries(syntaxNames)) if (name in o) syntax[key] = o[name]!;
  const extensions = (o.extensions as string[] | undefined) ?? [];
  syntax.doStatement = extensions.includes('jinja2.ext.do');
  syntax.loopControls = extensions.includes('jinja2.ext.loopcontrols');
  const templates = (o.templates ?? {}) as { [name: string]: string };
  const options: EnvironmentOptions = {
    syntax: syntax as Partial<SyntaxOptions>,
    undefined: (o.undefined as 'default' | undefined) ?? 'default',
    autoescape: o.autoescape === true,
    sandboxed: o.sandboxed === true,
    loader: (name) => (Object.hasOwn(templates, name) ? { source: templates[name]! } : undefined),
    policies: o.policies === undefined ? new Map() : (decode(o.policies) as Map<string, Value>),
  };
  return new Environment(native ? { ...options, concat: nativeConcat } : options);
}

const tree = (c: Canonical): Json =>
  Array.isArray(c)
    ? c.map(tree)
    : c !== null && typeof c === 'object'
      ? encode((c as { value: Value }).value)
      : (c as Json);

function own(c: Case, mode: string): Json {
  const o = c.options ?? {};
  const vars = decode(c.vars ?? {}) as Map<string, Value>;
  const source = c.template as string;
  if (mode === 'parse' || mode === 'ast') {
    const env = new Environment({ syntax: { trimBlocks: true, doStatement: true, loopControls: true } });
    const t = env.parse(source);
    return mode === 'parse' ? 'ok' : tree(canonicalTree(t));
  }
  const env = environment(o, mode === 'nativejinja');
  const t = 'name' in o ? env.getTemplate(String(o.name)) : env.fromString(source);
  return encode(t.render(vars));
}

for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  if (!line.trim()) continue;
  const c = JSON.parse(line) as Case & { id: string };
  const mode = String(c.options?.mode ?? 'jinja');
  seedShared(0);
  let r: object;
  if (mode === 'jinja' || mode === 'nativejinja' || mode === 'parse' || mode === 'ast')
    try {
      r = { output: own(c, mode) };
    } catch (e) {
      const x = e as Error;
      if (x instanceof PyError)
        r = {
          error: {
            class: x.pyType,
            message: x.pyType === 'RecursionError' ? 'recursion' : x.message,
            line: x.lineno,
          },
        };
      else r = { error: { class: `JavaScript ${x.name}`, message: x.stack ?? x.message } };
    }
  else r = await answer(c);
  process.stdout.write(`${JSON.stringify({ id: c.id, ...r })}\n`);
}
