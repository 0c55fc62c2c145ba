import { existsSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { AnsibleError } from '../../src/errors/ansible-error.ts';
import { takeArguments } from '../../src/module/argspec/index.ts';
import {
  type FileSearch,
  type ModuleContext,
  type ModuleDefinition,
  ModuleFailure,
  type ModuleResult,
  type ModuleTemplar,
} from '../../src/module/define.ts';
import { LocalTarget } from '../../src/target/local/local-target.ts';
import type { Target } from '../../src/target/types.ts';
import { Templar } from '../../src/template/templar.ts';
import { PyError } from '../../src/value/errors.ts';
import { fromPlain, type Plain, type PlainObject } from '../../src/value/plain.ts';
import { MapScope, OverlayScope } from '../../src/value/scope.ts';
import { type Dict, PyObject, UnsafeText, type Value, VaultText } from '../../src/value/types.ts';

/** What a test may set of a module's surroundings; everything has a harmless default. */
/** Settings that modules ask for, as they are where nobody sets them. */
const defaults: Readonly<Record<string, number>> = { MAX_FILE_SIZE_FOR_DIFF: 104448 };

export interface HarnessOptions {
  readonly check?: boolean;
  readonly diff?: boolean;
  readonly verbosity?: number;
  readonly target?: Target;
  readonly vars?: Readonly<Record<string, Plain>>;
  readonly facts?: Readonly<Record<string, Plain>>;
  readonly settings?: Readonly<Record<string, Plain>>;
  readonly freeForm?: string;
  readonly templar?: ModuleTemplar;
  /** The directory that holds files/, templates/ ...; also searched itself. */
  readonly baseDir?: string;
  readonly signal?: AbortSignal;
  /** Answers runModule; default runs the module of that name by this harness. */
  readonly runModule?: (name: string, args: Dict) => Promise<Dict>;
  /** The module's name in error texts. */
  readonly name?: string;
  /** Collects what the module said. */
  readonly said?: Said;
}

export interface Said {
  readonly warnings: string[];
  readonly deprecations: string[];
  readonly live: string[];
  readonly hidden: string[];
}

export const newSaid = (): Said => ({ warnings: [], deprecations: [], live: [], hidden: [] });

/** JavaScript data of a Value: Maps become objects, texts plain; for comparing with recorded JSON. */
export function toPlain(value: Plain): unknown {
  if (value === undefined || value === null) return null;
  if (value instanceof UnsafeText || value instanceof VaultText) return value.text;
  if (value instanceof PyObject)
    return 'value' in value ? (value as unknown as { value: unknown }).value : String(value);
  if (Array.isArray(value)) return value.map((v: Plain) => toPlain(v));
  if (value instanceof Map)
    return Object.fromEntries([...value].map(([k, v]) => [String(toPlain(k)), toPlain(v)]));
  if (typeof value === 'object') {
    return Object.fromEntries(
      Object.entries(value as PlainObject)
        .filter(([, v]) => v !== undefined)
        .map(([k, v]) => [k, toPlain(v)]),
    );
  }
  return value;
}

/** Loads `src/module/<collection>/<name>.ts`; a short name is looked for in the known collections. */
export async function loadModule(name: string): Promise<ModuleDefinition<unknown>> {
  const full = name.includes('.')
    ? [name]
    : ['ansible.builtin', 'community.general', 'ansible.posix', 'ansible_ts.image'].map(
        (c) => `${c}.${name}`,
      );
  for (const f of full) {
    const dot = f.lastIndexOf('.');
    const file = join(import.meta.dirname, '../../src/module', f.slice(0, dot), `${f.slice(dot + 1)}.ts`);
    if (existsSync(file)) return ((await import(file)) as { default: ModuleDefinition<unknown> }).default;
  }
  throw new Error(`no module ${name}`);
}

/** The target of this machine as the current user. */
export const localTarget = (): Target =>
  new LocalTarget({ host: 'localhost', environment: { ...process.env } as Record<string, string> });

/** The real template engine over the test's variables. */
function realTemplar(vars: Map<string, Value>, files: FileSearch): ModuleTemplar {
  const scope = new MapScope(vars);
  const templar = new Templar(
    {
      baseDir: files.baseDir,
      env: process.env,
      searchPath: (kind) => files.searchPath(kind),
      findFile: (kind, name) =>
        files
          .searchPath(kind)
          .map((d) => join(d, name))
          .find((p) => existsSync(p)),
      readFile: (path) => readFileSync(path),
      setting: (name) => defaults[name],
      lookup: () => undefined,
      hosts: () => [],
    },
    scope,
  );
  const over = (extra: Map<string, Value> | undefined): Templar =>
    extra === undefined ? templar : templar.withScope(new OverlayScope(extra, scope));
  return {
    template: (value, options) => over(options?.extra).template(value),
    render: (text, options) => templar.render(text, options),
    condition: (condition, extra) => over(extra).evaluateConditional(condition),
  };
}

function fileSearch(baseDir: string): FileSearch {
  const searchPath = (kind: string): string[] => [join(baseDir, kind), baseDir];
  return {
    baseDir,
    roleDir: undefined,
    searchPath,
    find: async (kind, name) => {
      const tried = isAbsolute(name) ? [name] : searchPath(kind).map((d) => join(d, name));
      const hit = tried.find((p) => existsSync(p));
      if (hit !== undefined) return hit;
      throw new AnsibleError(`Could not find or access '${name}'`, { kind: 'file-not-found' });
    },
    read: async (path) => ({ data: await readFile(path), encrypted: false }),
    plainFile: async (path) => path,
    parse: (text) => fromPlain(JSON.parse(text) as Plain),
  };
}

/** A context as a module gets it, from plain data. */
export async function moduleContext<P>(
  definition: ModuleDefinition<P>,
  args: PlainObject,
  options: HarnessOptions = {},
): Promise<ModuleContext<P>> {
  const said = options.said ?? newSaid();
  const vars = new Map(Object.entries(options.vars ?? {}).map(([k, v]) => [k, fromPlain(v)]));
  const target = options.target ?? localTarget();
  const files = fileSearch(options.baseDir ?? process.cwd());
  const { validated, refused } = takeArguments(
    definition as ModuleDefinition<unknown>,
    fromPlain(args) as Dict,
    {
      moduleName: options.name ?? 'module',
      invocation: false,
    },
  );
  said.warnings.push(...validated.warnings);
  return {
    params: validated.params as P,
    refused,
    rawParams: fromPlain(
      options.freeForm === undefined ? args : { _raw_params: options.freeForm, ...args },
    ) as Dict,
    freeForm: options.freeForm,
    target,
    checkMode: options.check ?? false,
    diff: options.diff ?? false,
    verbosity: options.verbosity ?? 0,
    noLog: false,
    signal: options.signal ?? new AbortController().signal,
    vars: new MapScope(vars),
    templar: options.templar ?? realTemplar(vars, files),
    files,
    fact: (name) => (options.facts?.[name] === undefined ? undefined : fromPlain(options.facts[name])),
    warn: (m) => void said.warnings.push(m),
    deprecate: (m) => void said.deprecations.push(m),
    live: (l) => void said.live.push(l),
    setting: (name) => fromPlain(options.settings?.[name] ?? defaults[name]),
    runModule:
      options.runModule ??
      (async (name, more) =>
        fromPlain(
          (await runModule(name, toPlain(more) as PlainObject, { ...options, target })) as Plain,
        ) as Dict),
    hide: (s) => void said.hidden.push(s),
  };
}

/** Runs a module and gives its result as plain data; a failure is a result with `failed: true`, as in a run. */
export async function runModule(
  name: string,
  args: PlainObject = {},
  options: HarnessOptions = {},
): Promise<Record<string, unknown>> {
  const definition = await loadModule(name);
  if (options.check && !definition.supportsCheckMode) {
    return { changed: false, skipped: true, msg: `remote module (${name}) does not support check mode` };
  }
  let result: ModuleResult;
  try {
    result = await definition.run(await moduleContext(definition, args, { name, ...options }));
  } catch (e) {
    // as the run words what an action raises
    if (e instanceof PyError)
      return { failed: true, msg: `Unexpected failure during module execution: ${e.message}`, stdout: '' };
    if (!(e instanceof ModuleFailure)) throw e;
    result = { ...e.details, failed: true, msg: e.message };
  }
  return toPlain({ ...result, changed: result.changed ?? false }) as Record<string, unknown>;
}
