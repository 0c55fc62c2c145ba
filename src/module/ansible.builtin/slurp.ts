import { osErrorText } from '../../target/errno.ts';
import { TargetError } from '../../target/types.ts';
import { defineModule, ModuleFailure } from '../define.ts';
import { errnoText, isErrno } from '../support/errno.ts';

export default defineModule<{ src: string }>({
  shortDescription: 'Slurps a file from remote nodes',
  description: 'Gives the contents of a file of the host as base64. The whole file is held in memory.',
  source: 'https://docs.ansible.com/ansible-core/2.14/collections/ansible/builtin/slurp_module.html',
  options: {
    src: { description: 'The file on the host.', type: 'path', required: true, aliases: ['path'] },
  },
  returns: {
    content: { description: 'The contents, encoded.', returned: 'success', type: 'str', sample: 'MjE3OQo=' },
    encoding: {
      description: 'The encoding of `content`.',
      returned: 'success',
      type: 'str',
      sample: 'base64',
    },
    source: { description: 'The file.', returned: 'success', type: 'str' },
  },
  supportsCheckMode: true,
  async run(ctx) {
    const { src } = ctx.params;
    try {
      const data = await ctx.target.readFile(src);
      return { content: data.toString('base64'), source: src, encoding: 'base64' };
    } catch (e) {
      if (isErrno(e, 'ENOENT')) throw new ModuleFailure(`file not found: ${src}`);
      if (isErrno(e, 'EACCES')) throw new ModuleFailure(`file is not readable: ${src}`);
      if (isErrno(e, 'EISDIR')) throw new ModuleFailure(`source is a directory and must be a file: ${src}`);
      const why =
        e instanceof TargetError ? osErrorText(new TargetError(e.code, e.op, src), false) : errnoText(e, src);
      throw new ModuleFailure(`unable to slurp file: ${why}`);
    }
  },
});
