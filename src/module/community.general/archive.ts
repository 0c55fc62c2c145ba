import type { PlainObject } from '../../value/plain.ts';
import { defineModule, type ModuleContext, ModuleFailure } from '../define.ts';
import { compressFile, type Format, fingerprint, packEntries } from '../support/archive/pack.ts';
import { entriesOf, findTargets, type Targets } from '../support/archive/targets.ts';
import { errnoText } from '../support/errno.ts';
import { applyFileAttributes, type FileCommonParams } from '../support/file-attributes.ts';
import { failWithInfo, lookAt, withFileInfo } from '../support/file-info.ts';
import { placeFile } from '../support/place-file.ts';

interface ArchiveParams extends FileCommonParams {
  readonly path: string[];
  readonly format: Format;
  readonly dest: string | null;
  readonly exclude_path: string[];
  readonly exclusion_patterns: string[] | null;
  readonly force_archive: boolean;
  readonly remove: boolean;
}

export default defineModule<ArchiveParams>({
  shortDescription: 'Creates a compressed archive of one or more files or trees',
  description: 'Packs files and directories of the host into an archive on the host, or compresses one file.',
  source: 'https://docs.ansible.com/ansible/latest/collections/community/general/archive_module.html',
  options: {
    path: {
      description: 'What to pack: paths and shell patterns.',
      type: 'list',
      elements: 'path',
      required: true,
    },
    format: {
      description: 'Kind of archive or compression.',
      choices: ['bz2', 'gz', 'tar', 'xz', 'zip'],
      default: 'gz',
    },
    dest: {
      description: 'The archive. Needed unless one file is compressed, which gets the ending of the format.',
      type: 'path',
    },
    exclude_path: {
      description: 'Paths and shell patterns that are taken out of the list of `path`.',
      type: 'list',
      elements: 'path',
      default: [],
    },
    exclusion_patterns: {
      description: 'Shell patterns of paths that do not go into the archive.',
      type: 'list',
      elements: 'path',
    },
    force_archive: { description: 'Makes an archive of a single file too.', type: 'bool', default: false },
    remove: { description: 'Removes what was packed.', type: 'bool', default: false },
  },
  returns: {
    archived: { description: 'What is in the archive.', returned: 'always', type: 'list' },
    arcroot: { description: 'The directory that names in it begin below.', returned: 'always', type: 'str' },
    dest_state: {
      description: 'archive, incomplete (something was missing), compress or absent.',
      returned: 'success',
      type: 'str',
    },
    expanded_paths: { description: 'The paths, patterns filled in.', returned: 'always', type: 'list' },
    expanded_exclude_paths: {
      description: 'The paths taken out, patterns filled in.',
      returned: 'always',
      type: 'list',
    },
    missing: { description: 'Paths that do not exist.', returned: 'success', type: 'list' },
  },
  fileCommonArgs: true,
  supportsCheckMode: true,
  async run(ctx) {
    const p = ctx.params;
    const targets = await findTargets(ctx.target, p.path, p.exclude_path);
    if (targets.expanded.length === 0) {
      return failWithInfo(ctx, 'Error, no source paths were found', {
        path: p.path.join(', '),
        expanded_paths: targets.expanded.join(', '),
        expanded_exclude_paths: targets.excluded.join(', '),
      });
    }
    const many = p.force_archive || targets.many;
    if (p.dest === null && many) {
      return failWithInfo(ctx, 'Error, must specify "dest" when archiving multiple files or trees', {
        dest: 'None',
        path: p.path.join(', '),
      });
    }
    const dest = p.dest ?? `${targets.expanded[0]}.${p.format}`;
    return archive(ctx, targets, dest, many);
  },
});

async function archive(
  ctx: ModuleContext<ArchiveParams>,
  targets: Targets,
  dest: string,
  many: boolean,
): Promise<PlainObject> {
  const p = ctx.params;
  const packed = many || p.format === 'zip' || p.format === 'tar';
  const before = await lookAt(ctx.target, dest);
  if (before?.type === 'directory') throw new ModuleFailure(`Error, dest ${dest} is a directory`);
  let archived: string[] = [];
  let changed = false;
  let state =
    before === undefined || targets.found.length > 0
      ? 'absent'
      : archiveName.test(dest)
        ? 'archive'
        : 'compress';
  if (targets.found.length > 0 && ctx.checkMode) changed = true;
  else if (targets.found.length > 0) {
    const entries = packed ? await entriesOf(ctx.target, targets, p.exclusion_patterns ?? [], dest) : [];
    // of a zip archive the directories are not told
    const told = p.format === 'zip' ? entries.filter((e) => !e.directory) : entries;
    archived = packed ? told.map((e) => e.path) : [...targets.found];
    const old = before === undefined ? undefined : await fingerprint(ctx, p.format, packed, dest);
    let same = false;
    await placeUnlessSame(ctx, dest, async (temp) => {
      if (packed) await packEntries(ctx, p.format, targets.root, entries, temp);
      else await compressFile(ctx, p.format as 'gz' | 'bz2' | 'xz', targets.found[0]!, temp);
      same = old !== undefined && (await fingerprint(ctx, p.format, packed, temp)) === old;
      return same;
    });
    changed = !same;
    state = stateOf(packed, targets);
    if (p.remove) await removeSources(ctx, targets, dest);
    changed ||= p.remove;
  }
  const result = {
    archived,
    dest,
    arcroot: targets.root,
    missing: targets.missing,
    expanded_paths: targets.expanded,
    expanded_exclude_paths: targets.excluded,
    dest_state: state,
  };
  if (!ctx.checkMode && (await lookAt(ctx.target, dest)) !== undefined)
    changed = (await applyFileAttributes(ctx, p, dest)) || changed;
  return withFileInfo(ctx, { ...result, changed });
}

const archiveName = /\.(?:tar|tar\.(?:gz|bz2|xz)|tgz|tbz2|zip)$/i;

const stateOf = (packed: boolean, targets: Targets): string =>
  targets.missing.length > 0 ? 'incomplete' : packed ? 'archive' : 'compress';

/** Puts what `fill` writes in place, unless it says that it holds what is there already. */
async function placeUnlessSame(
  ctx: ModuleContext<ArchiveParams>,
  dest: string,
  fill: (temp: string) => Promise<boolean>,
): Promise<void> {
  const same = Symbol('same');
  try {
    await placeFile(
      ctx,
      dest,
      async (temp) => {
        if (await fill(temp)) throw same;
      },
      { unsafeWrites: ctx.params.unsafe_writes },
    );
  } catch (e) {
    if (e !== same) throw e;
  }
}

async function removeSources(
  ctx: ModuleContext<ArchiveParams>,
  targets: Targets,
  dest: string,
): Promise<void> {
  const failed: string[] = [];
  for (const path of targets.found) {
    if (path === dest) continue;
    // What holds the archive itself stays, all but the archive in it goes.
    if (dest.startsWith(`${path.replace(/\/+$/, '')}/`)) {
      failed.push(`${path} (it holds ${dest})`);
      continue;
    }
    try {
      const s = await lookAt(ctx.target, path, false);
      await (s?.type === 'directory' ? ctx.target.removeTree(path) : ctx.target.unlink(path));
    } catch (e) {
      failed.push(`${path} (${errnoText(e)})`);
    }
  }
  if (failed.length > 0)
    throw new ModuleFailure(`Error deleting some source files: ${failed.join(', ')}`, { files: failed });
}
