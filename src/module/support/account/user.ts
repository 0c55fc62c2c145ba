import { type ModuleContext, ModuleFailure } from '../../define.ts';
import { failIfMissing, type ToolResult, tool } from '../package/tool.ts';
import { type AccountState, findGroup } from './database.ts';

export interface UserParams {
  readonly name: string;
  readonly uid: number | null;
  readonly comment: string | null;
  readonly hidden: boolean | null;
  readonly non_unique: boolean;
  readonly seuser: string | null;
  readonly group: string | null;
  readonly groups: readonly string[] | null;
  readonly append: boolean;
  readonly shell: string | null;
  readonly home: string | null;
  readonly skeleton: string | null;
  readonly password: string | null;
  readonly state: 'absent' | 'present';
  readonly create_home: boolean;
  readonly move_home: boolean;
  readonly system: boolean;
  readonly force: boolean;
  readonly remove: boolean;
  readonly generate_ssh_key: boolean | null;
  readonly ssh_key_bits: number;
  readonly ssh_key_type: string;
  readonly ssh_key_file: string | null;
  readonly ssh_key_comment: string | null;
  readonly ssh_key_passphrase: string | null;
  readonly update_password: 'always' | 'on_create';
  readonly expires: number | null;
  readonly password_lock: boolean | null;
  readonly local: boolean;
  readonly password_expire_max: number | null;
  readonly password_expire_min: number | null;
  readonly umask: string | null;
}

export type UserContext = ModuleContext<UserParams>;

const day = (seconds: number): string => new Date(seconds * 1000).toISOString().slice(0, 10);

/** The wanted groups; throws for one that nobody knows. */
export function wantedGroups(
  p: UserParams,
  state: AccountState,
  withoutPrimary: number | undefined,
): string[] | undefined {
  if (p.groups === null) return undefined;
  const out: string[] = [];
  for (const g of p.groups) {
    if (g.trim() === '') continue;
    const known = findGroup(state.groups, g.trim());
    if (known === undefined) throw new ModuleFailure(`Group ${g.trim()} does not exist`);
    if (known.gid !== withoutPrimary && !out.includes(known.name)) out.push(known.name);
  }
  return out;
}

/** Secrets must not be seen in the list of processes: chpasswd reads them. */
async function setPassword(ctx: UserContext, hash: string): Promise<ToolResult> {
  if (/[\r\n:]/.test(hash))
    throw new ModuleFailure('the password holds characters that a password field cannot hold');
  return tool(ctx.target, ['chpasswd', '-e'], { stdin: `${ctx.params.name}:${hash}\n` });
}

const failed = (ctx: UserContext, r: ToolResult): never => {
  throw new ModuleFailure(r.stderr, { name: ctx.params.name, rc: r.rc });
};

export interface Done {
  changed: boolean;
  stdout: string;
  stderr: string;
}

async function step(ctx: UserContext, done: Done, argv: readonly string[]): Promise<void> {
  const r = await tool(ctx.target, argv);
  await failIfMissing(ctx.target, argv[0] ?? '', r);
  done.stdout += r.stdout;
  done.stderr += r.stderr;
  if (r.rc !== 0) failed(ctx, r);
  done.changed = true;
}

async function passwordStep(ctx: UserContext, done: Done, hash: string): Promise<void> {
  const r = await setPassword(ctx, hash);
  done.stderr += r.stderr;
  if (r.rc !== 0) failed(ctx, r);
  done.changed = true;
}

async function localGroups(
  ctx: UserContext,
  done: Done,
  add: readonly string[],
  remove: readonly string[] = [],
): Promise<void> {
  for (const g of add) await step(ctx, done, ['lgroupmod', '-M', ctx.params.name, g]);
  for (const g of remove) await step(ctx, done, ['lgroupmod', '-m', ctx.params.name, g]);
}

export async function createUser(ctx: UserContext, state: AccountState, done: Done): Promise<void> {
  const { params: p, target } = ctx;
  const argv: string[] = [p.local ? 'luseradd' : 'useradd'];
  if (p.uid !== null) argv.push('-u', String(p.uid), ...(p.non_unique ? ['-o'] : []));
  if (p.seuser !== null) argv.push('-Z', p.seuser);
  if (p.group !== null) {
    const g = findGroup(state.groups, p.group);
    if (g === undefined) throw new ModuleFailure(`Group ${p.group} does not exist`);
    argv.push('-g', p.group);
  } else if (findGroup(state.groups, p.name) !== undefined) {
    // the group of that name must not be made: luseradd says so with -n
    argv.push(p.local ? '-n' : '-N');
  }
  const groups = wantedGroups(p, state, undefined);
  if (groups !== undefined && groups.length > 0 && !p.local) argv.push('-G', groups.join(','));
  if (p.comment !== null) argv.push('-c', p.comment);
  if (p.home !== null) {
    if (p.create_home) {
      const parent = p.home.replace(/\/+[^/]*\/*$/, '');
      if (parent !== '' && (await target.stat(parent)) === undefined)
        await target.mkdir(parent, { parents: true });
    }
    argv.push('-d', p.home);
  }
  if (p.shell !== null) argv.push('-s', p.shell);
  if (p.expires !== null && !p.local) argv.push('-e', p.expires < 0 ? '' : day(p.expires));
  if (p.create_home) {
    if (!p.local) argv.push('-m');
    if (p.skeleton !== null) argv.push('-k', p.skeleton);
    if (p.umask !== null) argv.push('-K', `UMASK=${p.umask}`);
  } else argv.push('-M');
  if (p.system) argv.push('-r');
  await step(ctx, done, [...argv, p.name]);
  if (p.password !== null) await passwordStep(ctx, done, p.password_lock ? `!${p.password}` : p.password);
  if (p.local) {
    if (groups !== undefined) await localGroups(ctx, done, groups);
    if (p.expires !== null)
      await step(ctx, done, [
        'lchage',
        '-E',
        p.expires < 0 ? '-1' : String(Math.floor(p.expires / 86400)),
        p.name,
      ]);
  }
}

export async function modifyUser(ctx: UserContext, state: AccountState, done: Done): Promise<void> {
  const { params: p, checkMode } = ctx;
  const now = state.user!;
  const argv: string[] = [];
  if (p.uid !== null && p.uid !== now.uid) argv.push('-u', String(p.uid), ...(p.non_unique ? ['-o'] : []));
  if (p.group !== null) {
    const g = findGroup(state.groups, p.group);
    if (g === undefined) throw new ModuleFailure(`Group ${p.group} does not exist`);
    // lusermod knows groups by their number only
    if (g.gid !== now.gid) argv.push('-g', p.local ? String(g.gid) : g.name);
  }
  const primary = p.group === null ? now.gid : findGroup(state.groups, p.group)!.gid;
  const groups = wantedGroups(p, state, primary);
  const current = state.groups
    .filter((g) => g.members.includes(p.name) && g.gid !== primary)
    .map((g) => g.name);
  let add: string[] = [];
  let drop: string[] = [];
  if (groups !== undefined) {
    add = groups.filter((g) => !current.includes(g));
    drop = p.append ? [] : current.filter((g) => !groups.includes(g));
    if (add.length + drop.length > 0 && !p.local)
      argv.push(...(p.append ? ['-a', '-G', add.join(',')] : ['-G', groups.join(',')]));
  }
  if (p.comment !== null && p.comment !== now.comment) argv.push('-c', p.comment);
  if (p.home !== null && p.home !== now.home) argv.push('-d', p.home, ...(p.move_home ? ['-m'] : []));
  if (p.shell !== null && p.shell !== now.shell) argv.push('-s', p.shell);
  let localExpiry: string | undefined;
  if (p.expires !== null) {
    const expiry = state.shadow?.expires ?? '';
    if (p.expires < 0) {
      if (expiry !== '' && Number(expiry) >= 0) {
        if (p.local) localExpiry = '-1';
        else argv.push('-e', '');
      }
    } else if (expiry === '' || Number(expiry) !== Math.floor(p.expires / 86400)) {
      if (p.local) localExpiry = String(Math.floor(p.expires / 86400));
      else argv.push('-e', day(p.expires));
    }
  }
  const hash = state.shadow?.password ?? '';
  let password: string | undefined;
  if (
    p.update_password === 'always' &&
    p.password !== null &&
    hash.replace(/^!+/, '') !== p.password.replace(/^!+/, '')
  ) {
    password = p.password_lock ? `!${p.password.replace(/^!+/, '')}` : p.password;
  } else if (p.password_lock === true && !hash.startsWith('!')) argv.push('-L');
  else if (p.password_lock === false && hash.startsWith('!')) argv.push('-U');
  if (p.seuser !== null && argv.length > 0) argv.push('-Z', p.seuser);

  const due =
    argv.length > 0 ||
    password !== undefined ||
    localExpiry !== undefined ||
    (p.local && add.length + drop.length > 0);
  if (!due) return;
  done.changed = true;
  if (checkMode) return;
  if (argv.length > 0) await step(ctx, done, [p.local ? 'lusermod' : 'usermod', ...argv, p.name]);
  if (password !== undefined) await passwordStep(ctx, done, password);
  if (p.local) await localGroups(ctx, done, add, drop);
  if (localExpiry !== undefined) await step(ctx, done, ['lchage', '-E', localExpiry, p.name]);
}

/** Days between which a password may and must be changed (chage). */
export async function passwordAges(ctx: UserContext, state: AccountState, done: Done): Promise<void> {
  const { params: p } = ctx;
  const argv: string[] = [];
  if (p.password_expire_min !== null && String(p.password_expire_min) !== state.shadow?.min)
    argv.push('-m', String(p.password_expire_min));
  if (p.password_expire_max !== null && String(p.password_expire_max) !== state.shadow?.max)
    argv.push('-M', String(p.password_expire_max));
  if (argv.length === 0) return;
  done.changed = true;
  if (!ctx.checkMode) await step(ctx, done, ['chage', ...argv, p.name]);
}
