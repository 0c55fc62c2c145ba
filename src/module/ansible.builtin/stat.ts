import { strerror } from '../../target/errno.ts';
import { type FileStat, type HashAlgorithm, TargetError } from '../../target/types.ts';
import type { PlainObject } from '../../value/plain.ts';
import { defineModule, type ModuleContext, ModuleFailure } from '../define.ts';
import { isErrno } from '../support/errno.ts';
import { dirname, join } from '../support/file/context.ts';
import { attributeFlags, parseFlags } from '../support/file-attributes.ts';
import { statFields } from '../support/stat-fields.ts';

interface StatParams {
  readonly path: string;
  readonly follow: boolean;
  readonly get_checksum: boolean;
  readonly get_md5: boolean;
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
    get_md5: { description: 'Adds the MD5 sum of a file that can be read.', type: 'bool', default: false },
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
    const more = await look(ctx, found);
    Object.assign(stat, {
      readable: more.access.read,
      writeable: more.access.write,
      executable: more.access.execute,
    });
    if (found.type === 'link') {
      stat['lnk_source'] = await ctx.target.realpath(path);
      stat['lnk_target'] = found.linkTarget ?? '';
    }
    if (more.checksum !== undefined) stat['checksum'] = more.checksum;
    if (ctx.params.get_md5 && found.type === 'file' && more.access.read)
      stat['md5'] = (await ctx.target.hashMany([path], 'md5'))[0] ?? null;
    Object.assign(stat, more.mime, more.attributes);
    return { changed: false, stat };
  },
});

interface Look {
  readonly access: { readonly read: boolean; readonly write: boolean; readonly execute: boolean };
  readonly checksum: string | null | undefined;
  readonly mime: PlainObject;
  readonly attributes: PlainObject;
}

/** Everything beside the stat itself: one script where a host answers scripts, else question by question. */
async function look(ctx: ModuleContext<StatParams>, found: FileStat): Promise<Look> {
  const { path, follow, get_mime: wantsMime, get_attributes: wantsFlags } = ctx.params;
  if (ctx.target.kind === 'shell' && path.startsWith('/') && found.type !== 'link') {
    const sum = found.type === 'file' && ctx.params.get_checksum ? `${ctx.params.checksum_algorithm}sum` : '';
    const r = await ctx.target.shell(
      `p=${shellQuote(path)}
for o in r w x; do if [ -$o "$p" ]; then printf $o; fi; done; printf '\\n='
${sum === '' ? ':' : `if [ -r "$p" ]; then ${sum} <"$p" 2>/dev/null || command -v ${sum} >/dev/null 2>&1 || printf no; fi`}; printf '\\n='
${wantsMime ? mimeCommand(found, follow) : ':'}; printf '\\n='
${wantsFlags ? 'PATH=$PATH:/usr/bin:/sbin:/usr/sbin lsattr -vd "$p" 2>/dev/null' : ':'}; printf '\\n=:'`,
      { quick: found.size < 1 << 20 },
    );
    const [rights = '', sha = '', type = '', flags = '', end] = r.stdout.toString().split('\n=');
    if (end === ':' && sha.trim() !== 'no')
      return {
        access: { read: rights.includes('r'), write: rights.includes('w'), execute: rights.includes('x') },
        checksum: /^[0-9a-f]+/.exec(sha)?.[0] ?? (sum && rights.includes('r') ? null : undefined),
        mime: wantsMime ? mimeIn(type) : {},
        attributes: wantsFlags ? flagsIn(parseFlags(flags)) : {},
      };
  }
  const access = await ctx.target.access(path);
  return {
    access,
    checksum:
      found.type === 'file' && access.read && ctx.params.get_checksum
        ? ((await ctx.target.hashMany([path], ctx.params.checksum_algorithm))[0] ?? null)
        : undefined,
    mime: wantsMime ? await mime(ctx, path, follow, found.linkTarget) : {},
    attributes: wantsFlags ? flagsIn(await attributeFlags(ctx, path)) : {},
  };
}

/** Of a directory the program has always the same to say, and it is slow to start. */
const mimeCommand = (found: FileStat, follow: boolean): string =>
  found.type === 'directory' && !follow
    ? `command -v file >/dev/null && printf ': inode/directory; charset=binary'`
    : `file --mime-type --mime-encoding "$p" 2>/dev/null`;

const shellQuote = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

const unknownType = { mimetype: 'unknown', charset: 'unknown' };
/** What the program `file` says, as Ansible reads it. */
function mimeIn(said: string): PlainObject {
  const m = /: *([^:;]+); *charset=(\S+)$/.exec(said.trim());
  return m === null ? unknownType : { mimetype: m[1]!.trim(), charset: m[2]! };
}

async function mime(
  ctx: ModuleContext<StatParams>,
  path: string,
  follow: boolean,
  linkTarget: string | undefined,
): Promise<PlainObject> {
  const program = await ctx.target.which('file');
  if (program === undefined) return unknownType;
  // A link that leads nowhere is told as unknown.
  if (
    linkTarget !== undefined &&
    !follow &&
    (await ctx.target.stat(join(dirname(path), linkTarget)).catch(() => undefined)) === undefined
  )
    return unknownType;
  const r = await ctx.target.exec([program, '--mime-type', '--mime-encoding', path]);
  return r.rc === 0 ? mimeIn(r.stdout.toString()) : unknownType;
}

function flagsIn(found: { flags: string; version: string } | undefined): PlainObject {
  const flags = found?.flags ?? '';
  const names = [...flags].map((f) => flagNames[f]).filter((n) => n !== undefined);
  return { version: found?.version ?? null, attributes: names, attr_flags: flags };
}
