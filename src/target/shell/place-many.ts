import { randomBytes } from 'node:crypto';
import type { PlacedFile, PlaceManyRequest } from '../types.ts';
import { quote, quotePath } from './quote.ts';
import { batches } from './stat.ts';
import type { TarEntry } from './tar.ts';

interface Group {
  readonly dir: string;
  readonly files: PlacedFile[];
}

const dirOf = (path: string): string => path.slice(0, path.lastIndexOf('/')) || '/';
const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
const octal = (mode: number): string => mode.toString(8).padStart(5, '0');

function byKey<T>(items: readonly T[], key: (item: T) => string | undefined): Map<string, T[]> {
  const out = new Map<string, T[]>();
  for (const item of items) {
    const k = key(item);
    if (k === undefined) continue;
    const list = out.get(k);
    if (list === undefined) out.set(k, [item]);
    else list.push(item);
  }
  return out;
}

/** One program for many paths, as few calls as the host's argument limit asks for. */
const overPaths = (command: string, paths: readonly string[]): string[] =>
  [...batches(paths)].map((b) => `${command} ${b.map(quotePath).join(' ')} || exit 1`);

interface Owned {
  readonly uid?: number | undefined;
  readonly gid?: number | undefined;
}
const ownerOf = (x: Owned): string | undefined =>
  x.uid === undefined && x.gid === undefined
    ? undefined
    : `${x.uid ?? ''}${x.gid === undefined ? '' : `:${x.gid}`}`;

/**
 * Shell text that makes directories, unpacks its input (a tar stream) into a private directory in the destination,
 * gives every file its owner and mode there, and renames all in their places. Where anything fails before the first
 * rename, nothing has changed but directories that are new.
 */
export function placeManyScript(request: PlaceManyRequest): { script: string; entries: TarEntry[] } {
  const { top, directories, files } = request;
  const staging = `${top.replace(/\/+$/, '')}/.ansible_tmp${randomBytes(9).toString('hex')}`;
  const s = quotePath(staging);
  const lines: string[] = ['LC_ALL=C; export LC_ALL', 'u=$(umask)'];
  const made = directories.filter((d) => d.missing).map((d) => d.path);
  for (const batch of batches(made)) lines.push(`mkdir ${batch.map(quotePath).join(' ')} || exit 1`);
  for (const [owner, list] of byKey(directories, ownerOf))
    lines.push(
      ...overPaths(
        `chown ${owner}`,
        list.map((d) => d.path),
      ),
    );
  for (const [mode, list] of byKey(directories, (d) => (d.mode === undefined ? undefined : octal(d.mode))))
    lines.push(
      ...overPaths(
        `chmod ${mode}`,
        list.map((d) => d.path),
      ),
    );
  const groups: Group[] = [...byKey(files, (f) => dirOf(f.path))].map(([dir, list]) => ({
    dir,
    files: list,
  }));
  const staged = groups.flatMap((g, i) =>
    g.files.map((file) => ({ file, name: `${i}/${nameOf(file.path)}` })),
  );
  if (files.length > 0) {
    // renames only: all in one file system
    const dirs = [...batches([top, ...groups.map((g) => g.dir)])];
    lines.push(
      `command -v tar >/dev/null || exit 1`,
      `d=$(${dirs.map((b) => `stat -L -c %d ${b.map(quotePath).join(' ')}`).join('; ')}) || exit 1`,
      'f=; for x in $d; do [ "$x" = "${f:=$x}" ] || exit 1; done',
      `umask 077; mkdir ${s} || exit 1`,
      `_ats_c() { cd / && rm -rf ${s}; }; trap _ats_c 0; trap 'exit 143' 1 15`,
      // (a directory may hand its group and set-group-ID bit down)
      `chmod 00700 ${s} && cd ${s} && mkdir ${groups.map((_, i) => i).join(' ')} || exit 1`,
      'tar -xmof - || exit 1',
    );
    const own = byKey(staged, ({ file }) => ownerOf(file) ?? '"$(id -u):$(id -g)"');
    for (const [owner, list] of own)
      lines.push(
        ...overPaths(
          `chown ${owner}`,
          list.map((x) => x.name),
        ),
      );
    const modes = byKey(staged, ({ file }) =>
      file.mode === undefined ? `"$(printf '%o' "$((0666 & ~$u))")"` : octal(file.mode),
    );
    for (const [mode, list] of modes)
      lines.push(
        ...overPaths(
          `chmod ${mode}`,
          list.map((x) => x.name),
        ),
      );
    lines.push('if [ -e /sys/fs/selinux/enforce ]; then');
    for (const { file, name } of staged)
      if (!file.isNew) lines.push(`_ats_ctx ${quotePath(file.path)} ${quotePath(name)}`);
    lines.push(':; fi');
    for (const { file } of staged)
      if (file.backup !== undefined)
        lines.push(`cp -p ${quotePath(file.path)} ${quotePath(file.backup)} || exit 1`);
    for (const [i, g] of groups.entries()) {
      const names = g.files.map((f) => `${i}/${nameOf(f.path)}`);
      for (const b of batches(names))
        lines.push(
          `mv -f ${b.map(quotePath).join(' ')} ${quote(g.dir.endsWith('/') ? g.dir : `${g.dir}/`)} || exit 1`,
        );
    }
    const fresh = files.filter((f) => f.isNew).map((f) => f.path);
    lines.push('if [ -e /sys/fs/selinux/enforce ]; then');
    for (const b of batches(fresh)) lines.push(`restorecon ${b.map(quotePath).join(' ')} 2>/dev/null`);
    lines.push(':; fi');
  }
  for (const [owner, list] of byKey(request.attributes, ownerOf))
    lines.push(
      ...overPaths(
        `chown -h ${owner}`,
        list.map((d) => d.path),
      ),
    );
  for (const [mode, list] of byKey(request.attributes, (d) =>
    d.mode === undefined ? undefined : octal(d.mode),
  ))
    lines.push(
      ...overPaths(
        `chmod ${mode}`,
        list.map((d) => d.path),
      ),
    );
  lines.push(':');
  return {
    script: `( ${lines.join('\n')} )`,
    entries: staged.map(({ file, name }) => ({ name, size: file.size, data: file.data })),
  };
}
