import { randomBytes } from 'node:crypto';
import { chmod, rename, rm, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join, normalize } from 'node:path';
import { makeDirs } from '../../config/make-dirs.ts';
import { osErrorText, strerror } from '../../target/errno.ts';
import { type FileStat, TargetError } from '../../target/types.ts';
import type { PlainObject } from '../../value/plain.ts';
import { asText } from '../../value/text.ts';
import { defineModule, type ModuleContext, ModuleFailure, type ModuleResult } from '../define.ts';
import { actionFailure } from '../support/action-failure.ts';
import { digestFile } from '../support/control-files.ts';

interface FetchParams {
  readonly src: string | null;
  readonly dest: string | null;
  readonly fail_on_missing: boolean;
  readonly validate_checksum: boolean;
  readonly flat: boolean;
}

export default defineModule<FetchParams>({
  shortDescription: 'Fetch files from remote nodes',
  description:
    "Copies a file of the host to the control node, below a directory of the host's name unless `flat` is set.",
  source: 'https://docs.ansible.com/ansible-core/2.14/collections/ansible/builtin/fetch_module.html',
  options: {
    src: { description: 'The file on the host (required).', aliases: [] },
    dest: { description: 'Where it goes on the control node (required).' },
    fail_on_missing: {
      description: 'Fails where the file is missing or cannot be read.',
      type: 'bool',
      default: true,
    },
    validate_checksum: {
      description: 'Holds the checksum of what came against that of the file.',
      type: 'bool',
      default: true,
    },
    flat: {
      description: 'Writes to `dest` itself, without directories for host and path.',
      type: 'bool',
      default: false,
    },
  },
  supportsCheckMode: true,
  leniently: {},
  async run(ctx) {
    const p = ctx.params;
    if (ctx.checkMode)
      return { changed: false, skipped: true, msg: 'check mode not (yet) supported for this module' };
    for (const [name, key] of [
      ['source', 'src'],
      ['dest', 'dest'],
    ] as const) {
      const given = ctx.rawParams.get(key);
      if (given !== undefined && given !== null && asText(given) === undefined)
        throw actionFailure(`Invalid type supplied for ${name} option, it must be a string`);
    }
    if (p.src === null || p.dest === null) throw actionFailure('src and dest are required');
    if (p.src === '') throw new ModuleFailure('the remote file does not exist, not transferring, ignored');
    const src = /^~|\$/.test(p.src) ? await ctx.target.expand(p.src) : p.src;
    const refusal = await unreadable(ctx, src);
    if (refusal !== undefined) return refusal;
    const dest = await destination(ctx, src, p.dest);
    const remote = await ctx.target.hash(src, 'sha1');
    const there = await stat(dest).catch(() => undefined);
    const local = there?.isFile() ? await digestFile(dest) : undefined;
    if (local?.sha1 === remote)
      return { changed: false, md5sum: local.md5, file: src, dest, checksum: local.sha1 };
    makeDirs(dirname(dest));
    // Beside the destination first: an interrupted run leaves no half file.
    // Several hosts may fetch to one name at once.
    const partial = `${dest}.${randomBytes(6).toString('hex')}.part`;
    try {
      await ctx.target.download(src, partial);
      const got = await digestFile(partial);
      const sums = {
        md5sum: got.md5,
        dest,
        remote_md5sum: null,
        checksum: got.sha1,
        remote_checksum: remote,
      };
      if (p.validate_checksum && got.sha1 !== remote)
        throw new ModuleFailure('checksum mismatch', { ...sums, file: src });
      // a new file as the umask has it, one that was there keeps its mode
      await chmod(partial, there?.isFile() ? there.mode & 0o7777 : 0o666 & ~process.umask());
      await rename(partial, dest);
      return { changed: true, ...sums };
    } finally {
      await rm(partial, { force: true });
    }
  },
});

/**
 * Why a file cannot be fetched: thrown, or with `fail_on_missing` off the result; undefined where nothing is wrong.
 * Ansible looks with another module when it becomes a user (its own user may see less), and words what that one tells.
 */
async function unreadable(ctx: ModuleContext<FetchParams>, src: string): Promise<ModuleResult | undefined> {
  const fails = ctx.params.fail_on_missing;
  const becomes = (await ctx.route?.inventoryHost())?.become !== undefined;
  const refuse = (msg: string, lenient: PlainObject, details: PlainObject = {}): ModuleResult => {
    if (fails) throw new ModuleFailure(msg, details);
    return { changed: false, ...lenient };
  };
  const missing = 'the remote file does not exist, not transferring, ignored';
  const directory = 'remote file is a directory, fetch cannot work on directories';
  let found: FileStat | undefined;
  try {
    found = await ctx.target.stat(src);
  } catch (e) {
    if (!(e instanceof TargetError)) throw e;
    if (!becomes) {
      const msg = `Failed to get information on remote file (${src}): ${strerror(e.code)}`;
      return refuse(msg, { file: src, msg: `${msg}, ignored` }, { file: src });
    }
    const msg =
      e.code === 'EACCES'
        ? `file is not readable: ${src}`
        : `unable to slurp file: ${osErrorText(new TargetError(e.code, e.op, src), false)}`;
    return refuse(msg, { file: src });
  }
  if (found === undefined) return refuse(missing, { file: src, msg: missing });
  if (found.type === 'directory')
    return refuse(
      directory,
      becomes ? { file: src, msg: directory } : { msg: `${directory}, not transferring, ignored` },
    );
  if (!(await ctx.target.access(src)).read) return refuse(`file is not readable: ${src}`, { file: src });
  return undefined;
}

/** The file on the control node that a fetch writes. */
async function destination(ctx: ModuleContext<FetchParams>, src: string, given: string): Promise<string> {
  const home = given.replace(/^~(?=\/|$)/, homedir());
  const absolute = (path: string): string =>
    isAbsolute(path) ? path : `${join(ctx.files.baseDir, path)}${path.endsWith('/') ? '/' : ''}`;
  if (!ctx.params.flat) {
    const host = asText(ctx.vars.get('inventory_hostname') ?? null) ?? ctx.target.host;
    return normalize(`${absolute(home)}/${host}/${src}`);
  }
  if (home.endsWith('/')) return join(absolute(home), src.slice(src.lastIndexOf('/') + 1));
  if (
    await stat(absolute(home)).then(
      (s) => s.isDirectory(),
      () => false,
    )
  ) {
    throw actionFailure(
      'dest is an existing directory, use a trailing slash if you want to fetch src into that directory',
    );
  }
  return absolute(home);
}
