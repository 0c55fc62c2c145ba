import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { AnsibleError } from '../../errors/ansible-error.ts';
import { notices } from '../../errors/notices.ts';
import type { FilterDefinition, TestDefinition } from '../../jinja/define.ts';
import { type LookupDefinition, Pending } from '../../template/define.ts';
import type { TemplarEnvironment } from '../../template/environment.ts';
import { await_, evaluation } from '../../template/evaluation.ts';
import { PyError } from '../../value/errors.ts';
import type { Dict, Value } from '../../value/types.ts';
import { askAt, type CallSite } from './asks.ts';
import { decode, encode, type Wire } from './codec.ts';
import { mayDefine, type PluginFile, type PluginKind, pluginFiles } from './files.ts';
import type { Answer, PluginError, PluginProcess } from './process.ts';

export interface PythonPluginsOptions {
  /** Folders that hold `filter_plugins` and kin: the playbook's, then roles' as they are met. */
  readonly roots: () => readonly string[];
  /** The folders of the settings (DEFAULT_FILTER_PLUGIN_PATH and kin). */
  readonly configured: (kind: PluginKind) => readonly string[];
  /** Directories that hold `ansible_collections`, or are it. */
  readonly collectionRoots: () => readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly ini: (section: string, key: string) => string | undefined;
}

type Found = { readonly file: PluginFile; readonly name: string } | { readonly error: unknown } | 'none';

/**
 * Filter, test and lookup plugins written in Python, run by one process that starts when the first is used. A plugin
 * of the playbook or a role hides ours of the same name, as in Ansible.
 */
export class PythonPlugins {
  readonly #found = new Map<string, Found>();
  readonly #definitions = new Map<string, FilterDefinition & TestDefinition>();
  readonly #lookups = new Map<string, LookupDefinition>();
  /** Names that each loaded file defines; the error where it could not be loaded. */
  readonly #catalogues = new Map<string, Promise<ReadonlySet<string> | PluginError>>();
  #process: Promise<PluginProcess> | undefined;
  /** The same once it has started, and the files that it has loaded. */
  #running: PluginProcess | undefined;
  readonly #loaded = new Set<string>();

  constructor(private readonly options: PythonPluginsOptions) {}

  filter(name: string): FilterDefinition | undefined {
    return this.#definition('filter', name);
  }

  test(name: string): TestDefinition | undefined {
    return this.#definition('test', name);
  }

  hasLookup(name: string): boolean {
    return this.#lookupFile(name) !== undefined;
  }

  /** The lookup of that name, undefined where no file has it. */
  lookup(name: string, world: TemplarEnvironment): LookupDefinition | undefined {
    const file = this.#lookupFile(name);
    if (file === undefined) return undefined;
    let known = this.#lookups.get(file.path);
    if (known === undefined) {
      known = {
        description: `Lookup plugin of ${file.path}.`,
        options: {},
        anyOptions: true,
        waits: true,
        run: (terms, options, ctx) =>
          // the place of the call, not of the first call
          this.#runLookup(file, terms, options, {
            templar: ctx.templar,
            world: ctx.templar?.environment ?? world,
            ini: this.options.ini,
          }),
      };
      this.#lookups.set(file.path, known);
    }
    return known;
  }

  #lookupFile(name: string): PluginFile | undefined {
    const short = name.startsWith('ansible.legacy.') ? name.slice(15) : name;
    if (short.includes('.')) return this.#inCollection('lookup', short).file;
    return this.#files('lookup').find((f) => f.name === short);
  }

  /** Files in Ansible's order: a file hides those of its name in later folders. */
  #files(kind: PluginKind): readonly PluginFile[] {
    const seen = new Set<string>();
    const out: PluginFile[] = [];
    const dirs = [
      ...this.options.roots().map((r) => join(r, `${kind}_plugins`)),
      ...this.options.configured(kind),
    ];
    for (const dir of dirs)
      for (const f of pluginFiles(dir, `ansible.plugins.${kind}`))
        if (!seen.has(f.name)) {
          seen.add(f.name);
          out.push(f);
        }
    return out;
  }

  /** Files of `ns.collection.name`'s collection, the one named like the plugin first. */
  #inCollection(
    kind: PluginKind,
    name: string,
  ): { file: PluginFile | undefined; files: readonly PluginFile[] } {
    const [ns = '', collection = '', ...rest] = name.split('.');
    const stem = rest.join('.');
    for (const root of this.#collectionRoots()) {
      const dir = join(root, ns, collection, 'plugins', kind);
      if (!existsSync(dir)) continue;
      const files = pluginFiles(dir, `ansible_collections.${ns}.${collection}.plugins.${kind}`);
      return { file: files.find((f) => f.name === stem), files };
    }
    return { file: undefined, files: [] };
  }

  #collectionRoots(): string[] {
    return this.options
      .collectionRoots()
      .map((r) => (r.endsWith('ansible_collections') ? r : join(r, 'ansible_collections')))
      .filter((r) => existsSync(r));
  }

  #definition(kind: 'filter' | 'test', name: string): (FilterDefinition & TestDefinition) | undefined {
    const short = name.startsWith('ansible.legacy.') ? name.slice(15) : name;
    const dotted = short.includes('.');
    const stem = dotted ? short.split('.').slice(2).join('.') : short;
    const all = dotted ? this.#inCollection(kind, short).files : this.#files(kind);
    if (all.length === 0) return undefined;
    const candidates = all.filter((f) => mayDefine(f, stem));
    if (candidates.length === 0) return undefined;
    const key = `${kind} ${name} ${candidates.map((c) => c.path).join(':')}`;
    const found = this.#found.get(key);
    if (found === undefined)
      throw new Pending(
        `python ${key}`,
        (dotted
          ? this.#searchCollection(kind, stem, all, candidates)
          : this.#search(kind, stem, all, candidates)
        ).then(
          (f) => {
            this.#found.set(key, f);
            return null;
          },
          (error: unknown) => {
            this.#found.set(key, { error });
            return null;
          },
        ),
      );
    if (found === 'none') return undefined;
    // of an error when a template is compiled only this kind is told
    if ('error' in found) throw new PyError('TemplateSyntaxError', (found.error as Error).message);
    return this.#known(kind, found.file, found.name);
  }

  #known(kind: 'filter' | 'test', file: PluginFile, name: string): FilterDefinition & TestDefinition {
    const key = `${file.path}\0${name}`;
    let definition = this.#definitions.get(key);
    if (definition === undefined) {
      definition = {
        doc: `Plugin of ${file.path}.`,
        signature: `${/^[A-Za-z_]\w*$/.test(name) ? name : kind}(context, *args, **kwargs)`,
        // `context`: never computed when a template is compiled, as only Python knows what it depends on
        volatile: true,
        run: (ctx, args, kwargs) => {
          const templar = evaluation()?.frame?.templar;
          const request = {
            do: 'call',
            kind,
            path: file.path,
            plugin: name,
            args: [...(args as Value[])].map(encode),
            kwargs: encode(kwargs as Dict),
          };
          const site = {
            templar,
            call: ctx,
            world: templar?.environment as TemplarEnvironment,
            ini: this.options.ini,
          };
          return await_(
            `python ${JSON.stringify(request)}`,
            () => this.#callNow(file, request, site) ?? this.#call(kind, file, request, site),
          );
        },
      };
      this.#definitions.set(key, definition);
    }
    return definition;
  }

  /** Once one plugin is looked for all files are loaded, as in Ansible, and each that cannot be is told. */
  async #search(
    kind: 'filter' | 'test',
    name: string,
    all: readonly PluginFile[],
    candidates: readonly PluginFile[],
  ): Promise<Found> {
    let found: Found = 'none';
    for (const file of all) {
      const names = await this.#catalogue(kind, file);
      if ('message' in names) {
        if (!candidates.includes(file) && isOfStandIn(names)) continue;
        notices().warning(
          names.bases.includes('AttributeError') &&
            /has no attribute '(?:Filter|Test)Module'/.test(names.message)
            ? `Skipping plugin (${file.path}) as it seems to be invalid: ${names.message}`
            : `Skipping plugin (${file.path}), cannot load: ${names.message}`,
        );
        continue;
      }
      if (found === 'none' && names.has(name)) found = { file, name };
    }
    return found;
  }

  /**
   * The same in a collection, all of whose files are loaded, as in Ansible: each that cannot be is told. What only our
   * stand-ins for `ansible.*` may lack is told of those files alone that could have the plugin.
   */
  async #searchCollection(
    kind: 'filter' | 'test',
    name: string,
    all: readonly PluginFile[],
    candidates: readonly PluginFile[],
  ): Promise<Found> {
    let found: Found = 'none';
    for (const file of all) {
      const names = await this.#catalogue(kind, file);
      if (!('message' in names)) {
        if (found === 'none' && names.has(name)) found = { file, name };
        continue;
      }
      if (isOfStandIn(names) && !candidates.includes(file)) continue;
      const place = file.module.replace(/^ansible_collections\.(\w+\.\w+)\.plugins\.\w+\./, '$1.');
      notices().warning(
        `Skipping ${kind} plugins in ${place}'; an error occurred while loading: ${names.message}`,
      );
    }
    return found;
  }

  #catalogue(kind: PluginKind, file: PluginFile): Promise<ReadonlySet<string> | PluginError> {
    let known = this.#catalogues.get(file.path);
    if (known === undefined) {
      known = this.#start(kind, file).then(async (process) => {
        const answer = await process.call(
          { do: 'load', kind, path: file.path, name: file.module, collections: this.#collectionRoots() },
          () => Promise.reject(new AnsibleError('not offered while a plugin is loaded')),
        );
        if ('error' in answer) return answer.error;
        this.#loaded.add(file.path);
        return new Set(Object.keys(answer.value as Record<string, Wire>));
      });
      known.catch(() => this.#catalogues.delete(file.path));
      this.#catalogues.set(file.path, known);
    }
    return known;
  }

  async #runLookup(
    file: PluginFile,
    terms: readonly Value[],
    options: ReadonlyMap<string, Value>,
    site: CallSite,
  ): Promise<readonly Value[]> {
    const loaded = await this.#catalogue('lookup', file);
    if ('message' in loaded)
      throw new AnsibleError(
        `The lookup plugin '${file.name}' (${file.path}) cannot be loaded: ${loaded.message}`,
        {
          kind: 'lookup',
        },
      );
    const request = {
      do: 'call',
      kind: 'lookup',
      path: file.path,
      plugin: file.name,
      args: [terms.map(encode)],
      kwargs: encode(new Map(options)),
    };
    const result = await this.#call('lookup', file, request, site);
    return Array.isArray(result) ? result : [result];
  }

  /** Calls a plugin that is loaded already, and gives the answer at once where it comes at once. */
  #callNow(
    file: PluginFile,
    request: Readonly<Record<string, Wire>>,
    site: CallSite,
  ): { readonly now: Value } | Promise<Value> | undefined {
    const process = this.#running;
    if (process === undefined || process.ended || !this.#loaded.has(file.path)) return undefined;
    const finish = (answer: Answer): Value => {
      if ('error' in answer) throw raised(answer.error);
      return decode(answer.value);
    };
    const got = process.callNow(request, askAt(site));
    return got instanceof Promise ? got.then(finish) : { now: finish(got) };
  }

  async #call(
    kind: PluginKind,
    file: PluginFile,
    request: Readonly<Record<string, Wire>>,
    site: CallSite,
  ): Promise<Value> {
    const process = await this.#start(kind, file);
    // after a restart the new process does not have the file yet
    await this.#catalogue(kind, file);
    const answer = await process.call(request, askAt(site));
    if ('error' in answer) throw raised(answer.error);
    return decode(answer.value);
  }

  async #start(kind: PluginKind, file: PluginFile): Promise<PluginProcess> {
    if (this.#process !== undefined && (await this.#process).ended) {
      this.#process = undefined;
      this.#running = undefined;
      this.#loaded.clear();
      this.#catalogues.clear();
    }
    this.#process ??= this.#spawn(`${kind} plugin '${file.name}' (${file.path})`);
    this.#process.then(
      (p) => {
        this.#running = p;
      },
      () => {
        this.#process = undefined;
      },
    );
    return this.#process;
  }

  async #spawn(wanted: string): Promise<PluginProcess> {
    const { controlPython, PluginProcess: Process } = await import('./process.ts');
    const python = controlPython(this.options.env);
    if (python === undefined)
      throw new AnsibleError(
        `The ${wanted} is written in Python, and there is no Python 3 on the control node. Install one, or name it in ANSIBLE_TS_PYTHON.`,
        { kind: 'plugin-not-found' },
      );
    return Process.start(python, this.options.env, speak);
  }
}

/** An exception of a plugin as the templar knows Python's. */
function raised(error: PluginError): PyError {
  notices().verbose(3, error.trace.trimEnd());
  const known = error.bases.find((b) => b === error.type || passed.has(b));
  return new PyError(known ?? error.type, error.message);
}
const passed = new Set([
  'AnsibleUndefinedVariable',
  'AnsibleFilterTypeError',
  'AnsibleFilterError',
  'AnsibleLookupError',
  'AnsibleError',
  'UndefinedError',
]);

/** What a plugin says through Display. */
export function speak(how: string, text: string, detail: Wire): void {
  const sink = notices();
  const parts = Array.isArray(detail) ? detail : [];
  if (how === 'warning') sink.warning(text, detail === true);
  else if (how === 'error') sink.error(text, detail !== false);
  else if (how === 'verbose')
    sink.verbose(Number(parts[0] ?? 1), text, typeof parts[1] === 'string' ? parts[1] : undefined);
  else if (how === 'deprecated')
    sink.deprecated(text, {
      version: typeof parts[0] === 'string' ? parts[0] : undefined,
      date: typeof parts[1] === 'string' ? parts[1] : undefined,
      collection: typeof parts[2] === 'string' ? parts[2] : undefined,
    });
  else {
    const [stderr, color, screenOnly, logOnly, newline] = parts;
    sink.display(text, {
      stderr: stderr === true,
      ...(typeof color === 'string' && { color }),
      screenOnly: screenOnly === true,
      logOnly: logOnly === true,
      newline: newline !== false,
    });
  }
}

/** Whether a file did not load for something that only our stand-ins for `ansible.*` may lack. */
const isOfStandIn = (e: PluginError): boolean =>
  e.bases.includes('ImportError') && /\bansible\b/.test(e.message);
