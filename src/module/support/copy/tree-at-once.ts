import type { FileStat, PlacedAttributes, PlacedFile, PlaceManyRequest } from '../../../target/types.ts';
import type { Value } from '../../../value/types.ts';
import type { ModuleContext } from '../../define.ts';
import type { ControlTree } from '../control-files.ts';
import { dirname, join } from '../file/context.ts';
import { wantsAttributes } from '../file-attributes.ts';
import { ModeError, modeText, numericMode, symbolicMode } from '../mode.ts';
import { backupName } from '../place-file.ts';
import { fileSource } from './source.ts';
import type { TreeParams } from './tree.ts';

type Ctx = ModuleContext<unknown>;

/** What only the way file by file knows how to do, or how to say. */
const special = (p: TreeParams): boolean =>
  Boolean(p.follow || p.validate || p.checksum || p.unsafe_writes || p.attributes) ||
  [p.seuser, p.serole, p.setype, p.selevel].some((v) => v !== null && v !== undefined && v !== '');

class Plan {
  readonly directories: Array<PlacedAttributes & { missing: boolean }> = [];
  readonly files: PlacedFile[] = [];
  readonly attributes: PlacedAttributes[] = [];
  constructor(
    private readonly ids: { readonly uid: number | undefined; readonly gid: number | undefined },
    private readonly umask: number,
  ) {}

  get empty(): boolean {
    return this.directories.length === 0 && this.files.length === 0 && this.attributes.length === 0;
  }

  /** The bits that `mode` means for a file of these bits; undefined where it says nothing. */
  mode(mode: Value | undefined, now: number, directory: boolean): number | undefined {
    if (mode === null || mode === undefined || mode === '') return undefined;
    const value = typeof mode === 'number' || typeof mode === 'bigint' ? mode : String(mode);
    return (numericMode(value) ?? symbolicMode(String(value), now, directory, this.umask)) & 0o7777;
  }

  newDirectory(path: string, mode: Value | undefined): void {
    this.directories.push({
      path,
      missing: true,
      mode: this.mode(mode, 0o777 & ~this.umask, true),
      ...this.ids,
    });
  }

  /** Only what is not so yet. */
  change(path: string, stat: FileStat, mode: number | undefined): void {
    const change = {
      mode: mode !== undefined && mode !== stat.mode ? mode : undefined,
      uid: this.ids.uid !== stat.uid ? this.ids.uid : undefined,
      gid: this.ids.gid !== stat.gid ? this.ids.gid : undefined,
    };
    if (Object.values(change).some((v) => v !== undefined)) this.attributes.push({ path, ...change });
  }

  file(
    path: string,
    stat: FileStat | undefined,
    source: { readonly file: string; readonly size: number },
    mode: Value | undefined,
    backup: boolean,
  ): void {
    const now = stat?.mode ?? 0o666 & ~this.umask;
    this.files.push({
      path,
      size: source.size,
      data: { file: source.file },
      isNew: stat === undefined,
      mode: this.mode(mode, now, false) ?? stat?.mode,
      uid: this.ids.uid ?? stat?.uid,
      gid: this.ids.gid ?? stat?.gid,
      backup: backup && stat !== undefined ? backupName(path) : undefined,
    });
  }
}

/**
 * The files and directories of a tree in three round trips: everything on the host is looked at, what differs goes in
 * one stream. Whether something changed (or would); undefined where the tree has to go file by file, because of what
 * is asked for, of what is there, or because the host could not: that way then also tells what is wrong.
 */
export async function treeAtOnce(
  ctx: Ctx,
  params: TreeParams,
  dest: string,
  prefix: string,
  tree: ControlTree,
): Promise<boolean | undefined> {
  const { target } = ctx;
  if (target.placeMany === undefined || tree.files.length < 2 || !dest.startsWith('/') || special(params))
    return undefined;
  const top = dest.replace(/(.)\/+$/, '$1');
  const above: string[] = [];
  const below = prefix === '' ? top : join(top, prefix.slice(0, -1));
  for (let at = below; at !== '' && at !== '/'; at = dirname(at)) above.unshift(at);
  const files = tree.files.map(([, rel]) => join(dest, prefix + rel));
  const dirs = tree.directories.map(([, rel]) => join(dest, prefix + rel));
  const id = (name: string | null | undefined, of: (n: string) => Promise<number | undefined>) =>
    name === null || name === undefined || name === ''
      ? undefined
      : /^\d+$/.test(name)
        ? Number(name)
        : of(name).then((n) => n ?? 'unknown');
  // all sent at once
  const [uid, gid, umask, aboveStats, dirStats, fileStats, hashes] = await Promise.all([
    id(params.owner, (n) => target.userId(n)),
    id(params.group, (n) => target.groupId(n)),
    target.shell('umask', { quick: true }),
    target.statMany(above),
    target.statMany(dirs, { follow: false }),
    target.statMany(files, { follow: false }),
    params.force ? target.hashMany(files, 'sha1') : files.map(() => undefined),
  ]);
  const inTheWay =
    [...aboveStats, ...dirStats].some((s) => s !== undefined && s.type !== 'directory') ||
    fileStats.some((s) => s !== undefined && s.type !== 'file');
  if (uid === 'unknown' || gid === 'unknown' || inTheWay) return undefined;
  const plan = new Plan({ uid, gid }, Number.parseInt(umask.stdout.toString(), 8));
  try {
    for (const [i, path] of above.entries())
      if (aboveStats[i] === undefined) plan.newDirectory(path, params.directory_mode);
    for (const [i, path] of dirs.entries()) {
      const stat = dirStats[i];
      if (stat === undefined) plan.newDirectory(path, params.directory_mode);
      else plan.change(path, stat, plan.mode(params.directory_mode, stat.mode, true));
    }
    for (const [i, [full]] of tree.files.entries()) {
      const [path, stat] = [files[i]!, fileStats[i]];
      if (stat !== undefined && !params.force) continue;
      const source = await fileSource(ctx, full, params.decrypt, full);
      const mode =
        params.mode === 'preserve' && source.mode !== undefined ? modeText(source.mode) : params.mode;
      if (stat !== undefined && hashes[i] === source.digests.sha1)
        plan.change(path, stat, plan.mode(mode, stat.mode, false));
      else plan.file(path, stat, { file: source.file!, size: source.size }, mode, params.backup);
    }
  } catch (e) {
    if (e instanceof ModeError) return undefined;
    throw e;
  }
  if (ctx.checkMode || plan.empty) return !plan.empty;
  const request: PlaceManyRequest = {
    top: below,
    directories: plan.directories,
    files: plan.files,
    attributes: plan.attributes,
  };
  return (await target.placeMany(request)) ? true : undefined;
}

/** Links that are there as they should be, so that nobody has to look at them one by one. */
export async function linksInPlace(
  ctx: Ctx,
  params: TreeParams,
  links: ReadonlyArray<readonly [string, string]>,
): Promise<ReadonlySet<string>> {
  if (ctx.target.kind !== 'shell' || links.length < 2 || wantsAttributes({ ...params, mode: null }))
    return new Set();
  const stats = await ctx.target.statMany(
    links.map(([, path]) => path),
    { follow: false },
  );
  return new Set(
    links.filter(([text], i) => stats[i]?.type === 'link' && stats[i].linkTarget === text).map(([, p]) => p),
  );
}
