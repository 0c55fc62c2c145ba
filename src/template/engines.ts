import { Environment } from '../jinja/environment.ts';
import { defaultGlobals } from '../jinja/globals.ts';
import type { SyntaxOptions } from '../jinja/options.ts';
import { DictView, PyIterator, PyRange } from '../value/containers.ts';
import { isIterable, iterate } from '../value/iterate.ts';
import { asText } from '../value/text.ts';
import { LazyMapping, type Value } from '../value/types.ts';
import { concatConverting, concatNative, concatText } from './concat.ts';
import type { TemplarEnvironment } from './environment.ts';
import { evaluation } from './evaluation.ts';
import { ansibleGlobals } from './globals.ts';
import { filterFinder, pluginName, testFinder } from './plugins.ts';
import { joinPath } from './support/paths.ts';
import { holdsUnsafe } from './unsafe.ts';

/** How what a template puts out is joined: to a text, to a text that may look like data, or to native values. */
export type Mode = 'text' | 'convert' | 'native';

const concats = { text: concatText, convert: concatConverting, native: concatNative } as const;

/** Ansible unrolls generators and views wherever a filter gives one or one is put out. */
const unrolled = (v: Value): Value => {
  if (v === null || typeof v !== 'object' || Array.isArray(v) || v instanceof Map) return v;
  if (v instanceof PyIterator || v instanceof DictView || v instanceof PyRange) return [...iterate(v)];
  return v;
};

/** Filters hand back lists in place of iterators. */
const filterResult = (v: Value): Value => (v instanceof PyIterator && isIterable(v) ? [...iterate(v)] : v);

function onResolve(_name: string, value: Value): Value {
  noteRead(value);
  return value;
}

/** What a template reads counts: where it holds unsafe text, the template's result is unsafe. */
export function noteRead(value: Value): void {
  const e = evaluation();
  if (
    e?.frame &&
    !e.frame.unsafe &&
    typeof value === 'object' &&
    value !== null &&
    holdsUnsafe(value, e.unsafeSeen)
  ) {
    e.frame.unsafe = true;
  }
}

/** Reads from a lazy mapping count: what they give may be unsafe. */
function attributeHook(obj: Value, name: Value, isItem: boolean): Value | undefined {
  if (!(obj instanceof LazyMapping)) return undefined;
  const key = asText(name);
  const e = evaluation();
  if (!e?.frame || key === undefined) return undefined;
  // a method of mappings (keys, items, get ...), or nothing
  if (!isItem && !obj.has(key)) return undefined;
  const value = obj.get(key);
  if (value === undefined) return undefined;
  return onResolve(key, value);
}

/** The jinja environments of one TemplarEnvironment, made when they are needed and kept. */
export class Engines {
  private readonly made = new Map<string, Environment>();
  private readonly filters: ReturnType<typeof filterFinder>;
  private readonly tests: ReturnType<typeof testFinder>;
  private readonly globals: ReadonlyMap<string, Value>;

  constructor(private readonly world: TemplarEnvironment) {
    this.filters = filterFinder(world);
    this.tests = testFinder(world);
    this.globals = new Map([...defaultGlobals(false), ...ansibleGlobals()]);
  }

  get(mode: Mode, syntax?: Partial<SyntaxOptions>): Environment {
    const key = syntax && Object.keys(syntax).length ? mode + JSON.stringify(syntax) : mode;
    let environment = this.made.get(key);
    if (!environment) {
      environment = this.make(mode, syntax);
      this.made.set(key, environment);
    }
    return environment;
  }

  private make(mode: Mode, syntax?: Partial<SyntaxOptions>): Environment {
    return new Environment({
      syntax: { trimBlocks: true, ...this.extensions(), ...syntax },
      undefined: 'ansible',
      pluginName,
      filters: this.filters,
      tests: this.tests,
      globals: this.globals,
      loader: (name) => this.load(name),
      finalize: mode === 'native' ? unrolled : (v) => (v === null ? '' : unrolled(v)),
      concat: concats[mode],
      onResolve,
      filterResult,
      attributeHook,
    });
  }

  /** Jinja2 extensions that the setting DEFAULT_JINJA2_EXTENSIONS names. */
  private extensions(): Partial<SyntaxOptions> {
    const names = this.world.setting('DEFAULT_JINJA2_EXTENSIONS');
    const list =
      typeof names === 'string'
        ? names.split(',')
        : Array.isArray(names)
          ? names.map((n) => asText(n) ?? '')
          : [];
    return {
      doStatement: list.some((n) => n.trim() === 'jinja2.ext.do'),
      loopControls: list.some((n) => n.trim() === 'jinja2.ext.loopcontrols'),
    };
  }

  /** A template that another includes, imports or extends. */
  private load(name: string): { readonly source: string; readonly filename?: string } | undefined {
    const frame = evaluation()?.frame;
    const world = frame?.templar.environment ?? this.world;
    const given = frame?.searchPath;
    const own = world.loadTemplate?.(name);
    if (own) return own;
    // Jinja2's loader refuses names that leave its directories.
    if (name.split('/').includes('..')) return undefined;
    for (const dir of given ?? world.searchPath('templates')) {
      const path = joinPath([dir, name.replace(/^\/+/, '')]);
      try {
        return { source: world.readFile(path).toString('utf8'), filename: path };
      } catch {
        // Not there: the next directory.
      }
    }
    return undefined;
  }
}

const OWN_PLUGINS = {};
const engines = new WeakMap<object, Map<string, Engines>>();
const last = new WeakMap<TemplarEnvironment, Engines>();

/** The engines for a TemplarEnvironment: shared by all that find the same plugins, so that templates compile once. */
export function enginesOf(world: TemplarEnvironment): Engines {
  const known = last.get(world);
  if (known) return known;
  const plugins = world.filter ?? world.test ?? OWN_PLUGINS;
  let byExtensions = engines.get(plugins);
  if (!byExtensions) {
    byExtensions = new Map();
    engines.set(plugins, byExtensions);
  }
  const key = `${world.testsAsFilters === true}${String(world.setting('DEFAULT_JINJA2_EXTENSIONS') ?? '')}`;
  let e = byExtensions.get(key);
  if (!e) {
    e = new Engines(world);
    byExtensions.set(key, e);
  }
  last.set(world, e);
  return e;
}
