import { type Canonical, canonicalTree } from '../../src/jinja/canonical.ts';
import { Environment } from '../../src/jinja/environment.ts';
import { defaultGlobals } from '../../src/jinja/globals.ts';
import { nativeConcat } from '../../src/jinja/native-concat.ts';
import type { EnvironmentOptions, SyntaxOptions } from '../../src/jinja/options.ts';
import type { Value } from '../../src/value/types.ts';
import { decode, encode, type Json } from '../template/codec.ts';

export type CaseOptions = { readonly [name: string]: Json };

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

function environment(o: CaseOptions, native: boolean): Environment {
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
    ...('globals' in o
      ? {
          globals: new Map([
            ...defaultGlobals(o.sandboxed === true),
            ...(decode(o.globals!) as Map<string, Value>),
          ]),
        }
      : {}),
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

/** Answers a case of the modes jinja, nativejinja, parse and ast; throws what the template throws. */
export function runCase(template: string, vars: Json, o: CaseOptions): Json {
  const mode = String(o.mode ?? 'jinja');
  if (mode === 'parse' || mode === 'ast') {
    const env = new Environment({ syntax: { trimBlocks: true, doStatement: true, loopControls: true } });
    const t = env.parse(template);
    return mode === 'parse' ? 'ok' : tree(canonicalTree(t));
  }
  const env = environment(o, mode === 'nativejinja');
  const t = 'name' in o ? env.getTemplate(String(o.name)) : env.fromString(template);
  return encode(t.render(decode(vars) as Map<string, Value>));
}
