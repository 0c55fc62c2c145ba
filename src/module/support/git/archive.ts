import { posix } from 'node:path';
import { ModuleFailure } from '../../define.ts';
import type { Git, GitContext } from './client.ts';

const formats: ReadonlyArray<readonly [string, string]> = [
  ['.zip', 'zip'],
  ['.tar.gz', 'tar.gz'],
  ['.tgz', 'tgz'],
  ['.tar', 'tar'],
];

/** The format that the archive's name asks for; fails where it names none. */
export function archiveFormat(path: string): string {
  const found = formats.find(([end]) => path.endsWith(end));
  if (found !== undefined) return found[1];
  throw new ModuleFailure(`Unable to get file extension from archive file name : ${path}`, {
    details:
      "Please specify archive as filename with extension. File extension can be one of ['tar', 'tar.gz', 'zip', 'tgz']",
  });
}

/** Packs the version that is checked out; true where the archive is new or other than before. */
export async function makeArchive(ctx: GitContext, git: Git, dest: string, path: string): Promise<boolean> {
  const { params: p, target } = ctx;
  const format = archiveFormat(path);
  const dir = await target.tempDir();
  try {
    const temp = posix.join(dir, posix.basename(path));
    const prefix = p.archive_prefix === null ? [] : ['--prefix', p.archive_prefix];
    await git.must(
      ['archive', '--format', format, '--output', temp, ...prefix, p.version],
      dest,
      'Failed to perform archive operation',
    );
    const [now, was] = await target.hashMany([temp, path], 'sha256');
    if (now === was) return false;
    await target.move(temp, path);
    return true;
  } finally {
    await target.removeTree(dir);
  }
}
