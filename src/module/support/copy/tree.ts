import type { Value } from '../../../value/types.ts';
import type { ModuleContext, ModuleResult } from '../../define.ts';
import { type ControlTree, controlTree } from '../control-files.ts';
import { type FileContext, type FileParams, type FileResult, jobFor, join } from '../file/context.ts';
import { ensureLink } from '../file/links.ts';
import { ensureDirectory } from '../file/states.ts';
import { withFileInfo } from '../file-info.ts';
import { type DeliverParams, deliver } from './deliver.ts';
import { fileSource } from './source.ts';
import { linksInPlace, treeAtOnce } from './tree-at-once.ts';

export interface TreeParams extends DeliverParams {
  readonly local_follow: boolean;
  readonly decrypt: boolean;
}

/** A context for the file module's states with these parameters in the place of ours. */
function fileContext(
  ctx: ModuleContext<unknown>,
  params: TreeParams,
  own: Partial<FileParams> & { path: string },
): FileContext {
  return {
    ...ctx,
    params: {
      owner: params.owner,
      group: params.group,
      seuser: params.seuser,
      serole: params.serole,
      setype: params.setype,
      selevel: params.selevel,
      attributes: params.attributes,
      unsafe_writes: params.unsafe_writes,
      mode: null as Value,
      state: null,
      src: null,
      recurse: false,
      force: false,
      follow: params.follow,
      modification_time: null,
      modification_time_format: '',
      access_time: null,
      access_time_format: '',
      ...own,
    },
  } as FileContext;
}

/**
 * Copies a directory of the control node. `source` with a slash at its end means what is in it, without one the
 * directory itself. All files of the host are looked at in two questions, however many there are.
 */
export async function copyTree(
  ctx: ModuleContext<unknown>,
  params: TreeParams,
  source: string,
): Promise<ModuleResult> {
  const inside = source.endsWith('/');
  const top = source.replace(/(.)\/+$/, '$1');
  const prefix = inside ? '' : `${top.slice(top.lastIndexOf('/') + 1)}/`;
  const dest = params.dest.endsWith('/') ? params.dest : `${params.dest}/`;
  const tree = await controlTree(top, params.local_follow);
  let changed = false;
  let last: ModuleResult | undefined;
  const done = (result: ModuleResult): void => {
    changed ||= result.changed ?? false;
    last = result;
  };

  // what the module refuses is told of the first file
  const atOnce = ctx.refused ? undefined : await treeAtOnce(ctx, params, dest, prefix, tree);
  if (atOnce !== undefined) {
    await copyLinks(ctx, params, dest, prefix, tree, done);
    return { changed: changed || atOnce, dest, src: source };
  }
  const paths = tree.files.map(([, rel]) => join(dest, prefix + rel));
  const stats = await ctx.target.statMany(paths, { follow: params.follow });
  const regular = paths.filter((_, i) => stats[i]?.type === 'file');
  const hashes = new Map((await ctx.target.hashMany(regular, 'sha1')).map((h, i) => [regular[i]!, h]));
  const made = new Set<string>();
  for (const [i, [full, rel]] of tree.files.entries()) {
    const path = paths[i]!;
    const dir = path.slice(0, path.lastIndexOf('/') + 1);
    const inDirectory = { ...params, dest: made.has(dir) ? path : dir };
    const source = await fileSource(ctx, full, params.decrypt, full);
    done(
      await deliver(ctx, { ...source, basename: rel.slice(rel.lastIndexOf('/') + 1) }, inDirectory, {
        path,
        stat: stats[i],
        sha1: hashes.get(path),
      }),
    );
    made.add(dir);
  }
  for (const [, rel] of tree.directories) {
    const path = join(dest, prefix + rel);
    const file = fileContext(ctx, params, { path, mode: params.directory_mode ?? null });
    const result: FileResult = await ensureDirectory(file, await jobFor(file, path));
    done({ ...(await withFileInfo(ctx, result)), dest: path });
  }
  await copyLinks(ctx, params, dest, prefix, tree, done);
  if (tree.files.length === 1 && last !== undefined) return { ...last, changed };
  return { changed, dest, src: source };
}

async function copyLinks(
  ctx: ModuleContext<unknown>,
  params: TreeParams,
  dest: string,
  prefix: string,
  tree: ControlTree,
  done: (result: ModuleResult) => void,
): Promise<void> {
  const links = tree.links.map(([text, rel]) => [text, join(dest, prefix + rel)] as const);
  const there = await linksInPlace(ctx, params, links);
  for (const [text, path] of links) {
    if (there.has(path)) continue;
    const file = fileContext(ctx, params, { path, src: text, force: true, follow: false });
    done(await withFileInfo(ctx, await ensureLink(file, await jobFor(file, path))));
  }
}
