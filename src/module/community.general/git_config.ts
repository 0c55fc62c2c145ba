import { defineModule, ModuleFailure } from '../define.ts';
import { requireProgram, tool } from '../support/package/tool.ts';

interface Params {
  readonly list_all: boolean;
  readonly name: string | null;
  readonly repo: string | null;
  readonly file: string | null;
  readonly scope: 'file' | 'local' | 'global' | 'system' | null;
  readonly state: 'absent' | 'present';
  readonly value: string | null;
}

export default defineModule<Params>({
  shortDescription: 'Reads and writes the configuration of git',
  description: 'Sets, unsets or reads one setting by `git config`, or lists all.',
  source: 'https://docs.ansible.com/ansible/latest/collections/community/general/git_config_module.html',
  options: {
    list_all: {
      type: 'bool',
      default: false,
      description: 'Lists all settings, of the scope if one is given.',
    },
    name: { description: 'Name of the setting; without a value it is read.' },
    repo: { type: 'path', description: 'The repository that the scope local means.' },
    file: { type: 'path', description: 'The file that the scope file means.' },
    scope: {
      choices: ['file', 'local', 'global', 'system'],
      description: 'Where the setting stands; the default for one setting is system.',
    },
    state: {
      default: 'present',
      choices: ['present', 'absent'],
      description: 'Set or unset; unset wins over value.',
    },
    value: { description: 'The value to set.' },
  },
  mutuallyExclusive: [
    ['list_all', 'name'],
    ['list_all', 'value'],
    ['list_all', 'state'],
  ],
  requiredIf: [
    ['scope', 'local', ['repo']],
    ['scope', 'file', ['file']],
  ],
  requiredOneOf: [['list_all', 'name']],
  returns: {
    config_value: { description: 'The value that was read.', returned: 'without value', type: 'str' },
    config_values: { description: 'All settings.', returned: 'with list_all', type: 'dict' },
  },
  supportsCheckMode: true,
  async run(ctx) {
    const { params: p, target } = ctx;
    const git = await requireProgram(target, 'git');
    const scope = p.scope ?? (p.list_all ? null : 'system');
    const value = p.state === 'absent' || p.value === null || p.value === '' ? undefined : p.value;
    const head = [
      git,
      'config',
      '--includes',
      ...(p.list_all ? ['-l'] : []),
      ...(scope === 'file' ? ['-f', p.file ?? ''] : scope === null ? [] : [`--${scope}`]),
    ];
    const name = p.name === null || p.name === '' ? [] : [p.name];
    // settings of a repository count only where one is asked for
    const cwd = p.repo !== null && (scope === 'local' || p.list_all) ? p.repo : '/';
    const there = (await target.stat(cwd)) !== undefined;
    const read = await tool(target, [...head, ...name], there ? { cwd } : {});
    if (p.list_all && scope !== null && read.rc === 128 && read.stderr.includes('unable to read config file'))
      return { changed: false, msg: '', config_values: {} };
    if (read.rc >= 2)
      throw new ModuleFailure(read.stderr, { rc: read.rc, cmd: [...head, ...name].join(' ') });
    const old = read.stdout.trimEnd();
    if (p.list_all) {
      const pairs =
        old === ''
          ? []
          : old.split('\n').map((l) => [l.split('=', 1)[0] ?? '', l.slice(l.indexOf('=') + 1)] as const);
      return {
        changed: false,
        msg: '',
        config_values: Object.fromEntries(pairs.map(([k, v]) => [k, v])),
      };
    }
    if (value === undefined && p.state === 'present') return { changed: false, msg: '', config_value: old };
    if (value === undefined && read.stdout === '') return { changed: false, msg: 'no setting to unset' };
    if (value === old) return { changed: false, msg: '' };
    const words = value === undefined ? [...head, '--unset', ...name] : [...head, ...name];
    if (!ctx.checkMode) {
      const cmd = value === undefined ? words : [...words, value];
      const r = await tool(target, cmd, { cwd });
      if (r.stderr !== '') throw new ModuleFailure(r.stderr, { rc: r.rc, cmd });
    }
    const header = (ctx.checkMode ? [...head, ...name] : words).join(' ');
    return {
      changed: true,
      msg: 'setting changed',
      diff: { before_header: header, before: `${old}\n`, after_header: header, after: `${value ?? ''}\n` },
    };
  },
});
