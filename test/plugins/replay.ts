import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parse } from 'yaml';
import { loadSettings } from '../../src/config/settings.ts';
import { type NoticeSink, setNoticeSink } from '../../src/errors/notices.ts';
import { loadInventory } from '../../src/inventory/inventory.ts';
import { defineFilter } from '../../src/jinja/define.ts';
import { findLookup } from '../../src/lookup/index.ts';
import type { TemplarEnvironment } from '../../src/template/environment.ts';
import { Templar } from '../../src/template/templar.ts';
import { MapScope } from '../../src/value/scope.ts';
import type { Value } from '../../src/value/types.ts';
import { DataLoader } from '../../src/vault/data-loader.ts';
import { problem } from '../template/adapter-modes.ts';
import { decode, encode, type Json } from '../template/codec.ts';

const root = join(import.meta.dirname, '..');
/** Files that lookups read. */
export const data = join(root, 'lookup/data');

/** A case file; README.md tells the form. */
interface CaseFile {
  readonly vars?: Json;
  readonly cases?: readonly string[];
  readonly each?: ReadonlyArray<string | { readonly expression: string; readonly over: readonly string[] }>;
  /** Cases in which we differ on purpose, each with the reason. */
  readonly differs?: Readonly<Record<string, string>>;
}

/** As record.py sets it. */
const environment = {
  PATH: '/usr/bin:/bin',
  HOME: '/home/tester',
  USER: 'tester',
  TZ: 'UTC',
  LANG: 'C.UTF-8',
  CASE_VALUE: 'from the environment',
  CASE_EMPTY: '',
};

let kept: Json | undefined;
const noted: [string, string][] = [];
const keep = defineFilter({
  doc: 'Keeps what it gets, whatever its type.',
  signature: 'keep(value)',
  volatile: true,
  run(_ctx, value) {
    kept = encode(value!);
    return '';
  },
});

const settings = loadSettings({ cwd: '/', env: { ...environment, ANSIBLE_CONFIG: '' } });

/** The hosts of which the cases speak. */
const inventory = await loadInventory({
  sources: ['web1,web2,db1'],
  settings,
  loader: new DataLoader({ settings, vaultSecrets: [] }),
});

const world: TemplarEnvironment = {
  baseDir: data,
  env: environment,
  searchPath: (kind) => (kind === '' ? [data] : [join(data, kind), data]),
  findFile: (kind, name) =>
    (name.startsWith('/') ? [name] : [join(data, kind, name), join(data, name)]).find((p) =>
      statSync(p, { throwIfNoEntry: false }),
    ),
  readFile: (path) => readFileSync(path),
  setting: (name) => (settings.has(name) ? (settings.get(name) as Value) : undefined),
  lookup: findLookup,
  filter: (name) => (name === 'keep' ? keep : undefined),
  hosts: (pattern) => inventory.getHosts(pattern).map((h) => h.name),
};

const clean = (text: string): string => text.replaceAll(data, '@DATA@');

/** Numbers with a fraction as floats; one without is written `{$float: '2.0'}`. */
function floats(v: Json): Json {
  if (typeof v === 'number' && !Number.isInteger(v)) return { $float: String(v) };
  if (Array.isArray(v)) return v.map(floats);
  if (v === null || typeof v !== 'object') return v;
  return Object.fromEntries(Object.entries(v).map(([k, x]) => [k, floats(x)]));
}

/** What we answer, in the form in which record.py writes the real one's answer. */
async function ask(expression: string, vars: Map<string, Value>): Promise<Json> {
  kept = undefined;
  noted.length = 0;
  const whole = expression.includes('{%') || expression.includes('{{');
  const text = (whole ? expression : `{{ (${expression}) | keep }}`).replaceAll('@DATA@', data);
  let answer: { [key: string]: Json };
  try {
    const result = await new Templar(world, new MapScope(vars)).template(text);
    answer = { value: whole ? encode(result) : kept! };
  } catch (e) {
    const p = problem(e);
    // record.py writes the exception's `message`, which has no line; str() of it has
    answer = { error: [p.class, p.message.replace(/\n {2}line 0$/, '')] };
  }
  if (noted.length > 0) answer.noted = unique(noted.map((n) => JSON.stringify(n))).map((n) => JSON.parse(n));
  return JSON.parse(clean(JSON.stringify(answer)));
}

const unique = (texts: readonly string[]): string[] => [...new Set(texts)];

const sink: NoticeSink = {
  warning: (text) => noted.push(['warning', text]),
  deprecated: (text) => noted.push(['deprecated', text]),
  verbose() {},
  display() {},
  error() {},
  verbosity: 0,
};

const pool = floats(parse(readFileSync(join(import.meta.dirname, 'pool.yml'), 'utf8'))) as Record<
  string,
  Json
>;

/** Key, expression and variables of each case, as record.py makes them. */
function* casesOf(file: CaseFile): Generator<[string, string, Map<string, Value>]> {
  const shared = (): Map<string, Value> => {
    const text = JSON.stringify(floats(file.vars ?? {})).replaceAll('@DATA@', data);
    return new Map(decode(JSON.parse(text)) as Map<string, Value>).set('role_path', data);
  };
  for (const c of file.cases ?? []) yield [c, c, shared()];
  for (const e of file.each ?? []) {
    const { expression, over } = typeof e === 'string' ? { expression: e, over: Object.keys(pool) } : e;
    for (const name of over) {
      const vars = shared();
      if (name !== 'undefined') vars.set('x', decode(pool[name]!));
      yield [`${expression} @ ${name}`, expression, vars];
    }
  }
}

/** Keys in one order. */
function sorted(v: unknown): unknown {
  if (Array.isArray(v)) return v.map(sorted);
  if (v === null || typeof v !== 'object') return v;
  return Object.fromEntries(
    Object.entries(v)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([k, x]) => [k, sorted(x)]),
  );
}
/** Text that we mark as unsafe where Ansible has lost the mark counts as the same (COMPATIBILITY.md), not the reverse. */
function marked(got: Json, want: Json): Json {
  if (got === null || typeof got !== 'object') return got;
  if (!Array.isArray(got) && '$unsafe' in got && typeof want === 'string') return got.$unsafe!;
  const inner = (key: string): Json =>
    want !== null && typeof want === 'object' ? ((want as { [key: string]: Json })[key] ?? null) : null;
  if (Array.isArray(got)) return got.map((g, i) => marked(g, inner(String(i))));
  return Object.fromEntries(Object.entries(got).map(([k, g]) => [k, marked(g, inner(k))]));
}
const same = (got: Json, want: Json): boolean =>
  JSON.stringify(sorted(marked(got, want))) === JSON.stringify(sorted(want));

/** Replays the cases of a file; gives the differences as texts. */
export async function replay(path: string): Promise<string[]> {
  const file = parse(readFileSync(path, 'utf8')) as CaseFile;
  const answers = JSON.parse(readFileSync(path.replace(/yml$/, 'json'), 'utf8')) as Record<string, Json>;
  const differs = new Set(Object.keys(file.differs ?? {}));
  const wrong: string[] = [];
  const before = setNoticeSink(sink);
  const cwd = process.cwd;
  process.cwd = () => '/';
  let count = 0;
  for (const [key, expression, vars] of casesOf(file)) {
    count++;
    const want = answers[key];
    if (want === undefined) {
      wrong.push(`${key}: not recorded`);
      continue;
    }
    const got = await ask(expression, vars);
    if (same(got, want) === differs.delete(key))
      wrong.push(`${key}\n  want ${JSON.stringify(want)}\n  got  ${JSON.stringify(got)}`);
  }
  if (Object.keys(answers).length !== count) wrong.push('answers of cases that are not there');
  for (const key of differs) wrong.push(`${key}: differs, but is no case`);
  setNoticeSink(before);
  process.cwd = cwd;
  return wrong;
}

/** Case files below a folder of test/, as `<collection>/<name>` or `<name>`. */
export function caseFiles(folder: string): Map<string, string> {
  const base = join(root, folder);
  const out = new Map<string, string>();
  for (const entry of readdirSync(base, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (!entry.name.endsWith('.yml') || path.startsWith(data)) continue;
    out.set(relative(base, path).slice(0, -4), path);
  }
  return out;
}

/** Where the cases of a registry's plugins (`<collection>.<name>` or `<name>`) must lie, as `caseFiles` names them. */
export const placesOf = (plugins: readonly string[]): string[] =>
  plugins.map((p) => p.replace(/\.(?=[^.]*$)/, '/')).sort();
