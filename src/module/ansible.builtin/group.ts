import { defineModule, ModuleFailure } from '../define.ts';
import { findGroup, readGroups } from '../support/account/database.ts';
import { failIfMissing, tool } from '../support/package/tool.ts';

interface Params {
  readonly name: string;
  readonly state: 'absent' | 'present';
  readonly gid: number | null;
  readonly system: boolean;
  readonly local: boolean;
  readonly non_unique: boolean;
}

export default defineModule<Params>({
  shortDescription: 'Adds and removes groups',
  description: 'By groupadd, groupmod and groupdel, or with `local` by the l* programs of libuser.',
  source: 'https://docs.ansible.com/ansible/2.14/collections/ansible/builtin/group_module.html',
  options: {
    state: { default: 'present', choices: ['absent', 'present'], description: 'Whether it is there.' },
    name: { required: true, description: 'Name of the group.' },
    gid: { type: 'int', description: 'Its number.' },
    system: { type: 'bool', default: false, description: 'Makes a system group.' },
    local: {
      type: 'bool',
      default: false,
      description: 'Works on the files of the host alone, where others serve groups as well.',
    },
    non_unique: { type: 'bool', default: false, description: 'Lets the number be one that is taken.' },
  },
  requiredIf: [['non_unique', true, ['gid']]],
  returns: {
    gid: {
      description: 'Number of the group.',
      returned: 'When state is present',
      type: 'int',
      sample: 1001,
    },
    name: { description: 'Name of the group.', returned: 'always', type: 'str' },
    state: { description: 'Whether it is there.', returned: 'always', type: 'str' },
    system: { description: 'Whether it is a system group.', returned: 'When state is present', type: 'bool' },
  },
  supportsCheckMode: true,
  async run(ctx) {
    const { params: p, target, checkMode } = ctx;
    const groups = await readGroups(target, p.local);
    const now = groups.find((g) => g.name === p.name);
    if (p.local && now === undefined)
      ctx.warn(
        "'local: true' specified and group was not found in /etc/group. The local group may already exist if the local group database exists somewhere other than /etc/group.",
      );
    const l = p.local ? 'l' : '';
    const number = p.gid === null ? [] : ['-g', String(p.gid), ...(p.non_unique && !p.local ? ['-o'] : [])];
    let argv: string[] | undefined;
    if (p.state === 'absent') {
      if (now !== undefined) argv = [`${l}groupdel`, p.name];
    } else if (now === undefined) {
      argv = [`${l}groupadd`, ...number, ...(p.system ? ['-r'] : []), p.name];
    } else if (p.gid !== null && p.gid !== now.gid) argv = [`${l}groupmod`, ...number, p.name];
    if (p.local && p.gid !== null && argv !== undefined && p.state === 'present') {
      const taken = groups.find((g) => g.gid === p.gid);
      if (taken !== undefined)
        throw new ModuleFailure(`GID '${p.gid}' already exists with group '${taken.name}'`);
    }
    if (argv !== undefined) {
      if (checkMode)
        return now === undefined || p.state === 'absent'
          ? { changed: true }
          : { changed: true, name: p.name, state: p.state, system: p.system, gid: now.gid };
      const r = await tool(target, argv);
      await failIfMissing(target, argv[0] ?? '', r);
      if (r.rc !== 0) throw new ModuleFailure(r.stderr, { name: p.name });
      const after = p.state === 'absent' ? undefined : findGroup(await readGroups(target, p.local), p.name);
      const output = {
        ...(r.stdout !== '' && { stdout: r.stdout }),
        ...(r.stderr !== '' && { stderr: r.stderr }),
      };
      return {
        changed: true,
        name: p.name,
        state: p.state,
        ...output,
        ...(after !== undefined && { system: p.system, gid: after.gid }),
      };
    }
    return {
      changed: false,
      name: p.name,
      state: p.state,
      ...(now !== undefined && { system: p.system, gid: now.gid }),
    };
  },
});
