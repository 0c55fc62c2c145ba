import type { Dict, Value } from '../../value/types.ts';
import { defineModule, ModuleFailure } from '../define.ts';
import { failIfMissing, tool } from '../support/package/tool.ts';

interface Params {
  readonly database: string;
  readonly key: string | null;
  readonly service: string | null;
  readonly split: string | null;
  readonly fail_key: boolean;
}

const colon = ['passwd', 'shadow', 'group', 'gshadow'];

export default defineModule<Params>({
  shortDescription: "Asks the host's databases (getent)",
  description: 'The answer becomes a fact getent_<database>: keys with the lists of their fields.',
  source: 'https://docs.ansible.com/ansible/2.14/collections/ansible/builtin/getent_module.html',
  options: {
    database: { required: true, description: 'Name of the database: passwd, group, hosts ...' },
    key: { noLog: false, description: 'The entry to look for; all where none is given.' },
    service: { versionAdded: '2.9', description: 'The source to ask.' },
    split: { description: 'What stands between the fields.' },
    fail_key: { type: 'bool', default: true, description: 'Fails where the key is not there.' },
  },
  returns: { ansible_facts: { description: 'getent_<database>.', returned: 'always', type: 'dict' } },
  supportsCheckMode: true,
  async run(ctx) {
    const p = ctx.params;
    const argv = [
      'getent',
      ...(p.service === null ? [] : ['-s', p.service]),
      p.database,
      ...(p.key === null ? [] : [p.key]),
    ];
    const split = p.split ?? (colon.includes(p.database) ? ':' : null);
    const r = await tool(ctx.target, argv);
    await failIfMissing(ctx.target, 'getent', r);
    const entries: Dict = new Map();
    const fact = { ansible_facts: { [`getent_${p.database}`]: entries } };
    if (r.rc === 0) {
      for (const line of r.stdout.split('\n')) {
        if (line === '') continue;
        const [key, ...fields] = split === null ? line.trim().split(/\s+/) : line.split(split);
        const before = entries.get(key!);
        if (before === undefined) entries.set(key!, fields);
        // One key with several lines: a list of their fields.
        else
          entries.set(
            key!,
            (Array.isArray((before as Value[])[0])
              ? [...(before as Value[]), fields]
              : [before, fields]) as Value,
          );
      }
      return fact;
    }
    if (r.rc === 1) throw new ModuleFailure('Missing arguments, or database unknown.');
    if (r.rc === 2) {
      const msg = 'One or more supplied key could not be found in the database.';
      if (p.fail_key) throw new ModuleFailure(msg);
      entries.set(p.key ?? '', null);
      return { ...fact, msg };
    }
    if (r.rc === 3) throw new ModuleFailure('Enumeration not supported on this database.');
    throw new ModuleFailure('Unexpected failure!');
  },
});
