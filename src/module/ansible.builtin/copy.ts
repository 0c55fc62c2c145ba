import { AnsibleError } from '../../errors/ansible-error.ts';
import { asText } from '../../value/text.ts';
import type { Value } from '../../value/types.ts';
import { jsonArgument, strArgument } from '../argspec/repr.ts';
import { defineModule, type ModuleContext, ModuleFailure } from '../define.ts';
import { notFoundFailure } from '../support/action-failure.ts';
import { controlStat } from '../support/control-files.ts';
import { deliver } from '../support/copy/deliver.ts';
import { copyOnHost } from '../support/copy/on-host.ts';
import { contentLabel, contentMode, contentSource, fileSource } from '../support/copy/source.ts';
import { copyTree, type TreeParams } from '../support/copy/tree.ts';

interface CopyParams extends Omit<TreeParams, 'dest'> {
  readonly src: string | null;
  readonly content: Value;
  readonly dest: string | null;
  readonly remote_src: boolean;
}

export default defineModule<CopyParams>({
  shortDescription: 'Copy files to remote locations',
  description: [
    'Copies a file or a directory of the control node, or given contents, to the host; with `remote_src` from one place of the host to another.',
    'A file is written beside its destination and moved in its place in one step.',
  ],
  source: 'https://docs.ansible.com/ansible-core/2.14/collections/ansible/builtin/copy_module.html',
  options: {
    src: {
      description:
        'File or directory to copy. With a slash at the end of a directory, what is in it; without, the directory itself.',
      type: 'path',
    },
    content: {
      description: 'Contents in the place of `src`; a dict or list is written as JSON.',
      type: 'raw',
      censored: true,
    },
    dest: {
      description:
        'Where it goes (required). With a slash at its end, or where a directory is, into that directory.',
      type: 'path',
    },
    backup: {
      description: 'Keeps the file that was there under a name with the time.',
      type: 'bool',
      default: false,
    },
    force: {
      description: 'Replaces a file that differs; without it only a missing file is written.',
      type: 'bool',
      default: true,
    },
    validate: { description: 'A command that must accept the new file; `%s` is its name.' },
    directory_mode: { description: 'Mode of directories that a copy of a directory makes.', type: 'raw' },
    remote_src: { description: 'Whether `src` is on the host.', type: 'bool', default: false },
    follow: {
      description: 'Writes to the end of a link at the destination instead of replacing the link.',
      type: 'bool',
      default: false,
    },
    local_follow: {
      description: 'Copies what links in the source lead to instead of the links.',
      type: 'bool',
      default: true,
    },
    checksum: { description: 'SHA1 that the file must have.' },
    decrypt: { description: 'Decrypts vault files on their way.', type: 'bool', default: true },
    _original_basename: { description: 'Name of the source; for callers.' },
  },
  returns: {
    dest: {
      description: 'Where the file is.',
      returned: 'success',
      type: 'str',
      sample: '/path/to/file.txt',
    },
    src: { description: 'Where it came from.', returned: 'changed', type: 'str' },
    md5sum: { description: 'MD5 of the file.', returned: 'when supported', type: 'str' },
    checksum: { description: 'SHA1 of the file.', returned: 'success', type: 'str' },
    backup_file: { description: 'Name of the backup.', returned: 'changed and if backup=yes', type: 'str' },
  },
  fileCommonArgs: true,
  supportsCheckMode: true,
  beforeArguments(args) {
    const given = (name: string): boolean => args.has(name) && args.get(name) !== null;
    const full = (name: string): boolean => given(name) && asText(args.get(name) as Value) !== '';
    if (!full('src') && !given('content')) throw new ModuleFailure('src (or content) is required');
    if (!full('dest')) throw new ModuleFailure('dest is required');
  },
  async run(ctx) {
    const { src, content, dest, remote_src: onHost } = ctx.params;
    const hasContent = content !== null && content !== undefined;
    if (!src && !hasContent) throw new ModuleFailure('src (or content) is required');
    if (!dest) throw new ModuleFailure('dest is required');
    if (src && hasContent) throw new ModuleFailure('src and content are mutually exclusive');
    if (hasContent && dest.endsWith('/')) throw new ModuleFailure('can not use content with a dir as dest');
    const params: TreeParams = { ...ctx.params, dest };
    if (hasContent) {
      const text =
        Array.isArray(content) || content instanceof Map ? jsonArgument(content) : strArgument(content);
      return deliver(ctx, contentSource(Buffer.from(text), contentLabel(ctx), '', contentMode), params);
    }
    if (onHost) return copyOnHost(ctx, params, src!);
    const path = await findSource(ctx, src!);
    const stat = await controlStat(path);
    if (stat?.directory)
      return copyTree(ctx, params, src!.endsWith('/') && !path.endsWith('/') ? `${path}/` : path);
    try {
      return await deliver(ctx, await fileSource(ctx, path, params.decrypt), params);
    } catch (e) {
      if (e instanceof AnsibleError && e.kind === 'file-not-found')
        throw notFoundFailure(`could not find src=${path}, ${e.message}`);
      throw e;
    }
  },
});

async function findSource(ctx: ModuleContext<unknown>, name: string): Promise<string> {
  try {
    return await ctx.files.find('files', name);
  } catch (e) {
    if (e instanceof AnsibleError) throw notFoundFailure(e.message);
    throw e;
  }
}
