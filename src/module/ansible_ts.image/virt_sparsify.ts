import type { PlainObject } from '../../value/plain.ts';
import { defineModule, ModuleFailure, type ModuleResult } from '../define.ts';
import { type GuestfsParams, guestfsOptions, guestfsReturns, runGuestfs } from '../support/guestfs.ts';
import { keySelector, SecretFiles } from '../support/guestfs-secrets.ts';
import { tail, toolError } from '../support/tool-run.ts';

interface Params extends GuestfsParams, PlainObject {
  readonly src: string;
  readonly dest: string | null;
  readonly in_place: boolean;
  readonly compress: boolean;
  readonly convert: string | null;
  readonly format: string | null;
  readonly check_tmpdir: string | null;
  readonly tmp: string | null;
  readonly ignore: readonly string[] | null;
  readonly zero: readonly string[] | null;
  readonly options: string | null;
  readonly key: readonly string[] | null;
}

export default defineModule<Params>({
  shortDescription: 'Makes a disk image sparse by virt-sparsify',
  description: [
    'Frees the unused space of a disk image: into a copy, or in place.',
    'Free space is first filled below O(tmp), which needs as much room as the image may grow to.',
  ],
  source: 'https://libguestfs.org/virt-sparsify.1.html',
  supportsCheckMode: true,
  requiredOneOf: [['dest', 'in_place']],
  options: {
    src: { type: 'path', required: true, aliases: ['indisk', 'disk'], description: 'The image.' },
    dest: {
      type: 'path',
      aliases: ['outdisk'],
      description: 'The image to write. One that is there is replaced.',
    },
    in_place: { type: 'bool', default: false, description: 'Works on the image itself.' },
    compress: { type: 'bool', default: false, description: 'Writes compressed clusters (qcow2).' },
    convert: { description: 'Format of O(dest); that of the source where it is not given.' },
    format: { description: 'Format of the source.' },
    check_tmpdir: {
      choices: ['ignore', 'continue', 'warn', 'fail'],
      description: 'What is done where O(tmp) may be too small.',
    },
    tmp: { description: 'Directory, block device or C(prebuilt:FILE) for temporary data.' },
    ignore: { type: 'list', elements: 'str', description: 'File systems to leave alone.' },
    zero: { type: 'list', elements: 'str', description: 'File systems or volumes to wipe.' },
    options: { description: 'Options of qemu-img for O(dest) (-o).' },
    key: {
      type: 'list',
      elements: 'str',
      noLog: true,
      description: 'Keys of encrypted disks, as in M(ansible_ts.image.virt_customize).',
    },
    ...guestfsOptions,
  },
  returns: guestfsReturns,
  examples: `
- name: Compress the undercloud image
  virt_sparsify:
    src: undercloud-base.qcow2
    dest: undercloud.qcow2
    compress: yes
    tmp: /var/lib/oooq-images
    check_tmpdir: continue
    chdir: /var/lib/oooq-images
`,
  async run(ctx): Promise<ModuleResult> {
    const p = ctx.params;
    if (p.in_place && p.dest !== null)
      throw new ModuleFailure('parameters are mutually exclusive: dest|in_place');
    if (!p.in_place && p.dest === null)
      throw new ModuleFailure('one of the following is required: dest, in_place');
    if (
      p.in_place &&
      (p.compress || p.convert !== null || p.tmp !== null || p.check_tmpdir !== null || p.options !== null)
    ) {
      throw new ModuleFailure('in_place goes with none of compress, convert, tmp, check_tmpdir, options');
    }
    const absolute = (path: string): string =>
      path.startsWith('/') || p.chdir === null ? path : `${p.chdir.replace(/\/$/, '')}/${path}`;
    const source = await ctx.target.stat(absolute(p.src));
    if (source === undefined) throw new ModuleFailure(`no such image on ${ctx.target.host}: ${p.src}`);
    const out = p.dest === null ? undefined : absolute(p.dest);
    const before = out === undefined ? undefined : await ctx.target.stat(out);
    if (before !== undefined && before.inode === source.inode && before.dev === source.dev)
      throw new ModuleFailure('src and dest are the same image');
    const secrets = new SecretFiles(ctx.target, (s) => ctx.hide(s), !ctx.checkMode);
    try {
      const words: string[] = [];
      const add = (option: string, value: string | null): void =>
        void (value !== null && words.push(option, value));
      add('--tmp', p.tmp);
      add('--check-tmpdir', p.check_tmpdir);
      add('--convert', p.convert);
      add('--format', p.format);
      add('-o', p.options);
      for (const i of p.ignore ?? []) add('--ignore', i);
      for (const z of p.zero ?? []) add('--zero', z);
      for (const k of p.key ?? []) add('--key', await keySelector(k, secrets));
      if (p.compress) words.push('--compress');
      if (p.in_place) words.push('--in-place');
      words.push(p.src, ...(p.dest === null ? [] : [p.dest]));
      if (ctx.checkMode) return { changed: true, cmd: ['virt-sparsify', ...words], notes: [] };
      const run = await runGuestfs(ctx, 'virt-sparsify', words);
      const after = await ctx.target.stat(out ?? absolute(p.src));
      const old = out === undefined ? source : before;
      const result = {
        ...run.result,
        changed: old?.mtime !== after?.mtime || old?.inode !== after?.inode || old?.blocks !== after?.blocks,
        size_before: source.blocks * 512,
        size_after: after === undefined ? 0 : after.blocks * 512,
      };
      if (run.rc === 0) return result;
      // A part of an image is worse than none: nobody may take it for the whole.
      if (out !== undefined && before === undefined && after !== undefined) await ctx.target.unlink(out);
      const said = toolError('virt-sparsify', run.output) ?? tail(run.output, 1)[0] ?? 'no message';
      throw new ModuleFailure(`virt-sparsify failed with rc ${run.rc}: ${said}`, {
        ...result,
        log: tail(run.output),
      });
    } finally {
      await secrets.remove();
    }
  },
});
