import { notices } from '../../errors/notices.ts';
import { asText } from '../../value/text.ts';
import { typeName } from '../../value/type-name.ts';
import type { Dict, Value } from '../../value/types.ts';
import { strArgument } from '../argspec/repr.ts';
import { defineModule } from '../define.ts';
import { actionFailure, mustBeText } from '../support/action-failure.ts';

/** `name:port` and `[v6]:port`; anything else is a name as it stands. */
function splitPort(name: string): { host: string; port: number | undefined } {
  const m = /^\[([0-9a-fA-F:.%]+)\](?::(\d+))?$/.exec(name) ?? /^([^:[\]]+):(\d+)$/.exec(name);
  return m === null
    ? { host: name, port: undefined }
    : { host: m[1]!, port: m[2] === undefined ? undefined : Number(m[2]) };
}

/** `add_host: "{{ a_dict }}"` comes as free text: the dict stands under the arguments that are written out. */
function withFreeDict(args: Dict): Dict {
  const free = args.get('_raw_params');
  if (free === undefined) return args;
  if (!(free instanceof Map))
    throw actionFailure(
      `Invalid raw parameters passed, requires a dictonary/mapping got a  <class '${typeName(free)}'>`,
    );
  const all: Dict = new Map(free);
  for (const [k, v] of args) if (k !== '_raw_params') all.set(k, v);
  return all;
}

const special = new Set(['name', 'hostname', 'groupname', 'groups']);

export default defineModule<Record<string, Value>>({
  shortDescription: 'Adds a host to the inventory of this run',
  description: 'The host is there for later plays. It may be given groups and variables.',
  source: 'https://docs.ansible.com/ansible/2.14/collections/ansible/builtin/add_host_module.html',
  options: {
    name: {
      aliases: ['host', 'hostname'],
      description: 'Name of the host, with `:port` where wanted.',
    },
    groups: {
      type: 'raw',
      aliases: ['group', 'groupname'],
      description: 'Groups of the host: a list, or names with commas between.',
    },
  },
  // The action looks at its arguments itself and takes every other one as a variable of the host.
  anyArguments: true,
  supportsCheckMode: true,
  side: 'control',
  oncePerBatch: true,
  async run(ctx) {
    const args = withFreeDict(ctx.rawParams);
    const given = args.get('name') ?? args.get('hostname') ?? args.get('host') ?? null;
    if (given === null) throw actionFailure('name, host or hostname needs to be provided');
    // what is no name ends the run when the inventory takes it
    const name = asText(given);
    notices().verbose(2, `creating host via 'add_host': hostname=${strArgument(given)}`);
    const { host, port } = name === undefined ? { host: given, port: undefined } : splitPort(name);
    const wanted = args.get('groupname') ?? args.get('groups') ?? args.get('group') ?? '';
    let groups: string[] = [];
    const text = asText(wanted);
    if (Array.isArray(wanted)) {
      for (const g of wanted) mustBeText(g, 'strip');
      groups = wanted.map(strArgument);
    } else if (text !== undefined) groups = text === '' ? [] : text.split(',');
    else throw actionFailure('Groups must be specified as a list.');
    const vars: Dict = new Map();
    for (const [k, v] of args) if (!special.has(strArgument(k))) vars.set(k, v);
    if (port !== undefined) vars.set('ansible_ssh_port', port);
    const unique = [...new Set(groups.map((g) => g.trim()))];
    return { changed: true, add_host: { host_name: host, groups: unique, host_vars: vars } };
  },
});
