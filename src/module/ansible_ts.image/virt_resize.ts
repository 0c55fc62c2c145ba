import type { PlainObject } from '../../value/plain.ts';
import { defineModule, ModuleFailure, type ModuleResult } from '../define.ts';
import { type GuestfsParams, guestfsOptions, guestfsReturns, runGuestfs } from '../support/guestfs.ts';
import { tail, toolError } from '../support/tool-run.ts';

interface Params extends GuestfsParams, PlainObject {
  readonly src: string;
  readonly dest: string;
  readonly expand: string | null;
  readonly shrink: string | null;
  readonly resize: readonly string[] | null;
  readonly resize_force: readonly string[] | null;
  readonly delete: readonly string[] | null;
  readonly ignore: readonly string[] | null;
  readonly lv_expand: readonly string[] | null;
  readonly align_first: string | null;
  readonly alignment: number | null;
  readonly copy_boot_loader: boolean;
  readonly expand_content: boolean;
  readonly extra_partition: boolean;
  readonly sparse: boolean;
  readonly ntfsresize_force: boolean;
  readonly unknown_filesystems: string | null;
  readonly format: string | null;
  readonly output_format: string | null;
  readonly debug: boolean;
  readonly dry_run: boolean;
}

const list = (description: string) => ({ type: 'list', elements: 'str', description }) as const;
const on = (description: string) => ({ type: 'bool', default: true, description }) as const;
const off = (description: string) => ({ type: 'bool', default: false, description }) as const;

export default defineModule<Params>({
  shortDescription: 'Copies a disk image into one of another size by virt-resize',
  description: [
    'Copies a disk image into another one that exists and has the wanted size, growing or shrinking partitions on the way.',
    'The source is never changed. The destination is made first, e.g. by M(ansible_ts.image.qemu_img).',
  ],
  source: 'https://libguestfs.org/virt-resize.1.html',
  supportsCheckMode: true,
  mutuallyExclusive: [['expand', 'shrink']],
  options: {
    src: { type: 'path', required: true, aliases: ['indisk'], description: 'The image to copy.' },
    dest: {
      type: 'path',
      required: true,
      aliases: ['outdisk'],
      description: 'The image that gets the copy; it must exist.',
    },
    expand: { description: 'Partition that takes all the new space, e.g. V(/dev/sda1).' },
    shrink: { description: 'Partition that gives up what is lacking.' },
    resize: list(
      'Partitions with their sizes: C(PART=SIZE), the size absolute, relative (+1G) or in per cent.',
    ),
    resize_force: list('As O(resize), even where data would be lost.'),
    delete: list('Partitions to leave out.'),
    ignore: list('Partitions whose contents are not copied.'),
    lv_expand: list('Logical volumes that take the new space of their volume group.'),
    align_first: {
      choices: ['never', 'always', 'auto'],
      description: 'Whether the first partition is aligned.',
    },
    alignment: { type: 'int', description: 'Alignment of partitions, in sectors.' },
    copy_boot_loader: on('Copies the boot loader.'),
    expand_content: on('Grows file systems with their partitions.'),
    extra_partition: on('Makes a partition of space that is left over.'),
    sparse: on('Leaves out blocks of zeroes.'),
    ntfsresize_force: off('Resizes NTFS marked as inconsistent.'),
    unknown_filesystems: {
      choices: ['ignore', 'warn', 'error'],
      description: 'What is done where the content of a partition cannot grow.',
    },
    format: { description: 'Format of the source.' },
    output_format: { description: 'Format of the destination.' },
    debug: off('Prints debugging messages of virt-resize (--debug).'),
    dry_run: off('Prints the plan and changes nothing (-n).'),
    ...guestfsOptions,
  },
  returns: guestfsReturns,
  examples: `
- name: Make room for the undercloud
  virt_resize:
    src: undercloud-base.qcow2
    dest: undercloud-resized.qcow2
    expand: /dev/sda1
    chdir: /var/lib/oooq-images
`,
  async run(ctx): Promise<ModuleResult> {
    const p = ctx.params;
    const absolute = (path: string): string =>
      path.startsWith('/') || p.chdir === null ? path : `${p.chdir.replace(/\/$/, '')}/${path}`;
    const paths = [absolute(p.src), absolute(p.dest)];
    const [source, before] = await ctx.target.statMany(paths);
    for (const [i, stat] of [source, before].entries()) {
      if (stat === undefined)
        throw new ModuleFailure(
          `no such image on ${ctx.target.host}: ${i === 0 ? p.src : `${p.dest} (virt-resize copies into an image that exists)`}`,
        );
    }
    if (source?.inode === before?.inode && source?.dev === before?.dev)
      throw new ModuleFailure('src and dest are the same image');
    const words: string[] = [];
    const add = (option: string, value: string | number | null): void =>
      void (value !== null && words.push(option, String(value)));
    add('--expand', p.expand);
    add('--shrink', p.shrink);
    for (const r of p.resize ?? []) add('--resize', r);
    for (const r of p.resize_force ?? []) add('--resize-force', r);
    for (const d of p.delete ?? []) add('--delete', d);
    for (const i of p.ignore ?? []) add('--ignore', i);
    for (const l of p.lv_expand ?? []) add('--lv-expand', l);
    add('--align-first', p.align_first);
    add('--alignment', p.alignment);
    add('--unknown-filesystems', p.unknown_filesystems);
    add('--format', p.format);
    add('--output-format', p.output_format);
    if (!p.copy_boot_loader) words.push('--no-copy-boot-loader');
    if (!p.expand_content) words.push('--no-expand-content');
    if (!p.extra_partition) words.push('--no-extra-partition');
    if (!p.sparse) words.push('--no-sparse');
    if (p.ntfsresize_force) words.push('--ntfsresize-force');
    if (p.debug) words.push('--debug');
    if (p.dry_run) words.push('--dry-run');
    words.push(p.src, p.dest);
    if (ctx.checkMode) return { changed: !p.dry_run, cmd: ['virt-resize', ...words], notes: [] };
    const run = await runGuestfs(ctx, 'virt-resize', words);
    const result = { ...run.result, changed: !p.dry_run };
    if (run.rc === 0) return result;
    const said = toolError('virt-resize', run.output) ?? tail(run.output, 1)[0] ?? 'no message';
    throw new ModuleFailure(`virt-resize failed with rc ${run.rc}: ${said}`, {
      ...result,
      log: tail(run.output),
    });
  },
});
