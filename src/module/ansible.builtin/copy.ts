import { AnsibleError } from '../../errors/ansible-error.ts';
import type { Value } from '../../value/types.ts';
import { jsonArgument, strArgument } from '../argspec/repr.ts';
import { defineModule, type ModuleContext } from '../define.ts';
import { mustBeText, notFoundFailure } from '../support/action-failure.ts';
import { controlStat } from '../support/control-files.ts';
import { checkCopyArguments, copyOptions, toCopy } from '../support/copy/arguments.ts';
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
    ...copyOptions,
    decrypt: { description: 'Decrypts vault files on their way.', type: 'bool', default: true },
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
  leniently: { handsOn: () => toCopy([]) },
  beforeArguments: checkCopyArguments,
  async run(ctx) {
    const { src, content, dest, remote_src: onHost } = ctx.params;
    const hasContent = content !== null && content !== undefined;
    const params: TreeParams = { ...ctx.params, dest: dest! };
    if (hasContent) {
      const text =
        Array.isArray(content) || content instanceof Map ? jsonArgument(content) : strArgument(content);
      return deliver(ctx, contentSource(Buffer.from(text), contentLabel(ctx), '', contentMode), params);
    }
    if (onHost) {
      if (ctx.refused) throw ctx.refused;
      return copyOnHost(ctx, params, src!);
    }
    mustBeText(ctx.rawParams.get('src'), 'endswith');
    const path = await findSource(ctx, src!);
    mustBeText(ctx.rawParams.get('dest'), 'startswith');
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
