import { readdir, readFile, stat } from 'node:fs/promises';
import { join as joinLocal } from 'node:path';
import { AnsibleError } from '../../errors/ansible-error.ts';
import { boolOf } from '../argspec/index.ts';
import {
  defineModule,
  type ModuleContext,
  ModuleFailure,
  type ModuleResult,
  type OptionSpec,
} from '../define.ts';
import { actionFailure, notFoundFailure } from '../support/action-failure.ts';
import { joinFragments } from '../support/assemble-fragments.ts';
import { digestData } from '../support/control-files.ts';
import { toCopy } from '../support/copy/arguments.ts';
import { deliver } from '../support/copy/deliver.ts';
import { contentDiff } from '../support/copy/diff.ts';
import { contentLabel, contentSource } from '../support/copy/source.ts';
import { join } from '../support/file/context.ts';
import { applyFileAttributes, type FileCommonParams } from '../support/file-attributes.ts';
import { lookAt, withFileInfo } from '../support/file-info.ts';
import { backupFile, placeContents } from '../support/place-file.ts';
import { pythonRegex, regexError } from '../support/python-regex.ts';

interface AssembleParams extends FileCommonParams {
  readonly src: string;
  readonly dest: string;
  readonly backup: boolean;
  readonly delimiter: string | null;
  readonly remote_src: boolean;
  readonly regexp: string | null;
  readonly ignore_hidden: boolean;
  readonly validate: string | null;
  readonly decrypt: boolean;
}

const options: Readonly<Record<string, OptionSpec>> = {
  src: { description: 'The directory of fragments.', type: 'path', required: true },
  dest: { description: 'The file that is made of them.', type: 'path', required: true },
  backup: {
    description: 'Keeps the file that was there under a name with the time.',
    type: 'bool',
    default: false,
  },
  delimiter: { description: 'What stands between fragments.' },
  remote_src: { description: 'Whether the fragments are on the host.', type: 'bool', default: true },
  regexp: { description: 'Only fragments whose name this expression finds.' },
  ignore_hidden: {
    description: 'Leaves out fragments whose name begins with a dot.',
    type: 'bool',
    default: false,
  },
  validate: { description: 'A command that must accept the new file; `%s` is its name.' },
  decrypt: { description: 'Decrypts vault files on their way.', type: 'bool', default: true },
};

export default defineModule<AssembleParams>({
  shortDescription: 'Assemble configuration files from fragments',
  description: 'Joins the files of a directory, in the order of their names, to one file.',
  source: 'https://docs.ansible.com/ansible-core/2.14/collections/ansible/builtin/assemble_module.html',
  options,
  fileCommonArgs: true,
  supportsCheckMode: true,
  leniently: {
    handsOn: (args) =>
      boolOf(args.get('remote_src') ?? true) === true
        ? { name: 'ansible.legacy.assemble', spec: { options, fileCommonArgs: true }, keeps: [] }
        : toCopy(['remote_src', 'regexp', 'delimiter', 'ignore_hidden']),
  },
  beforeArguments(args) {
    if ((args.get('src') ?? null) === null || (args.get('dest') ?? null) === null)
      throw actionFailure('src and dest are required');
  },
  async run(ctx) {
    if (ctx.checkMode)
      return { changed: false, skipped: true, msg: 'check mode is not supported for this task.' };
    if (ctx.params.remote_src) {
      if (ctx.refused) throw ctx.refused;
      return onHost(ctx);
    }
    return fromControl(ctx);
  },
});

function chooser(p: AssembleParams): (name: string) => boolean {
  if (p.regexp !== null && regexError(p.regexp) !== undefined) {
    throw new ModuleFailure(`Invalid Regexp (${regexError(p.regexp)}) in "${p.regexp}"`);
  }
  const regex = p.regexp === null ? undefined : pythonRegex(p.regexp);
  return (name) => {
    if (regex !== undefined) regex.lastIndex = 0;
    return (regex === undefined || regex.test(name)) && !(p.ignore_hidden && name.startsWith('.'));
  };
}

async function onHost(ctx: ModuleContext<AssembleParams>): Promise<ModuleResult> {
  const p = ctx.params;
  const from = await lookAt(ctx.target, p.src);
  if (from === undefined) throw new ModuleFailure(`Source (${p.src}) does not exist`);
  if (from.type !== 'directory') throw new ModuleFailure(`Source (${p.src}) is not a directory`);
  const wanted = chooser(p);
  const paths = (await ctx.target.list(p.src)).filter(wanted).map((n) => join(p.src, n));
  const stats = await ctx.target.statMany(paths);
  const fragments: Buffer[] = [];
  for (const [i, path] of paths.entries())
    if (stats[i]?.type === 'file') fragments.push(await ctx.target.readFile(path));
  const data = joinFragments(fragments, p.delimiter);
  const { sha1, md5 } = digestData(data);
  const there = await lookAt(ctx.target, p.dest);
  const same = there?.type === 'file' && (await ctx.target.hashMany([p.dest], 'sha1'))[0] === sha1;
  let backup = '';
  if (!same) {
    if (p.backup && there !== undefined) backup = await backupFile(ctx, p.dest);
    await placeContents(ctx, p.dest, data, { unsafeWrites: p.unsafe_writes, validate: p.validate });
  }
  const changed = (await applyFileAttributes(ctx, p, p.dest)) || !same;
  return withFileInfo(ctx, {
    src: p.src,
    dest: p.dest,
    checksum: sha1,
    md5sum: md5,
    msg: 'OK',
    changed,
    ...(backup === '' ? {} : { backup_file: backup }),
  });
}

/** Fragments of the control node: joined here, then put in place as copy does. */
async function fromControl(ctx: ModuleContext<AssembleParams>): Promise<ModuleResult> {
  const p = ctx.params;
  let src: string;
  try {
    src = await ctx.files.find('files', p.src);
  } catch (e) {
    if (e instanceof AnsibleError) throw notFoundFailure(e.message);
    throw e;
  }
  if (!(await stat(src)).isDirectory()) throw new ModuleFailure(`Source (${src}) is not a directory`);
  const wanted = chooser(p);
  const fragments: Buffer[] = [];
  for (const name of (await readdir(src)).sort()) {
    const path = joinLocal(src, name);
    // a link that leads nowhere is no fragment
    const is = await stat(path).catch(() => undefined);
    if (!wanted(name) || is?.isFile() !== true) continue;
    fragments.push(await readFile(p.decrypt ? await ctx.files.plainFile(path) : path));
  }
  if (ctx.refused) throw ctx.refused;
  const source = contentSource(joinFragments(fragments, p.delimiter), contentLabel(ctx), '');
  const diff =
    ctx.diff && !ctx.noLog
      ? {
          diff: await contentDiff(
            ctx.target,
            p.dest,
            await lookAt(ctx.target, p.dest),
            source,
            Number(ctx.setting('MAX_FILE_SIZE_FOR_DIFF')),
          ),
        }
      : {};
  let result: ModuleResult;
  try {
    result = await deliver({ ...ctx, diff: false }, source, { ...p, force: true, follow: false });
  } catch (e) {
    if (!(e instanceof ModuleFailure)) throw e;
    const { checksum: _checksum, ...details } = e.details;
    throw new ModuleFailure(e.message, details);
  }
  const { path: _path, diff: _diff, ...rest } = result;
  return { ...rest, md5sum: source.digests.md5, src: rest['src'] ?? source.label, ...diff };
}
