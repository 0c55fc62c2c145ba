import { randomBytes } from 'node:crypto';
import { codeInText, errnoText, osErrorText } from '../../target/errno.ts';
import { TargetError } from '../../target/types.ts';
import { defineModule, ModuleFailure } from '../define.ts';
import { join } from '../support/file/context.ts';
import { withFileInfo } from '../support/file-info.ts';

interface TempParams {
  readonly state: 'file' | 'directory';
  readonly path: string | null;
  readonly prefix: string;
  readonly suffix: string;
}

export default defineModule<TempParams>({
  shortDescription: 'Creates temporary files and directories',
  description:
    'Makes a new private file or directory on the host, with a name that nothing else has. It stays until it is removed.',
  source: 'https://docs.ansible.com/ansible-core/2.14/collections/ansible/builtin/tempfile_module.html',
  options: {
    state: { description: 'A file or a directory.', choices: ['file', 'directory'], default: 'file' },
    path: {
      description: 'The directory that holds it; default is the one for temporary files of the host.',
      type: 'path',
    },
    prefix: { description: 'What the name begins with.', default: 'ansible.' },
    suffix: { description: 'What the name ends with.', default: '' },
  },
  returns: {
    path: { description: 'The path.', returned: 'success', type: 'str', sample: '/tmp/ansible.bMlvdk' },
  },
  supportsCheckMode: false,
  async run(ctx) {
    const p = ctx.params;
    const env = p.path === null ? await ctx.target.environment() : {};
    const dir = p.path ?? (env['TMPDIR'] || env['TEMP'] || env['TMP'] || '/tmp');
    for (let attempt = 0; ; attempt++) {
      const path = join(dir, `${p.prefix}${randomName()}${p.suffix}`);
      const error =
        p.state === 'directory' ? await makeDirectory(ctx.target, path) : await makeFile(ctx.target, path);
      if (error === undefined) return withFileInfo(ctx, { changed: true, path });
      if (!error.startsWith('[Errno 17]') || attempt > 100) throw new ModuleFailure(error);
    }
  },
});

/** Eight characters, as Python's tempfile makes them. */
function randomName(): string {
  const letters = 'abcdefghijklmnopqrstuvwxyz0123456789_';
  return Array.from(randomBytes(8), (b) => letters[b % letters.length]).join('');
}

type Target = Parameters<typeof withFileInfo>[0]['target'];

async function makeDirectory(target: Target, path: string): Promise<string | undefined> {
  try {
    await target.mkdir(path, { mode: 0o700 });
    return undefined;
  } catch (e) {
    if (e instanceof TargetError) return osErrorText(e, false);
    throw e;
  }
}

/** Made by the shell with noclobber: it fails where the name is taken. */
async function makeFile(target: Target, path: string): Promise<string | undefined> {
  const r = await target.exec(['/bin/sh', '-c', 'umask 077; set -C; : > "$0"', path]);
  if (r.rc === 0) return undefined;
  const text = r.stderr.toString();
  const code = codeInText(text) ?? (/nonexistent/.test(text) ? 'ENOENT' : 'EACCES');
  return `${errnoText(code)}: '${path}'`;
}
