import type { FileStat } from '../../../target/types.ts';
import type { ModuleContext, ModuleResult } from '../../define.ts';
import { ModuleFailure } from '../../define.ts';
import { dirname, join } from '../file/context.ts';
import { applyFileAttributes } from '../file-attributes.ts';
import { lookAt, withFileInfo } from '../file-info.ts';
import { modeText } from '../mode.ts';
import { backupFile, placeFile } from '../place-file.ts';
import { type DeliverParams, makeParents } from './deliver.ts';

interface OnHostParams extends DeliverParams {
  readonly local_follow: boolean;
}

/** copy with `remote_src`: from one place of the host to another. */
export async function copyOnHost(
  ctx: ModuleContext<unknown>,
  given: OnHostParams,
  src: string,
): Promise<ModuleResult> {
  const { target } = ctx;
  const from = await lookAt(target, src);
  if (from === undefined) throw new ModuleFailure(`Source ${src} not found`);
  if (!(await target.access(src)).read) throw new ModuleFailure(`Source ${src} not readable`);
  const params = { ...given, mode: given.mode === 'preserve' ? modeText(from.mode) : given.mode };
  const name = src
    .replace(/(.)\/+$/, '$1')
    .split('/')
    .pop()!;
  let dest = params.dest;
  if (dest.endsWith('/') && !src.endsWith('/')) dest = join(dest, name);
  if (from.type === 'directory') return copyDirectory(ctx, params, src, dest, name);
  if (from.type !== 'file') throw new ModuleFailure(`Cannot copy invalid source '${src}': not a file`);
  const [sha1, md5] = await Promise.all([target.hash(src, 'sha1'), target.hash(src, 'md5')]);
  if (params.checksum && params.checksum !== sha1) {
    throw new ModuleFailure('Copied file does not match the expected checksum. Transfer failed.', {
      checksum: sha1,
      expected_checksum: params.checksum,
    });
  }
  if (params.dest.endsWith('/') && !ctx.checkMode) await makeParents(ctx, params, dirname(dest));
  let stat = await lookAt(target, dest, false);
  if ((stat?.type === 'link' ? await lookAt(target, dest) : stat)?.type === 'directory') {
    dest = join(dest, name);
    stat = await lookAt(target, dest, false);
  }
  let there: string | undefined;
  if (stat !== undefined) {
    if (stat.type === 'link' && params.follow) dest = await target.realpath(dest);
    if (!params.force) return withFileInfo(ctx, { msg: 'file already exists', src, dest, changed: false });
    there = (await target.hashMany([dest], 'sha1'))[0];
  } else if (!params.dest.endsWith('/') && (await lookAt(target, dirname(dest) || '.')) === undefined) {
    throw new ModuleFailure(`Destination directory ${dirname(dest)} does not exist`);
  }
  let changed = there !== sha1 || (stat?.type === 'link' && !params.follow);
  let backup = '';
  if (changed && !ctx.checkMode) {
    if (params.backup && stat !== undefined) backup = await backupFile(ctx, dest);
    await placeFile(ctx, dest, (temp) => target.copyFile(src, temp), {
      unsafeWrites: params.unsafe_writes,
      validate: params.validate,
      refused: (r) =>
        new ModuleFailure('failed to validate', {
          exit_status: r.rc,
          stdout: r.stdout.toString(),
          stderr: r.stderr.toString(),
        }),
    });
  }
  if (!ctx.checkMode || stat !== undefined)
    changed = (await applyFileAttributes(ctx, params, dest)) || changed;
  return withFileInfo(ctx, {
    dest,
    src,
    md5sum: md5,
    checksum: sha1,
    changed,
    ...(backup === '' ? {} : { backup_file: backup }),
  });
}

async function copyDirectory(
  ctx: ModuleContext<unknown>,
  params: OnHostParams,
  src: string,
  wanted: string,
  name: string,
): Promise<ModuleResult> {
  const { target } = ctx;
  let dest = wanted;
  const stat = await lookAt(target, dest);
  if (stat !== undefined && stat.type !== 'directory')
    throw new ModuleFailure(`cannot copy directory ${src} over ${stat.type} ${dest}`);
  const asGiven = dest;
  // A directory that is there takes in the source under its name; so does a new one, as Ansible makes it.
  if (!src.endsWith('/') && !params.dest.endsWith('/')) dest = join(dest, name);
  else if (src.endsWith('/') && stat !== undefined && !dest.endsWith('/')) dest = `${dest}/`;
  const shown = stat === undefined ? asGiven : dest;
  if (stat !== undefined && !params.force)
    return withFileInfo(ctx, { msg: 'file already exists', src, dest: shown, changed: false });
  const makesParents = params.dest.endsWith('/');
  if (stat === undefined && !makesParents && (await lookAt(target, dirname(asGiven) || '.')) === undefined)
    throw new ModuleFailure(`Destination directory ${dirname(asGiven)} does not exist`);
  if (stat === undefined && ctx.checkMode) {
    if (!makesParents) return { changed: true, checksum: null, dest: asGiven, md5sum: null, src };
    const dir = params.dest.replace(/(.)\/+$/, '$1');
    return { msg: `dest directory ${dir} would be created`, changed: true, src };
  }
  const differs = stat === undefined || (await treesDiffer(ctx, src, dest, params.local_follow));
  if (differs && !ctx.checkMode) {
    await makeParents(ctx, { mode: null }, dest.replace(/(.)\/+$/, '$1'));
    await copyAll(ctx, src, dest, params.local_follow);
  }
  let changed = differs;
  if (!ctx.checkMode) {
    const owner = { owner: params.owner, group: params.group };
    if (params.owner || params.group) {
      for (const s of await target.walk(dest))
        changed = (await applyFileAttributes(ctx, owner, s.path, { stat: s })) || changed;
    }
    changed = (await applyFileAttributes(ctx, params, shown)) || changed;
  }
  return withFileInfo(ctx, { dest: shown, src, md5sum: null, checksum: null, changed });
}

/**
 * Copies what is in a directory; modes and times are kept, the files belong to the session's user. With `follow` links
 * become what they lead to; those that lead nowhere, or to where they lie, stay links.
 */
async function copyAll(
  ctx: ModuleContext<unknown>,
  src: string,
  dest: string,
  follow: boolean,
): Promise<void> {
  const top = await ctx.target.realpath(src);
  const ends = ['--', `${top}/.`, dest];
  const links = follow ? '-L' : '-P';
  const left: string[] = [];
  if (follow)
    for (const s of await ctx.target.walk(top)) if (await endsNowhere(ctx, s, top)) left.push(s.path);
  const run = { signal: ctx.signal, env: { LC_ALL: 'C' } };
  let r = await ctx.target.exec(['cp', '-R', links, '--preserve=mode,timestamps', ...ends], run);
  // A cp without GNU's option keeps what the umask leaves of the modes.
  if (r.rc !== 0 && /(?:unrecognized|invalid|unknown) option/.test(r.stderr.toString()))
    r = await ctx.target.exec(['cp', '-R', links, ...ends], run);
  const failed = (said: string): ModuleFailure =>
    new ModuleFailure(`Could not copy ${src} to ${dest}: ${said.trim()}`);
  // of the links that are left cp says that it cannot follow them; any other complaint is a failure
  const complaints = r.stderr
    .toString()
    .split('\n')
    .filter((l) => l.trim() !== '' && !left.some((path) => l.includes(path.slice(top.length))));
  if (r.rc !== 0 && (left.length === 0 || complaints.length > 0)) throw failed(r.stderr.toString());
  for (const path of left) {
    const to = join(dest, path.slice(top.length + 1));
    r = await ctx.target.exec(['cp', '-R', '-P', '--', path, to], run);
    if (r.rc !== 0) throw failed(r.stderr.toString());
  }
}

/** Whether a link cannot be followed: it leads nowhere, or back to a directory that it lies in. */
async function endsNowhere(ctx: ModuleContext<unknown>, s: FileStat, top: string): Promise<boolean> {
  if (s.type !== 'link') return false;
  const end = await lookAt(ctx.target, s.path);
  if (end?.type !== 'directory') return end === undefined;
  const [to, within] = [await ctx.target.realpath(s.path), await ctx.target.realpath(dirname(s.path))];
  return `${within}/`.startsWith(`${to}/`) || `${top}/`.startsWith(`${to}/`);
}

async function treesDiffer(
  ctx: ModuleContext<unknown>,
  src: string,
  dest: string,
  follow: boolean,
): Promise<boolean> {
  if ((await lookAt(ctx.target, dest)) === undefined) return true;
  const top = await ctx.target.realpath(src);
  const below = async (dir: string): Promise<Map<string, FileStat>> =>
    new Map((await ctx.target.walk(dir)).map((s) => [s.path.slice(dir.length + 1), s]));
  const [ours, theirs] = [await below(top), await below(await ctx.target.realpath(dest))];
  const same: Array<readonly [string, string]> = [];
  for (const [rel, own] of ours) {
    const b = theirs.get(rel);
    const followed = follow && own.type === 'link' && !(await endsNowhere(ctx, own, top));
    const a = followed ? (await lookAt(ctx.target, own.path))! : own;
    if (followed && a.type === 'directory') {
      if (b?.type !== 'directory' || (await treesDiffer(ctx, own.path, b.path, true))) return true;
      continue;
    }
    if (b === undefined || a.type !== b.type || (a.type === 'link' && a.linkTarget !== b.linkTarget))
      return true;
    if (a.type !== 'file') continue;
    if (a.size !== b.size) return true;
    same.push([own.path, b.path]);
  }
  const [x, y] = [
    await ctx.target.hashMany(
      same.map((s) => s[0]),
      'sha1',
    ),
    await ctx.target.hashMany(
      same.map((s) => s[1]),
      'sha1',
    ),
  ];
  return x.some((h, i) => h !== y[i]);
}
