import { defineModule, type ModuleContext, ModuleFailure } from '../define.ts';
import { quoteWords } from '../support/command.ts';
import { tool } from '../support/package/tool.ts';

interface Params {
  readonly path: string;
  readonly entry: string | null;
  readonly entity: string;
  readonly etype: 'group' | 'mask' | 'other' | 'user' | null;
  readonly permissions: string | null;
  readonly state: 'absent' | 'present' | 'query';
  readonly follow: boolean;
  readonly default: boolean;
  readonly recursive: boolean;
  readonly recalculate_mask: 'default' | 'mask' | 'no_mask';
  readonly use_nfsv4_acls: boolean;
}
type Ctx = ModuleContext<Params>;

interface Entry {
  readonly default: boolean;
  readonly etype: string;
  readonly entity: string;
  readonly permissions: string | null;
}

const kinds: Readonly<Record<string, string>> = { u: 'user', g: 'group', m: 'mask', o: 'other' };

/** `[default:]<type>:<qualifier>[:<permissions>]`. */
function parseEntry(text: string): Entry {
  let words = text.split(':');
  const isDefault = words[0] === 'default' || words[0] === 'd';
  if (isDefault) words = words.slice(1);
  if (words.length !== 2 && words.length !== 3)
    throw new ModuleFailure(
      "'entry' MUST have 2 or 3 sections divided by ':' when 'state=absent' or 'state=present'.",
    );
  const etype = Object.values(kinds).includes(words[0]!)
    ? words[0]!
    : kinds[words[0]!.slice(0, 1).toLowerCase()];
  if (etype === undefined) throw new ModuleFailure(`Unknown type of entry '${words[0]}' in '${text}'`);
  return { default: isDefault, etype, entity: words[1]!, permissions: words[2] ?? null };
}

const entryText = (e: Entry): string =>
  e.permissions === null ? `${e.etype}:${e.entity}` : `${e.etype}:${e.entity}:${e.permissions}`;

async function program(ctx: Ctx, argv: readonly string[]): Promise<string> {
  const full = await ctx.target.which(argv[0]!, ['/bin', '/usr/bin', '/sbin', '/usr/sbin']);
  if (full === undefined)
    throw new ModuleFailure(
      `Failed to find required executable "${argv[0]}" in paths: ${(await ctx.target.environment())['PATH'] ?? ''}`,
    );
  const cmd = [full, ...argv.slice(1)];
  const r = await tool(ctx.target, cmd, { signal: ctx.signal });
  if (r.rc !== 0)
    throw new ModuleFailure(r.stderr.trimEnd(), {
      cmd: quoteWords(cmd),
      rc: r.rc,
      stdout: r.stdout,
      stderr: r.stderr,
    });
  return r.stdout;
}

function check(p: Params): void {
  const fail = (m: string): never => {
    throw new ModuleFailure(m);
  };
  if (p.use_nfsv4_acls) fail('use_nfsv4_acls is for hosts with setfacl of NFSv4; Linux has none');
  if (p.state === 'query') {
    if (p.recursive) fail("'recursive' MUST NOT be set when 'state=query'.");
    if (p.recalculate_mask !== 'default')
      fail("'recalculate_mask' MUST NOT be set to 'mask' or 'no_mask' when 'state=query'.");
  }
  if (p.entry === null) {
    if (p.state === 'absent' && p.permissions !== null && p.permissions !== '')
      fail("'permissions' MUST NOT be set when 'state=absent'.");
    if (p.state !== 'query' && p.etype === null) fail(`'etype' MUST be set when 'state=${p.state}'.`);
    return;
  }
  if (p.etype !== null || p.entity !== '' || (p.permissions !== null && p.permissions !== ''))
    fail("'entry' MUST NOT be set when 'entity', 'etype' or 'permissions' are set.");
  if (p.state === 'query') fail("'entry' MUST NOT be set when 'state=query'.");
  const words = p.entry.replace(/^d(?:efault)?:/, '').split(':').length;
  if (p.state === 'present' && words !== 3)
    fail("'entry' MUST have 3 or 4 sections divided by ':' when 'state=present'.");
}

/** Lines of getfacl without comments. */
const lines = (text: string): string[] => text.split('\n').filter((l) => !l.startsWith('#'));

export default defineModule<Params>({
  shortDescription: 'Sets and tells access control lists of files',
  description: 'Adds and removes entries by setfacl; query gives the list that is there.',
  source: 'https://docs.ansible.com/ansible/latest/collections/ansible/posix/acl_module.html',
  options: {
    path: { type: 'path', required: true, aliases: ['name'], description: 'The file.' },
    entry: { description: '`<type>:<qualifier>:<permissions>`, the old way.' },
    entity: { default: '', description: 'The user or group.' },
    etype: { choices: ['group', 'mask', 'other', 'user'], description: 'Whom it is for.' },
    permissions: { description: 'Of r, w, x and X.' },
    state: {
      default: 'query',
      choices: ['absent', 'present', 'query'],
      description: 'Whether the entry is there.',
    },
    follow: { type: 'bool', default: true, description: 'Means what a link leads to.' },
    default: { type: 'bool', default: false, description: 'The default list of a directory.' },
    recursive: {
      type: 'bool',
      default: false,
      aliases: ['recurse'],
      description: 'For all that is below, too.',
    },
    recalculate_mask: {
      default: 'default',
      choices: ['default', 'mask', 'no_mask'],
      description: 'Whether the mask is made anew.',
    },
    use_nfsv4_acls: { type: 'bool', default: false, description: 'Lists of NFSv4: refused.' },
  },
  returns: { acl: { description: 'The list.', returned: 'success', type: 'list' } },
  supportsCheckMode: true,
  async run(ctx) {
    const { params: p, target } = ctx;
    if ((await target.stat(p.path, { follow: false })) === undefined)
      throw new ModuleFailure('Path not found or not accessible.');
    check(p);
    const given = p.entry === null ? undefined : parseEntry(p.entry);
    const entry: Entry = given ?? {
      default: p.default,
      etype: p.etype ?? '',
      entity: p.entity,
      permissions: p.state === 'present' ? p.permissions : null,
    };
    const isDefault = p.default || entry.default;
    const words = (...more: string[]): string[] => [
      ...more,
      ...(p.recursive ? ['--recursive'] : []),
      ...(p.recalculate_mask === 'mask' ? ['--mask'] : []),
      ...(p.recalculate_mask === 'no_mask' ? ['--no-mask'] : []),
      ...(p.follow ? [] : ['--physical']),
      ...(isDefault ? ['-d'] : []),
    ];
    let changed = false;
    let msg = 'current acl';
    if (p.state !== 'query') {
      const action =
        p.state === 'present' ? ['-m', entryText(entry)] : ['-x', entryText({ ...entry, permissions: null })];
      const call = words('setfacl');
      // A line that ends with ",*" is left as it is.
      const test = await program(ctx, ['setfacl', '--test', ...call.slice(1), ...action, p.path]);
      changed = test.split('\n').some((l) => l !== '' && !l.endsWith('*,*'));
      if (changed && !ctx.checkMode) await program(ctx, [...call, ...action, p.path]);
      msg = `${entryText(p.state === 'absent' ? { ...entry, permissions: null } : entry)} is ${p.state}`;
    }
    const shown = await program(ctx, [
      'getfacl',
      '--omit-header',
      '--absolute-names',
      ...(p.recursive ? ['--recursive'] : []),
      ...(p.follow ? [] : ['--physical']),
      ...(isDefault ? ['-d'] : []),
      p.path,
    ]);
    const acl = lines(shown);
    while (acl.at(-1) === '') acl.pop();
    return { changed, msg, acl };
  },
});
