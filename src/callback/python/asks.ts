import type { Settings } from '../../config/settings.ts';
import type { Group } from '../../inventory/group.ts';
import { Block } from '../../playbook/block.ts';
import type { Play } from '../../playbook/play.ts';
import { decode, encode, type Wire } from '../../python/plugins/codec.ts';
import { optionValues } from '../../python/plugins/option-values.ts';
import type { RunContext } from '../../run/context.ts';
import { taskView } from '../../run/views.ts';
import { PyError } from '../../value/errors.ts';
import { fromPlain } from '../../value/plain.ts';
import { MapScope, type Scope } from '../../value/scope.ts';
import { asText } from '../../value/text.ts';
import { truth } from '../../value/truth.ts';
import type { Dict, Value } from '../../value/types.ts';
import { parseYaml } from '../../yaml/load.ts';
import type { DisplaySurface } from '../support/surface.ts';
import { resultYaml } from '../support/yaml.ts';
import { fields, taskWire } from './encode-event.ts';

/** What callback plugins may ask about. */
export interface CallbackWorld {
  readonly run: RunContext;
  readonly settings: Settings;
  readonly display: DisplaySurface;
  /** The command line's options, those that were not given too. */
  readonly cliArgs: ReadonlyMap<string, Value>;
  /** Plays that have begun, by uuid, and the one in work. */
  readonly plays: Map<string, Play>;
  play: Play | undefined;
}

const text = (v: Value | undefined): string => asText(v ?? null) ?? '';
const list = (v: Value | undefined): Value[] => (Array.isArray(v) ? v : []);
const dict = (v: Value | undefined): Dict => (v instanceof Map ? v : new Map());

/** Answers a question of a plugin. Throws PyError for what is not offered. */
export function askRun(world: CallbackWorld, what: string, wire: Wire): Wire {
  const answer = answers[what];
  if (answer === undefined)
    throw new PyError('AnsibleError', `${what} is not offered to callback plugins by ansible-ts`);
  return answer(world, decode(wire));
}

const groupWire = (g: Group): Wire =>
  fields({ name: g.name, vars: encode(new Map<Value, Value>(g.vars)), depth: g.depth, priority: g.priority });

/** Variables that are worlds of their own; plugins get them by other ways, or not at all. */
const left = new Set(['hostvars', 'vars']);

function scopeWire(scope: Scope): Wire {
  const out: Wire[] = [];
  for (const name of new Set(scope.names())) {
    if (left.has(name)) continue;
    const value = scope.get(name);
    if (value !== undefined) out.push([name, encode(value)]);
  }
  return { d: out };
}

const answers: Readonly<Record<string, (world: CallbackWorld, value: Value) => Wire>> = {
  setting: ({ settings }, name) => {
    const key = text(name);
    return settings.has(key) ? [encode(fromPlain(settings.get(key)))] : null;
  },
  yaml: (_world, source) => encode(parseYaml(text(source))),
  yaml_text: (_world, value) => {
    const [what, indent] = list(value);
    return resultYaml(what ?? null, Number(indent ?? 4));
  },
  options: ({ settings }, value) => {
    const [name, declared, direct, kind] = list(value);
    const plugin = `plugin_type: ${text(kind)} plugin: ${text(name)}`;
    return encode(
      optionValues(plugin, dict(declared), dict(direct), {
        variable: () => undefined,
        env: settings.env,
        ini: (section, key) => settings.iniValue(section, key),
      }),
    );
  },
  has_color: ({ display }) => display.color,
  paint: ({ display }, value) => {
    const [what, color] = list(value);
    return display.paint(text(what), text(color));
  },
  verbosity: ({ display }) => display.verbosity,
  cliargs: ({ cliArgs }) => encode(new Map<Value, Value>(cliArgs)),
  host: ({ run }, name) => {
    const host = run.inventory.getHost(text(name));
    if (host === undefined) return null;
    return fields({
      vars: encode(new Map<Value, Value>(host.vars)),
      groups: host.getGroups().map(groupWire),
      address: host.address,
      uuid: host.uuid,
      implicit: host.implicit,
      magic: fields({
        inventory_hostname: host.name,
        inventory_hostname_short: host.shortName,
        group_names: host.groupNames(),
      }),
    });
  },
  hosts: ({ run }, pattern) => run.inventory.getHosts([text(pattern)]).map((h) => h.name),
  groups: ({ run }) => [...run.inventory.groups.values()].map(groupWire),
  group_hosts: ({ run }, name) => run.inventory.getHosts([text(name)]).map((h) => h.name),
  sources: ({ run }) => [...run.inventory.sources].map((s) => String(s)),
  vars: ({ run, play }, value) => {
    const [name, , withPlay] = list(value);
    const host = name === null ? undefined : run.inventory.getHost(text(name));
    if (name !== null && host === undefined) return null;
    return scopeWire(run.vars.scope({ play: truth(withPlay ?? true) ? play : undefined, host }));
  },
  extra_vars: ({ run }) => encode(new Map<Value, Value>(run.options.extraVars)),
  // an inventory without an extension is tried as YAML by Ansible, and counts as read
  files: ({ run }) => [
    ...new Set([
      ...run.inventory.sources
        .map(String)
        .filter((s) => !/[,.]/.test(s.slice(s.lastIndexOf('/') + 1)) && run.loader.isFile(s)),
      ...run.loader.loadedFiles(),
    ]),
  ],
  basedir: ({ run }) => run.loader.basedir,
  read_file: ({ run }, path) => {
    try {
      return run.loader.readFile(text(path)).data.toString('utf8');
    } catch (e) {
      throw new PyError('AnsibleFileNotFound', (e as Error).message);
    }
  },
  play_tasks: ({ run, plays, play }, uuid) => {
    const of = plays.get(text(uuid)) ?? play;
    if (of === undefined) return [];
    return [...of.preTasks, ...of.tasks, ...of.postTasks].map((b) =>
      (b instanceof Block ? b.tasks() : [b]).map((t) => taskWire(taskView(run, t))),
    );
  },
  names: ({ run, play }) => [...run.vars.scope({ play }).names()],
  var: ({ run, play }, name) => {
    const v = run.vars.scope({ play }).get(text(name));
    return v === undefined ? null : [encode(v)];
  },
  template: ({ run, play }, value) => {
    const [what, own, options] = list(value);
    const flags: Record<string, boolean> = {};
    for (const [k, v] of dict(options)) flags[text(k)] = truth(v);
    const given = new Map<string, Value>();
    for (const [k, v] of dict(own)) given.set(text(k), v);
    const scope = own instanceof Map ? new MapScope(given) : run.vars.scope({ play });
    return encode(run.templar(scope, undefined).templateSync(what ?? null, flags));
  },
};
