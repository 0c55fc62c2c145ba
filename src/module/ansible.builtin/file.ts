import { defineModule, ModuleFailure } from '../define.ts';
import { type FileContext, type FileParams, type FileResult, jobFor, join } from '../support/file/context.ts';
import { ensureHardlink, ensureLink } from '../support/file/links.ts';
import { ensureAbsent, ensureDirectory, ensureFile, ensureTouch } from '../support/file/states.ts';
import { failWithInfo, withFileInfo } from '../support/file-info.ts';

export default defineModule<FileParams>({
  shortDescription: 'Manage files, directories, links and their attributes',
  description:
    'Sets owner, mode and times of files, makes and removes files, directories, symbolic and hard links.',
  source: 'https://docs.ansible.com/ansible-core/2.14/collections/ansible/builtin/file_module.html',
  options: {
    path: { description: 'The path to manage.', type: 'path', required: true, aliases: ['dest', 'name'] },
    state: {
      description: 'What has to be at the path. Without it, what is there; with `recurse`, a directory.',
      choices: ['absent', 'directory', 'file', 'hard', 'link', 'touch'],
    },
    src: { description: 'What a link leads to, as it is to be written in the link.', type: 'path' },
    recurse: {
      description: 'Gives the attributes to everything in the directory as well.',
      type: 'bool',
      default: false,
    },
    force: {
      description: 'Makes links to what does not exist, and replaces a file by a link.',
      type: 'bool',
      default: false,
    },
    follow: { description: 'Acts on the end of a link instead of the link.', type: 'bool', default: true },
    modification_time: {
      description: 'Time of the last change: `preserve`, `now`, or a time in its format.',
    },
    modification_time_format: { description: 'Format of `modification_time`.', default: '%Y%m%d%H%M.%S' },
    access_time: { description: 'Time of the last access: `preserve`, `now`, or a time in its format.' },
    access_time_format: { description: 'Format of `access_time`.', default: '%Y%m%d%H%M.%S' },
    _original_basename: { description: 'Name to use where the path is a directory; for callers.' },
    _diff_peek: { description: 'Only tells whether the file looks binary; for callers.', type: 'bool' },
  },
  returns: {
    dest: {
      description: 'The path, where state is touch, hard or link.',
      returned: 'state=touch, state=hard, state=link',
      type: 'str',
    },
    path: { description: 'The path.', returned: 'state=absent, state=directory, state=file', type: 'str' },
  },
  fileCommonArgs: true,
  supportsCheckMode: true,
  async run(ctx) {
    const result = await manage(ctx);
    return withFileInfo(ctx, result);
  },
});

async function manage(ctx: FileContext): Promise<FileResult> {
  const p = ctx.params;
  let job = await jobFor(ctx, p.path);
  const state = p.state ?? (job.before !== 'absent' ? job.before : p.recurse ? 'directory' : 'file');
  if (p.state === null) ctx.showArgument?.('state', state);
  if (state !== 'link' && state !== 'absent') {
    const name = p._original_basename ?? (p.src === null ? '' : p.src.slice(p.src.lastIndexOf('/') + 1));
    if (name && (await ctx.target.stat(job.path))?.type === 'directory')
      job = await jobFor(ctx, join(job.path, name));
  }
  const path = job.path;
  if (p.recurse && state !== 'directory')
    await failWithInfo(ctx, "recurse option requires state to be 'directory'", { path });
  if (p.src !== null && state !== 'link' && state !== 'hard') {
    await failWithInfo(ctx, "src option requires state to be 'link' or 'hard'", { path });
  }
  if (ctx.checkMode && state !== 'absent') await warnOfAccounts(ctx);
  switch (state) {
    case 'file':
      return ensureFile(ctx, job);
    case 'directory':
      return ensureDirectory(ctx, job);
    case 'link':
      return ensureLink(ctx, job);
    case 'hard':
      return ensureHardlink(ctx, job);
    case 'touch':
      return ensureTouch(ctx, job);
    case 'absent':
      return ensureAbsent(ctx, job);
  }
  throw new ModuleFailure(`state ${state} is not supported`);
}

/** In check mode an earlier task may only seem to have made the owner or the group. */
async function warnOfAccounts(ctx: FileContext): Promise<void> {
  for (const [kind, word, name] of [
    ['passwd', 'user', ctx.params.owner],
    ['group', 'group', ctx.params.group],
  ] as const) {
    if (!name) continue;
    const number = /^\d+$/.test(name);
    const known = number
      ? (await ctx.target.exec(['getent', kind, name])).rc !== 2
      : (kind === 'passwd' ? await ctx.target.userId(name) : await ctx.target.groupId(name)) !== undefined;
    const id = number ? (kind === 'passwd' ? ' with uid' : ' with gid') : '';
    if (!known)
      ctx.warn(`failed to look up ${word}${id} ${name}. Create ${word} up to this point in real play`);
  }
}
