import { posix } from 'node:path';
import { osErrorText } from '../../target/errno.ts';
import { TargetError } from '../../target/types.ts';
import { defineModule, type ModuleContext, ModuleFailure } from '../define.ts';
import { tool } from '../support/package/tool.ts';
import { backupFile } from '../support/place-file.ts';
import { readText, writeText } from '../support/text-file.ts';

interface Params {
  readonly path: string;
  readonly src: string | null;
  readonly fstype: string | null;
  readonly opts: string | null;
  readonly dump: string;
  readonly passno: string;
  readonly state:
    | 'absent'
    | 'mounted'
    | 'present'
    | 'unmounted'
    | 'remounted'
    | 'ephemeral'
    | 'absent_from_fstab';
  readonly fstab: string | null;
  readonly boot: boolean;
  readonly backup: boolean;
}

type Ctx = ModuleContext<Params>;

/** fstab writes blanks as octal escapes. */
const escapeField = (s: string): string =>
  s.replace(/[ \t\n\\]/g, (c) => `\\${c.charCodeAt(0).toString(8).padStart(3, '0')}`);
const unescapeField = (s: string): string =>
  s.replace(/\\([0-7]{3})/g, (_, o: string) => String.fromCharCode(Number.parseInt(o, 8)));

/** The lines of an fstab with the wanted entry set (or taken out). */
export function editFstab(
  text: string,
  entry:
    | { path: string; src: string; fstype: string; opts: string; dump: string; passno: string }
    | undefined,
  path: string,
): { text: string; changed: boolean } {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  const out: string[] = [];
  let changed = false;
  let found = false;
  for (const line of lines) {
    const f = line.trim().split(/\s+/);
    if (
      line.trim() === '' ||
      line.trim().startsWith('#') ||
      f.length < 4 ||
      unescapeField(f[1]!) !== path ||
      (entry?.fstype === 'swap' && unescapeField(f[0]!) !== entry.src)
    ) {
      out.push(line);
      continue;
    }
    if (entry === undefined) {
      changed = true;
      continue;
    }
    found = true;
    const now = [f[0]!, f[1]!, f[2]!, f[3]!, f[4] ?? '0', f[5] ?? '0'];
    const wanted = fields(entry);
    if (now.join(' ') === wanted.join(' ')) out.push(line);
    else {
      out.push(wanted.join(' '));
      changed = true;
    }
  }
  if (entry !== undefined && !found) {
    out.push(fields(entry).join(' '));
    changed = true;
  }
  return { text: out.length === 0 ? '' : `${out.join('\n')}\n`, changed };
}

const fields = (e: {
  path: string;
  src: string;
  fstype: string;
  opts: string;
  dump: string;
  passno: string;
}): string[] => [escapeField(e.src), escapeField(e.path), e.fstype, e.opts, e.dump, e.passno];

async function mountedSource(ctx: Ctx): Promise<string | undefined> {
  const text = await readText(ctx.target, '/proc/self/mounts');
  const path = await ctx.target.realpath(ctx.params.path);
  const hits = text
    .split('\n')
    .map((l) => l.split(' '))
    .filter((f) => f.length > 2 && unescapeField(f[1]!) === path);
  return hits.length === 0 ? undefined : unescapeField(hits.at(-1)![0]!);
}

async function command(ctx: Ctx, what: string, argv: readonly string[]): Promise<void> {
  const r = await tool(ctx.target, argv);
  if (r.rc !== 0) throw new ModuleFailure(`Error ${what} ${ctx.params.path}: ${r.stdout}${r.stderr}`);
}

export default defineModule<Params>({
  shortDescription: 'Manages mount points and their entries in fstab',
  description: 'Writes /etc/fstab, mounts and unmounts.',
  source: 'https://docs.ansible.com/ansible/latest/collections/ansible/posix/mount_module.html',
  options: {
    path: { type: 'path', required: true, aliases: ['name'], description: 'The mount point.' },
    src: { type: 'path', description: 'What is mounted: a device, a server:/path, a label.' },
    fstype: { description: 'Type of the file system.' },
    opts: { description: 'Options; default is `defaults`.' },
    dump: { default: '0', description: 'Field 5 of fstab.' },
    passno: { default: '0', description: 'Field 6 of fstab.' },
    state: {
      required: true,
      choices: ['absent', 'absent_from_fstab', 'mounted', 'present', 'unmounted', 'remounted', 'ephemeral'],
      description:
        'mounted: entry and mount; present: entry only; ephemeral: mount only; unmounted: entry stays; absent: neither, the directory removed; absent_from_fstab: no entry, the mount stays.',
    },
    fstab: { description: 'File in place of /etc/fstab.' },
    boot: {
      type: 'bool',
      default: true,
      description: 'False adds the option noauto, unless `opts` says defaults (as it does by itself).',
    },
    backup: { type: 'bool', default: false, description: 'Keeps a copy of fstab.' },
  },
  requiredIf: [
    ['state', 'mounted', ['src', 'fstype']],
    ['state', 'present', ['src', 'fstype']],
    ['state', 'ephemeral', ['src', 'fstype']],
  ],
  supportsCheckMode: true,
  async run(ctx) {
    const { params: p, target, checkMode } = ctx;
    const fstab = p.fstab ?? '/etc/fstab';
    if (p.state === 'ephemeral' && p.fstab !== null)
      throw new ModuleFailure('fstab cannot be used with state=ephemeral');
    const path = p.path.length > 1 ? p.path.replace(/\/+$/, '') : p.path;
    let opts = p.opts ?? 'defaults';
    const list = opts.split(',');
    const ignored = list.includes('noauto')
      ? 'noauto'
      : !p.boot && list.includes('defaults')
        ? 'defaults'
        : undefined;
    if (ignored !== undefined) ctx.warn(`Ignore the 'boot' due to 'opts' contains '${ignored}'.`);
    else if (!p.boot) opts += ',noauto';
    const entry = { path, src: p.src ?? '', fstype: p.fstype ?? '', opts, dump: p.dump, passno: p.passno };
    const result: Record<string, string> = {
      name: path,
      ...(p.src !== null && { src: p.src }),
      ...(p.fstype !== null && { fstype: p.fstype }),
      opts,
      dump: p.dump,
      passno: p.passno,
      fstab: p.state === 'ephemeral' ? '' : fstab,
      boot: p.boot || list.includes('noauto') ? 'yes' : 'no',
      backup_file: '',
    };
    let changed = false;
    const edit = async (wanted: typeof entry | undefined): Promise<boolean> => {
      const e = editFstab(await readText(target, fstab), wanted, path);
      if (e.changed) {
        changed = true;
        if (!checkMode) {
          if (p.backup && (await target.stat(fstab)) !== undefined) {
            const kept = await backupFile(ctx, fstab);
            // of an entry that goes, the copy is made but not told
            if (wanted !== undefined) result['backup_file'] = kept;
          }
          await writeText(target, fstab, e.text, 0o644);
        }
      }
      return e.changed;
    };
    const source = await mountedSource(ctx);
    const other = p.fstab === null ? [] : ['-T', fstab];
    /** Makes the mount point; gives the directories that were made, the last first. */
    const makeDir = async (): Promise<string[]> => {
      const made: string[] = [];
      if (checkMode) return made;
      for (let at = path; at !== '' && at !== '/' && at !== '.'; at = posix.dirname(at)) {
        if ((await target.stat(at)) !== undefined) break;
        made.push(at);
      }
      try {
        if (made.length > 0) await target.mkdir(path, { parents: true });
      } catch (e) {
        if (!(e instanceof TargetError)) throw e;
        throw new ModuleFailure(`Error making dir ${path}: ${osErrorText(e, false)}`);
      }
      return made;
    };
    /** Mounts; where that fails, fstab becomes again what it was: an entry that does not work may stop the next boot. */
    const mounting = async (
      made: readonly string[],
      fstabBefore: string | undefined,
      run: () => Promise<void>,
    ) => {
      try {
        await run();
      } catch (e) {
        if (fstabBefore !== undefined) await writeText(target, fstab, fstabBefore).catch(() => undefined);
        for (const dir of made) await target.rmdir(dir).catch(() => undefined);
        throw e;
      }
    };
    switch (p.state) {
      case 'absent_from_fstab':
        await edit(undefined);
        break;
      case 'absent':
        // what has no entry is none of ours: its mount and directory stay
        if (!(await edit(undefined)) || checkMode) break;
        if (source !== undefined) await command(ctx, 'unmounting', ['umount', path]);
        if ((await target.stat(path)) !== undefined)
          await target.rmdir(path).catch((e: unknown) => {
            if (!(e instanceof TargetError)) throw e;
            throw new ModuleFailure(
              `Error rmdir ${path}: ${osErrorText(new TargetError(e.code, e.op, path), false)}`,
            );
          });
        break;
      case 'unmounted':
        if (source !== undefined) {
          changed = true;
          if (!checkMode) await command(ctx, 'unmounting', ['umount', path]);
        }
        break;
      case 'present':
        await edit(entry);
        break;
      case 'remounted':
        changed = true;
        if (!checkMode) await remount(ctx, 'remounting', opts, other, path);
        break;
      case 'ephemeral':
        if (source !== undefined && source !== p.src)
          throw new ModuleFailure(
            'Ephemeral mount point is already mounted with a different source than the specified one. Failing in order to prevent an unwanted unmount or override operation. Try replacing this command with a "state: unmounted" followed by a "state: ephemeral", or use a different destination path.',
          );
        changed = true;
        if (!checkMode) {
          const made = await makeDir();
          const how = source === undefined ? opts : `remount,${opts}`;
          await mounting(made, undefined, () =>
            command(ctx, 'mounting', ['mount', '-t', p.fstype!, '-o', how, p.src!, path]),
          );
        }
        break;
      case 'mounted': {
        const made = await makeDir();
        const before = (await target.stat(fstab)) === undefined ? undefined : await readText(target, fstab);
        const edited = await edit(entry);
        if (source === undefined) changed = true;
        if (!checkMode && (source === undefined || edited))
          await mounting(made, edited ? (before ?? '') : undefined, () =>
            source === undefined
              ? command(ctx, 'mounting', ['mount', ...other, path])
              : remount(ctx, 'mounting', 'defaults', other, path),
          );
        break;
      }
    }
    return { changed, ...result };
  },
});

/** Mounts anew: in place, and where that fails by unmounting, unless options were asked for. */
async function remount(
  ctx: ModuleContext<Params>,
  what: string,
  opts: string,
  other: readonly string[],
  path: string,
): Promise<void> {
  const plain = opts === 'defaults';
  const words = ['-o', plain ? 'remount' : `remount,${opts}`, ...other, path];
  if ((await tool(ctx.target, ['mount', ...words])).rc === 0) return;
  if (!plain)
    throw new ModuleFailure(
      'Options were specified with remounted, but the remount command failed. Failing in order to prevent an unexpected mount result. Try replacing this command with a "state: unmounted" followed by a "state: mounted" using the full desired mount options instead.',
    );
  await command(ctx, what, ['umount', path]);
  await command(ctx, what, ['mount', ...other, path]);
}
