// Everything the reference tells, as JSON on stdout: read from the definitions themselves.
import { builtinFilters } from '../../src/jinja/filters.gen.ts';
import { builtinTests } from '../../src/jinja/tests.gen.ts';
import { lookupLoaders } from '../../src/lookup/registry.gen.ts';
import type { OptionSpec } from '../../src/module/define.ts';
import { moduleLoaders } from '../../src/module/registry.gen.ts';
import { ansibleFilters } from '../../src/template/filters.gen.ts';
import { ansibleTests } from '../../src/template/tests.gen.ts';
import { repr, str } from '../../src/value/repr.ts';
import type { Value } from '../../src/value/types.ts';

interface Callable {
  readonly doc: string;
  readonly signature: string;
  readonly aliases?: readonly string[];
}
interface Option extends Omit<Partial<OptionSpec>, 'default' | 'choices' | 'description' | 'options'> {
  readonly description: string | readonly string[];
  readonly default?: unknown;
  readonly choices?: readonly unknown[];
  readonly options?: Readonly<Record<string, OptionSpec>>;
}

const passed = new Set(['environment', 'eval_ctx', 'context']);
const quiet = new Set(['/']);

/** The parameters as one writes them: without the value itself and what the engine passes. */
function parameters(signature: string): string {
  const inside = signature.slice(signature.indexOf('(') + 1, signature.lastIndexOf(')'));
  const all = split(inside).filter((p) => !quiet.has(p));
  if (passed.has(all[0] ?? '')) all.shift();
  if (all[0] !== undefined && !all[0].startsWith('*')) all.shift();
  return all.join(', ');
}

/** Splits at the commas that stand outside of quotes and brackets. */
function split(text: string): string[] {
  const out: string[] = [];
  let current = '';
  let quote = '';
  let depth = 0;
  for (const c of text) {
    if (quote !== '') quote = c === quote ? '' : quote;
    else if (c === "'" || c === '"') quote = c;
    else if ('([{'.includes(c)) depth++;
    else if (')]}'.includes(c)) depth--;
    else if (c === ',' && depth === 0) {
      out.push(current.trim());
      current = '';
      continue;
    }
    current += c;
  }
  if (current.trim() !== '') out.push(current.trim());
  return out;
}

const text = (d: string | readonly string[]): string => (typeof d === 'string' ? d : d.join(' '));
const shown = (v: unknown): string => (typeof v === 'string' ? v : str(v as Value));

/** Where a plugin and its cases lie, from docs/reference/. */
const places = (room: string, key: string) => {
  const path = key.replace(/\.(?=[^.]*$)/, '/');
  return { source: `../../src/${room}/${path}.ts`, cases: `../../test/${room}/${path}.yml` };
};

function callables(room: string, collection: string, registry: Readonly<Record<string, Callable>>) {
  return Object.entries(registry).map(([key, d]) => {
    const dot = key.lastIndexOf('.');
    return {
      collection: dot < 0 ? collection : key.slice(0, dot),
      name: key.slice(dot + 1),
      doc: d.doc,
      parameters: parameters(d.signature),
      aliases: d.aliases ?? [],
      ...places(room, key),
    };
  });
}

/** Options, sub-options behind their parents as `parent.name`. */
function options(of: Readonly<Record<string, Option>>, before = ''): object[] {
  return Object.entries(of).flatMap(([name, o]) => [
    {
      name: before + name,
      description: text(o.description),
      type: o.elements === undefined ? (o.type ?? 'str') : `${o.type ?? 'list'} of ${o.elements}`,
      required: o.required === true,
      default:
        o.default === undefined || o.default === null
          ? ''
          : typeof o.default === 'string'
            ? repr(o.default)
            : shown(o.default),
      choices: (o.choices ?? []).map(shown),
      aliases: o.aliases ?? [],
    },
    ...(o.options === undefined ? [] : options(o.options, `${before + name}.`)),
  ]);
}

const split2 = (key: string): { collection: string; name: string } => {
  const dot = key.lastIndexOf('.');
  return { collection: key.slice(0, dot), name: key.slice(dot + 1) };
};

const lookups = [];
for (const [key, load] of Object.entries(lookupLoaders)) {
  const d = (await load()).default;
  lookups.push({
    ...split2(key),
    ...places('lookup', key),
    doc: d.description,
    options: options(d.options as Record<string, Option>),
  });
}
const modules = [];
for (const [key, load] of Object.entries(moduleLoaders)) {
  const d = (await load()).default;
  modules.push({
    ...split2(key),
    short: d.shortDescription,
    doc: text(d.description),
    options: options(d.options as Record<string, Option>),
    returns: Object.entries(d.returns ?? {}).map(([name, r]) => ({
      name,
      description: text(r.description),
      returned: r.returned,
      type: r.type,
    })),
    examples: d.examples?.trimEnd() ?? '',
    notes: d.notes ?? [],
    checkMode: d.supportsCheckMode,
    fileCommonArgs: d.fileCommonArgs === true,
    freeForm: d.freeForm === true,
    anyArguments: d.anyArguments === true,
    source: d.source ?? '',
  });
}
process.stdout.write(
  JSON.stringify({
    filters: [
      ...callables('jinja/filters', 'jinja2', builtinFilters),
      ...callables('template/filters', '', ansibleFilters),
    ],
    tests: [
      ...callables('jinja/tests', 'jinja2', builtinTests),
      ...callables('template/tests', '', ansibleTests),
    ],
    lookups,
    modules,
  }),
);
