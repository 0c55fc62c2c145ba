import type { ExecOptions, Target } from '../../../target/types.ts';
import { repr } from '../../../value/repr.ts';
import { type ModuleContext, ModuleFailure } from '../../define.ts';
import { mustRun } from '../checked-run.ts';
import { requireProgram, tool } from '../package/tool.ts';

type Ctx = Pick<ModuleContext<unknown>, 'target' | 'warn' | 'signal'>;

/** A kind of file system: the programs that make it, measure it and make it grow. */
export interface FilesystemKind {
  /** Its name in messages. */
  readonly title: string;
  readonly mkfs: string;
  /** Words that make mkfs overwrite what is there. */
  force(ctx: Ctx): Promise<readonly string[]>;
  readonly grow?: Grow;
}

interface Grow {
  /** The program that tells the size, for messages. */
  readonly info: string;
  readonly program: string;
  readonly words?: readonly string[];
  /** It grows by its mount point alone. */
  readonly mounted?: boolean;
  /** Size in bytes; undefined where `said` cannot be read. */
  size(ctx: Ctx, dev: string): Promise<{ readonly bytes: number | undefined; readonly said: string }>;
}

const always =
  (...words: string[]) =>
  async (): Promise<readonly string[]> =>
    words;

/** The full path of a program, run with the rest; what it says in C. */
async function said(ctx: Ctx, program: string, words: readonly string[], options: ExecOptions = {}) {
  const path = await requireProgram(ctx.target, program);
  return (await mustRun(ctx.target, [path, ...words], { signal: ctx.signal, ...options })).stdout;
}

/** A product of two numbers that expressions find in a text. */
const product = (text: string, a: RegExp, b: RegExp): number | undefined => {
  const [x, y] = [a.exec(text)?.[1], b.exec(text)?.[1]];
  return x === undefined || y === undefined ? undefined : Number(x) * Number(y);
};

/** The first mount point of a device. */
async function mountPoint(ctx: Ctx, dev: string): Promise<string | undefined> {
  const findmnt = await requireProgram(ctx.target, 'findmnt');
  const words = ['--mtab', '--noheadings', '--output', 'TARGET', '--source', dev];
  const r = await tool(ctx.target, [findmnt, ...words]);
  return r.rc === 0 ? r.stdout.split('\n')[0] || undefined : undefined;
}

async function mustBeMounted(ctx: Ctx, kind: string, dev: string): Promise<string> {
  const at = await mountPoint(ctx, dev);
  if (at === undefined) throw new ModuleFailure(`${dev} needs to be mounted for ${kind} operations`);
  return at;
}

const ext = (n: 2 | 3 | 4): FilesystemKind => ({
  title: `Ext${n}`,
  mkfs: `mkfs.ext${n}`,
  force: always('-F'),
  grow: {
    info: 'tune2fs',
    program: 'resize2fs',
    async size(ctx, dev) {
      const text = await said(ctx, 'tune2fs', ['-l', dev]);
      return { bytes: product(text, /Block count: *(\d+)/, /Block size: *(\d+)/), said: text };
    },
  },
});

/** Whether a version is at least another. */
const atLeast = (version: string, least: readonly [number, number]): boolean => {
  const [a = 0, b = 0] = version.split('.').map(Number);
  return a > least[0] || (a === least[0] && b >= least[1]);
};

const btrfs: FilesystemKind = {
  title: 'Btrfs',
  mkfs: 'mkfs.btrfs',
  async force(ctx) {
    const mkfs = await requireProgram(ctx.target, 'mkfs.btrfs');
    const r = await mustRun(ctx.target, [mkfs, '--version']);
    const version = / v([0-9.]+)/.exec(r.stdout)?.[1] ?? / v([0-9.]+)/.exec(r.stderr)?.[1];
    if (version === undefined)
      ctx.warn(`Unable to identify mkfs.btrfs version (${repr(r.stdout)}, ${repr(r.stderr)})`);
    return version === undefined || atLeast(version, [3, 12]) ? ['-f'] : [];
  },
  grow: {
    info: 'btrfs',
    program: 'btrfs',
    words: ['filesystem', 'resize', 'max'],
    mounted: true,
    async size(ctx, dev) {
      const at = await mustBeMounted(ctx, 'Btrfs', dev);
      const text = await said(ctx, 'btrfs', ['filesystem', 'usage', '-b', at]);
      const found = /Device size.*?(\d+)[ \t]*$/m.exec(text)?.[1];
      return { bytes: found === undefined ? undefined : Number(found), said: text };
    },
  },
};

const f2fs: FilesystemKind = {
  title: 'F2fs',
  mkfs: 'mkfs.f2fs',
  async force(ctx) {
    const mkfs = await requireProgram(ctx.target, 'mkfs.f2fs');
    const r = await tool(ctx.target, [mkfs, '/dev/null']);
    const version = /F2FS-tools: mkfs.f2fs Ver: ([0-9.]+) \(/.exec(r.stdout)?.[1];
    return version !== undefined && atLeast(version, [1, 9]) ? ['-f'] : [];
  },
  grow: {
    info: 'dump.f2fs',
    program: 'resize.f2fs',
    async size(ctx, dev) {
      const text = await said(ctx, 'dump.f2fs', [dev]);
      const size = product(text, /Info: sector size = (\d+)/, /Info: total FS sectors = (\d+)/);
      return { bytes: size, said: text };
    },
  },
};

const table: Readonly<Record<string, FilesystemKind>> = {
  ext2: ext(2),
  ext3: ext(3),
  ext4: ext(4),
  f2fs,
  btrfs,
  reiserfs: { title: 'Reiserfs', mkfs: 'mkfs.reiserfs', force: always('-q') },
  ocfs2: { title: 'Ocfs2', mkfs: 'mkfs.ocfs2', force: always('-Fx') },
  swap: { title: 'Swap', mkfs: 'mkswap', force: always('-f') },
  xfs: {
    title: 'XFS',
    mkfs: 'mkfs.xfs',
    force: always('-f'),
    grow: {
      info: 'xfs_info',
      program: 'xfs_growfs',
      mounted: true,
      async size(ctx, dev) {
        // not every release tells it of a device
        const text = await said(ctx, 'xfs_info', [(await mountPoint(ctx, dev)) ?? dev]);
        return {
          bytes: product(text, /^data +=.*bsize=(\d+)/m, /^data +=.*blocks=(\d+)/m),
          said: text,
        };
      },
    },
  },
  vfat: {
    title: 'VFAT',
    mkfs: 'mkfs.vfat',
    force: always(),
    grow: {
      info: 'fatresize',
      program: 'fatresize',
      words: ['-s', 'max'],
      async size(ctx, dev) {
        const text = await said(ctx, 'fatresize', ['--info', dev]);
        const found = /\n *(?:Size|Cur size) *: *(\d+)/.exec(text)?.[1];
        return { bytes: found === undefined ? undefined : Number(found), said: text };
      },
    },
  },
  LVM2_member: {
    title: 'LVM',
    mkfs: 'pvcreate',
    force: always('-f'),
    grow: {
      info: 'pvs',
      program: 'pvresize',
      async size(ctx, dev) {
        const words = ['--noheadings', '-o', 'pv_size', '--units', 'b', '--nosuffix', dev];
        const text = await said(ctx, 'pvs', words);
        return { bytes: /^\s*\d+\s*$/.test(text) ? Number(text) : undefined, said: text };
      },
    },
  },
  ufs: {
    title: 'UFS',
    mkfs: 'newfs',
    force: always(),
    grow: {
      info: 'dumpfs',
      program: 'growfs',
      words: ['-y'],
      async size(ctx, dev) {
        const text = await said(ctx, 'dumpfs', [dev]);
        return { bytes: product(text, /^fsize\s+(\d+)/m, /providersize.*?(\d+)\s*$/m), said: text };
      },
    },
  },
};

/** The kind that a type means; blkid's names and those of the module's parameter. */
export function filesystemKind(type: string): FilesystemKind | undefined {
  const name = type === 'lvm' ? 'LVM2_member' : type === 'ext4dev' ? 'ext4' : type;
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

async function deviceSize(target: Target, dev: string): Promise<number> {
  const stat = await target.stat(dev);
  if (stat?.type === 'file') return stat.size;
  if (stat?.type !== 'block') throw new ModuleFailure(`Target device not supported: ${dev}`);
  const blockdev = await requireProgram(target, 'blockdev');
  return Number((await mustRun(target, [blockdev, '--getsize64', dev])).stdout.trim());
}

/** Lets a file system fill its device. */
export async function growFilesystem(
  ctx: Ctx,
  kind: FilesystemKind & { readonly grow: Grow },
  dev: string,
  checkMode: boolean,
): Promise<{ readonly changed: boolean; readonly msg: string }> {
  const { grow, title } = kind;
  const whole = await deviceSize(ctx.target, dev);
  const { bytes, said: text } = await grow.size(ctx, dev);
  if (bytes === undefined || Number.isNaN(bytes)) {
    ctx.warn(`unable to process ${grow.info} output '${repr(text)}'`);
    throw new ModuleFailure(`unable to process ${grow.info} output for ${dev}`);
  }
  if (bytes >= whole) return { changed: false, msg: `${title} filesystem is using the whole device ${dev}` };
  if (checkMode) return { changed: true, msg: `resizing filesystem ${title} on device ${dev}` };
  const what = grow.mounted ? await mustBeMounted(ctx, title, dev) : dev;
  return { changed: true, msg: await said(ctx, grow.program, [...(grow.words ?? []), what]) };
}
