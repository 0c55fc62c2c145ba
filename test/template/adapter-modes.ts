import { readFileSync } from 'node:fs';
import { loadSettings } from '../../src/config/settings.ts';
import { AnsibleError, UndefinedVariableError } from '../../src/errors/ansible-error.ts';
import { setNoticeSink } from '../../src/errors/notices.ts';
import { findLookup } from '../../src/lookup/index.ts';
import type { TemplarEnvironment } from '../../src/template/environment.ts';
import { syntaxFrom } from '../../src/template/header.ts';
import { TemplateError } from '../../src/template/problems.ts';
import { Templar } from '../../src/template/templar.ts';
import { wrapUnsafe } from '../../src/template/unsafe.ts';
import { MapScope } from '../../src/value/scope.ts';
import { asText } from '../../src/value/text.ts';
import type { Value } from '../../src/value/types.ts';
import { decode, encode, type Json } from './codec.ts';

/** One case of the corpus, as score.py sends it. */
export interface Case {
  readonly template: Json;
  readonly vars?: Json;
  readonly options?: { readonly [name: string]: Json };
}
export type Answer =
  | { readonly output: Json }
  | { readonly error: { readonly class: string; readonly message: string } };

setNoticeSink({ warning() {}, deprecated() {}, verbose() {}, display() {}, error() {}, verbosity: 0 });

const settings = loadSettings({ cwd: '/', env: { ...process.env, ANSIBLE_CONFIG: '' } });

function world(templates: { [name: string]: Json }, native: boolean): TemplarEnvironment {
  return {
    baseDir: '/',
    env: process.env,
    searchPath: () => ['/'],
    findFile: (_kind, name) => {
      const path = name.startsWith('/') ? name : `/${name}`;
      try {
        readFileSync(path);
        return path;
      } catch {
        return undefined;
      }
    },
    readFile: (path) => readFileSync(path),
    setting: (name) =>
      name === 'DEFAULT_JINJA2_NATIVE'
        ? native
        : settings.has(name)
          ? (settings.get(name) as Value)
          : undefined,
    lookup: findLookup,
    loadTemplate: (name) =>
      Object.hasOwn(templates, name) ? { source: String(templates[name]) } : undefined,
    hosts: () => [],
  };
}

const ENV_KEYS = [
  'trim_blocks',
  'lstrip_blocks',
  'keep_trailing_newline',
  'newline_sequence',
  'block_start_string',
  'block_end_string',
  'variable_start_string',
  'variable_end_string',
  'comment_start_string',
  'comment_end_string',
  'line_statement_prefix',
  'line_comment_prefix',
];

/** Answers a case of the modes templar, template, conditional and native. */
export async function answer(c: Case): Promise<Answer> {
  const options = c.options ?? {};
  const mode = String(options.mode);
  try {
    const vars = decode(c.vars ?? {}) as Map<string, Value>;
    let template = typeof c.template === 'string' ? c.template : decode(c.template);
    if (options.unsafe) template = wrapUnsafe(template);
    const templar = new Templar(
      world((options.templates ?? {}) as { [name: string]: Json }, mode === 'native'),
      new MapScope(vars),
    );
    if (mode === 'conditional') return { output: await templar.evaluateConditional(template) };
    const given = new Map(ENV_KEYS.filter((k) => k in options).map((k) => [k, decode(options[k]!)] as const));
    if (mode === 'template') {
      const s = syntaxFrom(given);
      const text = await templar.renderValue(asText(template) ?? '', { ...s, escapeBackslashes: false });
      return { output: encode(text) };
    }
    const flag = (name: string): boolean | undefined => options[name] as boolean | undefined;
    const value = await templar.template(template, {
      convertData: flag('convert_data'),
      failOnUndefined: flag('fail_on_undefined'),
      escapeBackslashes: flag('escape_backslashes'),
      convertBare: flag('convert_bare'),
      preserveTrailingNewlines: flag('preserve_trailing_newlines'),
    });
    return { output: encode(value) };
  } catch (e) {
    return { error: problem(e) };
  }
}

export function problem(e: unknown): { class: string; message: string } {
  const message = e instanceof Error ? e.message : String(e);
  const addr = message.replace(/0x[0-9a-f]{6,}/g, '0xADDR');
  if (e instanceof UndefinedVariableError) return { class: 'AnsibleUndefinedVariable', message: addr };
  if (e instanceof TemplateError && e.pyClass === 'RecursionError')
    return { class: 'RecursionError', message: 'recursion' };
  // str() of a TemplateSyntaxError ends with the line, its message does not
  if (e instanceof TemplateError) return { class: e.pyClass, message: addr.replace(/\n {2}line 0$/, '') };
  if (e instanceof AnsibleError) return { class: 'AnsibleError', message: addr };
  return {
    class: e instanceof Error ? e.name : 'Error',
    message: addr + (e instanceof Error ? `\n${e.stack}` : ''),
  };
}
