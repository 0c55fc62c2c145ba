import { AnsibleError } from '../../errors/ansible-error.ts';
import { PyError } from '../../value/errors.ts';
import type { PlainObject } from '../../value/plain.ts';
import { asText } from '../../value/text.ts';
import { shortTypeName } from '../../value/type-name.ts';
import type { Value } from '../../value/types.ts';
import { defineModule, ModuleFailure, type OptionSpec } from '../define.ts';
import { actionFailure, mustBeText, notFoundFailure } from '../support/action-failure.ts';
import { join } from '../support/file/context.ts';
import { applyFileAttributes, wantsAttributes } from '../support/file-attributes.ts';
import { failWithInfo, lookAt, withFileInfo } from '../support/file-info.ts';
import { exchange } from '../support/http/exchange.ts';
import { requestOf, statusText } from '../support/http/options.ts';
import { HttpFailure } from '../support/http/types.ts';
import { tarHandler } from '../support/unarchive/tar.ts';
import type { Handler, UnarchiveContext, UnarchiveParams } from '../support/unarchive/types.ts';
import { zipHandler } from '../support/unarchive/zip.ts';

const options: Readonly<Record<string, OptionSpec>> = {
  src: {
    description: 'The archive: on the control node, with `remote_src` on the host or an address.',
    type: 'path',
    required: true,
  },
  dest: { description: 'The directory to unpack into; it must exist.', type: 'path', required: true },
  remote_src: {
    description: 'Whether `src` is on the host (or an address).',
    type: 'bool',
    default: false,
  },
  copy: { description: 'The old word for the opposite of `remote_src`.', type: 'bool', default: true },
  creates: { description: 'Nothing is done where this exists.', type: 'path' },
  list_files: { description: 'Adds the names in the archive to the result.', type: 'bool', default: false },
  exclude: { description: 'Names to leave out.', type: 'list', elements: 'str', default: [] },
  include: { description: 'Only these names.', type: 'list', elements: 'str', default: [] },
  keep_newer: {
    description: 'Keeps files that are newer than those of the archive.',
    type: 'bool',
    default: false,
  },
  extra_opts: { description: 'More options for tar or unzip.', type: 'list', elements: 'str', default: [] },
  validate_certs: {
    description: 'Holds the certificate of a server against the trusted ones.',
    type: 'bool',
    default: true,
  },
  decrypt: { description: 'Decrypts a vault file on its way.', type: 'bool', default: true },
  io_buffer_size: {
    description: 'Taken for compatibility; the buffer has its own size.',
    type: 'int',
    default: 65536,
  },
};
const mutuallyExclusive = [['include', 'exclude']];

export default defineModule<UnarchiveParams>({
  shortDescription: 'Unpacks an archive after (optionally) copying it from the local machine',
  description:
    'Unpacks a tar (gzip, bzip2, xz, zstd) or zip archive of the control node, of the host, or of an address, into a directory of the host.',
  source: 'https://docs.ansible.com/ansible-core/2.14/collections/ansible/builtin/unarchive_module.html',
  options,
  mutuallyExclusive,
  returns: {
    dest: { description: 'The directory.', returned: 'always', type: 'str' },
    files: { description: 'Names in the archive.', returned: 'When list_files is True', type: 'list' },
    handler: { description: 'What kind of archive it was.', returned: 'always', type: 'str' },
    src: { description: 'The archive on the host.', returned: 'always', type: 'str' },
  },
  fileCommonArgs: true,
  supportsCheckMode: true,
  leniently: {
    handsOn: () => ({
      name: 'ansible.legacy.unarchive',
      spec: { options, mutuallyExclusive, fileCommonArgs: true },
      keeps: ['copy', 'remote_src', 'decrypt'],
    }),
  },
  beforeArguments(args) {
    if ((args.get('src') ?? null) === null || (args.get('dest') ?? null) === null)
      throw actionFailure('src (or content) and dest are required');
    if (args.has('copy') && args.has('remote_src'))
      throw actionFailure("parameters are mutually exclusive: ('copy', 'remote_src')");
    if ((args.get('creates') ?? null) !== null) mustBeText(args.get('creates'), 'startswith');
    mustBeText(args.get('dest'), 'startswith');
    const src = args.get('src') as Value;
    if (asText(src) === undefined)
      throw new PyError('TypeError', `expected str, bytes or os.PathLike object, not ${shortTypeName(src)}`);
  },
  async run(ctx) {
    const p = ctx.params;
    if (p.creates !== null && (await lookAt(ctx.target, p.creates)) !== undefined) {
      return { changed: false, skipped: true, msg: `skipped, since ${p.creates} exists` };
    }
    if (p.dest === '' || (await lookAt(ctx.target, p.dest))?.type !== 'directory')
      throw actionFailure(`dest '${p.dest}' must be an existing dir`);
    const temp: string[] = [];
    try {
      const src = await archiveOnHost(ctx, temp);
      if (ctx.refused) throw ctx.refused;
      const handler = await pickHandler(ctx, src);
      if (ctx.checkMode && !handler.checkMode) {
        return {
          changed: false,
          skipped: true,
          msg: 'remote module (ansible.legacy.unarchive) does not support check mode when using gtar',
        };
      }
      return await unpack(ctx, handler, src);
    } finally {
      for (const t of temp) await ctx.target.removeTree(t).catch(() => undefined);
    }
  },
});

async function unpack(ctx: UnarchiveContext, handler: Handler, src: string): Promise<PlainObject> {
  const p = ctx.params;
  const result: Record<string, PlainObject[string]> = {
    handler: handler.name,
    dest: p.dest,
    src,
    changed: false,
  };
  const files = await handler.files();
  const { unarchived, diff } = await handler.check();
  if (ctx.checkMode) result['changed'] = !unarchived;
  else if (!unarchived) {
    const done = await handler.extract();
    result['extract_results'] = done;
    if (done.rc !== 0) return failWithInfo(ctx, `failed to unpack ${src} to ${p.dest}`, result);
    result['changed'] = true;
  }
  if (!unarchived && diff) result['diff'] = { prepared: diff };
  if (!ctx.checkMode && wantsAttributes(p)) {
    const paths = files.map((f) => join(p.dest, f.replace(/\/$/, '')));
    const stats = await ctx.target.statMany(paths, { follow: false });
    for (const [i, path] of paths.entries()) {
      if (stats[i] === undefined) continue;
      if (await applyFileAttributes(ctx, p, path, { stat: stats[i] })) result['changed'] = true;
    }
  }
  if (p.list_files) result['files'] = files;
  return withFileInfo(ctx, result);
}

/** The archive as a file of the host: uploaded, downloaded there, or where it is. */
async function archiveOnHost(ctx: UnarchiveContext, temp: string[]): Promise<string> {
  const p = ctx.params;
  if (!p.remote_src && p.copy) {
    let local: string;
    try {
      local = await ctx.files.find('files', p.src);
      if (p.decrypt) local = await ctx.files.plainFile(local);
    } catch (e) {
      if (e instanceof AnsibleError) throw notFoundFailure(e.message);
      throw e;
    }
    if (ctx.target.kind === 'local') return local;
    const path = await ctx.target.tempFile({ prefix: 'source' });
    temp.push(path);
    await ctx.target.upload(local, path);
    return path;
  }
  if (p.src.includes('://')) return download(ctx, temp);
  const stat = await lookAt(ctx.target, p.src);
  if (stat === undefined) throw new ModuleFailure(`Source '${p.src}' does not exist`);
  if (!(await ctx.target.access(p.src)).read) throw new ModuleFailure(`Source '${p.src}' not readable`);
  if (stat.size === 0) throw new ModuleFailure(`Invalid archive '${p.src}', the file is 0 bytes`);
  return p.src;
}

async function download(ctx: UnarchiveContext, temp: string[]): Promise<string> {
  const p = ctx.params;
  const path = await ctx.target.tempFile({ prefix: 'source' });
  temp.push(path);
  const common = {
    url: p.src,
    force: false,
    http_agent: null,
    use_proxy: true,
    validate_certs: p.validate_certs,
    url_username: null,
    url_password: null,
    force_basic_auth: false,
    client_cert: null,
    client_key: null,
    use_gssapi: false,
    headers: null,
    timeout: 10,
    unredirected_headers: null,
    ciphers: null,
    decompress: false,
    use_netrc: true,
  };
  try {
    const answer = await exchange(
      ctx,
      await requestOf(ctx, common, { method: 'GET', into: path, resume: 3 }),
    );
    if (answer.status >= 200 && answer.status < 300) return path;
    throw new ModuleFailure(`Failure downloading ${p.src}, ${statusText(answer.status, answer.reason)}`);
  } catch (e) {
    if (e instanceof HttpFailure) throw new ModuleFailure(`Failure downloading ${p.src}, ${e.message}`);
    throw e;
  }
}

/** By the first bytes: gzip, zip, and all else is for tar to tell. */
async function pickHandler(ctx: UnarchiveContext, src: string): Promise<Handler> {
  const head = (await ctx.target.exec(['head', '-c', '4', '--', src])).stdout;
  const zip = head.toString('latin1').startsWith('PK');
  const program = await ctx.target.which(zip ? 'unzip' : 'tar');
  if (program === undefined) {
    throw new ModuleFailure(
      `Failed to find handler for "${src}". Make sure the required command to extract the file is installed.\nUnable to find required '${zip ? 'unzip' : 'tar'}' binary in the path.`,
    );
  }
  return zip ? zipHandler(ctx, program, src) : tarHandler(ctx, program, src, head);
}
