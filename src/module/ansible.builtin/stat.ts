import { strerror } from '../../target/errno.ts';
import { type HashAlgorithm, TargetError } from '../../target/types.ts';
import type { PlainObject } from '../../value/plain.ts';
import { defineModule, type ModuleContext, ModuleFailure } from '../define.ts';
import { isErrno } from '../support/errno.ts';
import { dirname, join } from '../support/file/context.ts';
import { attributeFlags } from '../support/file-attributes.ts';
import { statFields } from '../support/stat-fields.ts';

interface StatParams {
  readonly path: string;
  readonly follow: boolean;
  readonly get_checksum: boolean;
  readonly get_mime: boolean;
  readonly get_attributes: boolean;
  readonly checksum_algorithm: HashAlgorithm;
}

/** chattr's letters by the names that Ansible gives them. */
const flagNames: Readonly<Record<string, string>> = {
  A: 'noatime',
  a: 'append',
  c: 'compressed',
  C: 'nocow',
  d: 'nodump',
  D: 'dirsync',
  e: 'extents',
  E: 'encrypted',
  h: 'blocksize',
  i: 'immutable',
  I: 'indexed',
  j: 'journalled',
  N: 'inline',
  s: 'zero',
  S: 'synchronous',
  t: 'notail',
  T: 'blockroot',
  u: 'undelete',
  X: 'compressedraw',
  Z: 'compresseddirty',
};

export default defineModule<StatParams>({
  shortDescription: 'Retrieve file or file system status',
  description:
    'Tells what lies at a path: type, owner, permissions, times, size, checksum, MIME type and attributes.',
  source: 'https://docs.ansible.com/ansible-core/2.14/collections/ansible/builtin/stat_module.html',
  options: {
    path: { description: 'The path to look at.', type: 'path', required: true, aliases: ['dest', 'name'] },
    follow: { description: 'Looks at the end of a link.', type: 'bool', default: false },
    get_checksum: {
      description: 'Adds the checksum of a file that can be read.',
      type: 'bool',
      default: true,
    },
    get_mime: {
      description: 'Adds MIME type and character set, as the program `file` tells them.',
      type: 'bool',
      default: true,
      aliases: ['mime', 'mime_type', 'mime-type'],
    },
    get_attributes: {
      description: 'Adds the attributes that `lsattr` shows.',
      type: 'bool',
      default: true,
      aliases: ['attr', 'attributes'],
    },
    checksum_algorithm: {
      description: 'Algorithm of the checksum.',
      choices: ['md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512'],
      default: 'sha1',
      aliases: ['checksum', 'checksum_algo'],
    },
  },
  returns: {
    stat: {
      description: 'What is known of the path; only `exists` where nothing is there.',
      returned: 'success',
      type: 'complex',
    },
  },
  supportsCheckMode: true,
  async run(ctx) {
    const { path, follow } = ctx.params;
    let found: Awaited<ReturnType<typeof ctx.target.stat>>;
    try {
      found = await ctx.target.stat(path, { follow });
    } catch (e) {
      if (isErrno(e, 'ENOENT')) return { changed: false, stat: { exists: false } };
      if (e instanceof TargetError) throw new ModuleFailure(strerror(e.code));
      throw e;
    }
    if (found === undefined) return { changed: false, stat: { exists: false } };
    const stat: Record<string, PlainObject[string]> = { exists: true, ...statFields(path, found) };
    if (found.owner !== '') stat['pw_name'] = found.owner;
    if (found.group !== '') stat['gr_name'] = found.group;
    stat['block_size'] = found.blockSize;
    stat['blocks'] = found.blocks;
    stat['device_type'] = found.rdev;
    const access = await ctx.target.access(path);
    Object.assign(stat, { readable: access.read, writeable: access.write, executable: access.execute });
    if (found.type === 'link') {
      stat['lnk_source'] = await ctx.target.realpath(path);
      stat['lnk_target'] = found.linkTarget ?? '';
    }
    if (found.type === 'file' && access.read && ctx.params.get_checksum) {
      stat['checksum'] = (await ctx.target.hashMany([path], ctx.params.checksum_algorithm))[0] ?? null;
    }
    if (ctx.params.get_mime) Object.assign(stat, await mime(ctx, path, follow, found.linkTarget));
    if (ctx.params.get_attributes) Object.assign(stat, await attributes(ctx, path));
    return { changed: false, stat };
  },
});

async function mime(
  ctx: ModuleContext<StatParams>,
  path: string,
  follow: boolean,
  linkTarget: string | undefined,
): Promise<PlainObject> {
  const unknown = { mimetype: 'unknown', charset: 'unknown' };
  const program = await ctx.target.which('file');
  if (program === undefined) return unknown;
  // A link that leads nowhere is told as unknown.
  if (
    linkTarget !== undefined &&
    !follow &&
    (await ctx.target.stat(join(dirname(path), linkTarget)).catch(() => undefined)) === undefined
  )
    return unknown;
  const r = await ctx.target.exec([
    program,
    '--mime-type',
    '--mime-encoding',
    ...(follow ? ['-L'] : []),
    path,
  ]);
  const text = r.stdout.toString().trim();
  const m = /: *([^:;]+); *charset=(\S+)$/.exec(text);
  return r.rc === 0 && m !== null ? { mimetype: m[1]!.trim(), charset: m[2]! } : unknown;
}

async function attributes(ctx: ModuleContext<StatParams>, path: string): Promise<PlainObject> {
  const found = await attributeFlags(ctx, path);
  const flags = found?.flags ?? '';
  const names = [...flags].map((f) => flagNames[f]).filter((n) => n !== undefined);
  return { version: found?.version ?? null, attributes: names, attr_flags: flags };
}
