import { notices } from '../../errors/notices.ts';
import { builtinFilter } from '../../jinja/builtins.ts';
import type { CallContext } from '../../jinja/define.ts';
import { invoke } from '../../jinja/invoke.ts';
import type { LookupDefinition } from '../../template/define.ts';
import type { TemplarEnvironment } from '../../template/environment.ts';
import { lookupContext } from '../../template/lookup-call.ts';
import { lookupOptions } from '../../template/lookup-options.ts';
import { ansibleFilter } from '../../template/plugins.ts';
import type { Templar } from '../../template/templar.ts';
import { PyError } from '../../value/errors.ts';
import { OverlayScope } from '../../value/scope.ts';
import { asText } from '../../value/text.ts';
import { truth } from '../../value/truth.ts';
import type { Dict, Value } from '../../value/types.ts';
import { parseYaml } from '../../yaml/load.ts';
import { decode, encode } from './codec.ts';
import { optionValues } from './option-values.ts';
import type { Ask } from './process.ts';

/** Where a plugin was called: what it may ask about. */
export interface CallSite {
  readonly templar: Templar | undefined;
  readonly world: TemplarEnvironment;
  readonly call?: CallContext | undefined;
  /** Options from ansible.cfg, by section and key. */
  ini(section: string, key: string): string | undefined;
}

/** Serves a plugin's questions: variables, templates, files, settings, our own filters and lookups. */
export function askAt(site: CallSite): Ask {
  return async (what, wire) => {
    const answer = answers[what];
    if (answer === undefined) throw new PyError('AnsibleError', `${what} is not offered to plugins`);
    return encode((await answer(site, decode(wire))) ?? null);
  };
}

type Answerer = (site: CallSite, value: Value) => Value | undefined | Promise<Value | undefined>;
const text = (v: Value | undefined): string => asText(v ?? null) ?? '';
const list = (v: Value | undefined): Value[] => (Array.isArray(v) ? v : []);
const dict = (v: Value | undefined): Dict => (v instanceof Map ? v : new Map());

const answers: Readonly<Record<string, Answerer>> = {
  var: ({ templar }, name) => {
    const v = templar?.scope.get(text(name));
    return v === undefined ? null : [v];
  },
  value: async ({ templar }, name) => {
    const v = templar?.scope.get(text(name));
    return v === undefined || templar === undefined ? null : [await templar.template(v)];
  },
  names: ({ templar }) => [...(templar?.scope.names() ?? [])],
  template: async ({ templar }, value) => {
    const [what, own, options] = list(value);
    if (templar === undefined) throw new PyError('AnsibleError', 'there is no templar here');
    const over: Map<string, Value> = new Map();
    for (const [k, v] of dict(own)) over.set(text(k), v);
    const at = over.size > 0 ? templar.withScope(new OverlayScope(over, templar.scope)) : templar;
    const flags: Record<string, boolean> = {};
    for (const [k, v] of dict(options)) flags[text(k)] = truth(v);
    return at.template(what ?? null, flags);
  },
  find_file: ({ world }, value) => {
    const [kind, name] = list(value).map(text);
    return world.findFile(kind ?? '', name ?? '') ?? null;
  },
  basedir: ({ world }) => world.baseDir,
  read_file: ({ world }, path) => {
    try {
      return world.readFile(text(path)).toString('utf8');
    } catch (e) {
      throw new PyError('AnsibleFileNotFound', (e as Error).message);
    }
  },
  setting: ({ world }, name) => {
    const v = world.setting(text(name));
    return v === undefined ? null : [v];
  },
  yaml: (_site, source) => parseYaml(text(source)),
  verbosity: () => notices().verbosity,
  options: (site, value) => {
    const [name, declared, direct, kind] = list(value);
    return options(site, `plugin_type: ${text(kind)} plugin: ${text(name)}`, dict(declared), dict(direct));
  },
  filter: ({ call }, value) => {
    const [name, args, kwargs] = list(value);
    const definition = ansibleFilter(text(name)) ?? builtinFilter(text(name));
    if (definition === undefined) throw new PyError('AnsibleError', `no filter named '${text(name)}'`);
    const named = new Map([...dict(kwargs)].map(([k, v]) => [text(k), v] as const));
    return invoke(
      definition,
      list(args),
      named,
      call ?? ({ context: null, autoescape: false } as unknown as CallContext),
    );
  },
  has_lookup: async ({ world }, name) => (await world.lookup(text(name))) !== undefined,
  lookup: async ({ world, templar }, value) => {
    const [name, terms, kwargs] = list(value);
    const found: LookupDefinition | undefined = await world.lookup(text(name));
    if (found === undefined || templar === undefined)
      throw new PyError('AnsibleError', `lookup plugin (${text(name)}) not found`);
    const given = new Map([...dict(kwargs)].map(([k, v]) => [text(k), v] as const));
    const ready = lookupOptions(text(name), found, given);
    return [...(await found.run(list(terms), ready, lookupContext(world, templar)))];
  },
};

/** A plugin's options; those that variables give are templated first. */
async function options(site: CallSite, plugin: string, declared: Dict, direct: Dict): Promise<Dict> {
  const vars = new Map<string, Value>();
  for (const spec of declared.values())
    for (const from of list(dict(spec).get('vars'))) {
      const name = text(dict(from).get('name'));
      const v = site.templar?.scope.get(name);
      if (v !== undefined && site.templar !== undefined) vars.set(name, await site.templar.template(v));
    }
  return optionValues(plugin, declared, direct, {
    variable: (name) => vars.get(name),
    env: site.world.env,
    ini: site.ini,
  });
}
