import type { Plain, PlainObject } from '../../value/plain.ts';
import { type ModuleContext, ModuleFailure, type ModuleResult } from '../define.ts';
import { fields } from './guestfs-fields.ts';
import { answer, type ImageInfo, imageInfo, qemuImg, sizeBytes } from './qemu-img.ts';

/** The parameters of the module qemu_img. */
export interface QemuImgParams extends PlainObject {
  readonly command: string;
  readonly image: string;
  readonly src: readonly string[] | null;
  readonly format: string | null;
  readonly src_format: string | null;
  readonly size: string | null;
  readonly options: Plain;
  readonly backing_file: string | null;
  readonly backing_format: string | null;
  readonly snapshot: string | null;
  readonly snapshot_action: string;
  readonly compress: boolean;
  readonly shrink: boolean;
  readonly preallocation: string | null;
  readonly force: boolean;
  readonly unsafe: boolean;
  readonly strict: boolean;
  readonly repair: string | null;
  readonly cache: string | null;
  readonly src_cache: string | null;
  readonly sparse_size: string | null;
  readonly coroutines: number | null;
  readonly rate_limit: string | null;
  readonly no_create: boolean;
  readonly salvage: boolean;
  readonly drop: boolean;
  readonly backing_chain: boolean;
  readonly secrets: Plain;
  readonly chdir: string | null;
}
type Context = ModuleContext<QemuImgParams>;

const opt = (option: string, value: string | number | null): string[] =>
  value === null ? [] : [option, String(value)];
const comma = (s: string): string => s.replaceAll(',', ',,');

function formatOptions(p: QemuImgParams): string[] {
  const dict = fields(p.options);
  const words =
    dict === undefined
      ? p.options === null
        ? []
        : [String(p.options)]
      : [...dict].map(([k, v]) => `${k}=${comma(typeof v === 'boolean' ? (v ? 'on' : 'off') : String(v))}`);
  if (p.preallocation !== null && p.command === 'create') words.push(`preallocation=${p.preallocation}`);
  return words.length === 0 ? [] : ['-o', words.join(',')];
}

async function opened(ctx: Context): Promise<ImageInfo> {
  const info = await imageInfo(ctx, ctx.params.image, opt('-f', ctx.params.format));
  if (info === undefined) throw new ModuleFailure(`no such image on ${ctx.target.host}: ${ctx.params.image}`);
  return info;
}
const plain = (info: unknown): Plain => info as Plain;
const done = async (ctx: Context, words: string[], before?: ImageInfo): Promise<ModuleResult> => {
  if (ctx.checkMode) return { changed: true, cmd: ['qemu-img', ...words] };
  const run = await qemuImg(ctx, words);
  const info = await imageInfo(ctx, ctx.params.image);
  const diff = ctx.diff
    ? {
        diff: {
          before: before === undefined ? '' : `${JSON.stringify(before, null, 4)}\n`,
          after: `${JSON.stringify(info, null, 4)}\n`,
        },
      }
    : {};
  return { changed: true, ...run.result, info: plain(info), ...diff };
};

/** What each command of qemu-img does; `objects` are the words of its secret objects. */
export const qemuImgCommands = {
  async create(ctx: Context, objects: string[]): Promise<ModuleResult> {
    const p = ctx.params;
    const format = p.format ?? 'raw';
    const wanted = p.size === null ? undefined : sizeBytes(p.size);
    if (p.size !== null && wanted === undefined) throw new ModuleFailure(`size: '${p.size}' is no size`);
    if (p.size === null && p.backing_file === null)
      throw new ModuleFailure('create needs size or backing_file');
    const there = p.force ? undefined : await imageInfo(ctx, p.image);
    if (there !== undefined) {
      const differs = [
        there.format !== format ? `format ${there.format}` : '',
        wanted !== undefined && there['virtual-size'] !== wanted ? `size ${there['virtual-size']}` : '',
        (there['backing-filename'] ?? '') !== (p.backing_file ?? '')
          ? `backing file ${there['backing-filename'] ?? 'none'}`
          : '',
      ].filter((d) => d !== '');
      if (differs.length === 0) return { changed: false, info: plain(there) };
      throw new ModuleFailure(
        `${p.image} exists, but is not as asked (${differs.join(', ')}); force makes it anew`,
        { info: plain(there) },
      );
    }
    const words = [
      'create',
      ...objects,
      '-f',
      format,
      ...opt('-b', p.backing_file),
      ...opt('-F', p.backing_format),
      ...(p.unsafe ? ['-u'] : []),
      ...formatOptions(p),
      p.image,
      ...(p.size === null ? [] : [p.size]),
    ];
    return done(ctx, words);
  },

  async convert(ctx: Context, objects: string[]): Promise<ModuleResult> {
    const p = ctx.params;
    const sources = p.src ?? [];
    const format = p.format ?? 'raw';
    for (const s of sources) {
      if ((await imageInfo(ctx, s, opt('-f', p.src_format))) === undefined)
        throw new ModuleFailure(`no such image on ${ctx.target.host}: ${s}`);
    }
    const before = await imageInfo(ctx, p.image);
    if (p.no_create && before === undefined)
      throw new ModuleFailure(`no_create: no such image on ${ctx.target.host}: ${p.image}`);
    if (
      !p.force &&
      before?.format === format &&
      (before['backing-filename'] ?? '') === (p.backing_file ?? '') &&
      sources.length === 1 &&
      p.snapshot === null
    ) {
      const same = await qemuImg(
        ctx,
        ['compare', ...opt('-f', p.src_format), '-F', format, sources[0] as string, p.image],
        [0, 1],
      );
      if (same.rc === 0) return { changed: false, info: plain(before) };
    }
    const words = [
      'convert',
      ...objects,
      ...opt('-f', p.src_format),
      '-O',
      format,
      ...(p.compress ? ['-c'] : []),
      ...opt('-t', p.cache),
      ...opt('-T', p.src_cache),
      ...opt('-B', p.backing_file),
      ...opt('-F', p.backing_format),
      ...formatOptions(p),
      ...opt('-l', p.snapshot),
      ...opt('-S', p.sparse_size),
      ...opt('-r', p.rate_limit),
      ...opt('-m', p.coroutines),
      ...(p.no_create ? ['-n'] : []),
      ...(p.salvage ? ['--salvage'] : []),
      ...sources,
    ];
    if (p.no_create || ctx.checkMode) return done(ctx, [...words, p.image], before);
    // Written beside and put in place whole: a conversion that ends half-way leaves the old image.
    const path =
      p.image.startsWith('/') || p.chdir === null ? p.image : `${p.chdir.replace(/\/$/, '')}/${p.image}`;
    const part = await ctx.target.tempFile({ beside: path, prefix: '.qemu-img-' });
    try {
      const run = await qemuImg(ctx, [...words, part]);
      await ctx.target.move(part, path);
      return { changed: true, ...run.result, info: plain(await imageInfo(ctx, p.image)) };
    } catch (e) {
      await ctx.target.removeTree(part);
      throw e;
    }
  },

  async resize(ctx: Context, objects: string[]): Promise<ModuleResult> {
    const p = ctx.params;
    const info = await opened(ctx);
    const m = /^([+-]?)(.*)$/s.exec(p.size ?? '') as RegExpExecArray;
    const bytes = sizeBytes(m[2] as string);
    if (bytes === undefined) throw new ModuleFailure(`size: '${p.size}' is no size`);
    const now = info['virtual-size'];
    const wanted = m[1] === '+' ? now + bytes : m[1] === '-' ? now - bytes : bytes;
    if (wanted === now) return { changed: false, info: plain(info) };
    if (wanted < now && !p.shrink)
      throw new ModuleFailure(
        `${p.image} has ${now} bytes, more than ${wanted}: shrink must be set to make it smaller`,
        { info: plain(info) },
      );
    return done(
      ctx,
      [
        'resize',
        ...objects,
        ...opt('-f', p.format),
        ...(p.preallocation === null ? [] : [`--preallocation=${p.preallocation}`]),
        ...(wanted < now ? ['--shrink'] : []),
        p.image,
        p.size as string,
      ],
      info,
    );
  },

  async info(ctx: Context, objects: string[]): Promise<ModuleResult> {
    const info = await opened(ctx);
    if (!ctx.params.backing_chain) return { changed: false, info: plain(info) };
    const run = await qemuImg(ctx, [
      'info',
      ...objects,
      '--output=json',
      '-U',
      '--backing-chain',
      ...opt('-f', ctx.params.format),
      ctx.params.image,
    ]);
    return { changed: false, info: plain(info), chain: plain(answer(run, 'info')) };
  },

  async snapshot(ctx: Context): Promise<ModuleResult> {
    const p = ctx.params;
    const info = await opened(ctx);
    const list = info.snapshots ?? [];
    if (p.snapshot_action === 'list') return { changed: false, snapshots: plain(list) };
    if (p.snapshot === null)
      throw new ModuleFailure(
        'snapshot_action is ' + p.snapshot_action + ' but all of the following are missing: snapshot',
      );
    const there = list.some((s) => s.name === p.snapshot || s.id === p.snapshot);
    if (p.snapshot_action === 'create' ? there : p.snapshot_action === 'delete' && !there)
      return { changed: false, snapshots: plain(list) };
    if (p.snapshot_action === 'apply' && !there)
      throw new ModuleFailure(`${p.image} has no snapshot '${p.snapshot}'`, { snapshots: plain(list) });
    const letter = { create: '-c', apply: '-a', delete: '-d' }[p.snapshot_action] as string;
    const result = await done(ctx, ['snapshot', letter, p.snapshot, p.image], info);
    const after = ctx.checkMode ? list : ((await imageInfo(ctx, p.image))?.snapshots ?? []);
    return { ...result, snapshots: plain(after) };
  },

  async check(ctx: Context, objects: string[]): Promise<ModuleResult> {
    const p = ctx.params;
    await opened(ctx);
    const repair = p.repair !== null && !ctx.checkMode ? ['-r', p.repair] : [];
    const run = await qemuImg(
      ctx,
      ['check', ...objects, '--output=json', ...opt('-f', p.format), ...repair, p.image],
      [0, 2, 3],
    );
    const report = answer(run, 'check') as PlainObject;
    const fixed = Number(report['corruptions-fixed'] ?? 0) + Number(report['leaks-fixed'] ?? 0);
    const result = { ...run.result, changed: fixed > 0, check: report };
    if (run.rc === 0) return result;
    throw new ModuleFailure(
      run.rc === 2 ? `${p.image} is corrupt` : `${p.image} has leaked clusters`,
      result,
    );
  },

  async rebase(ctx: Context, objects: string[]): Promise<ModuleResult> {
    const p = ctx.params;
    if (p.backing_file === null)
      throw new ModuleFailure('command is rebase but all of the following are missing: backing_file');
    const info = await opened(ctx);
    const sameFormat = p.backing_format === null || info['backing-filename-format'] === p.backing_format;
    if ((info['backing-filename'] ?? '') === p.backing_file && sameFormat)
      return { changed: false, info: plain(info) };
    return done(
      ctx,
      [
        'rebase',
        ...objects,
        ...opt('-f', p.format),
        ...opt('-t', p.cache),
        ...opt('-T', p.src_cache),
        ...(p.unsafe ? ['-u'] : []),
        '-b',
        p.backing_file,
        ...opt('-F', p.backing_format),
        p.image,
      ],
      info,
    );
  },

  async commit(ctx: Context, objects: string[]): Promise<ModuleResult> {
    const p = ctx.params;
    const info = await opened(ctx);
    if (info['backing-filename'] === undefined)
      throw new ModuleFailure(`${p.image} has no backing file to commit to`);
    return done(
      ctx,
      [
        'commit',
        ...objects,
        ...opt('-f', p.format),
        ...opt('-t', p.cache),
        ...opt('-b', p.backing_file),
        ...opt('-r', p.rate_limit),
        ...(p.drop ? ['-d'] : []),
        p.image,
      ],
      info,
    );
  },

  async compare(ctx: Context, objects: string[]): Promise<ModuleResult> {
    const p = ctx.params;
    if (p.src?.length !== 1) throw new ModuleFailure('compare takes exactly one src');
    const run = await qemuImg(
      ctx,
      [
        'compare',
        ...objects,
        ...opt('-f', p.src_format),
        ...opt('-F', p.format),
        ...opt('-T', p.src_cache),
        ...(p.strict ? ['-s'] : []),
        p.src[0] as string,
        p.image,
      ],
      [0, 1],
    );
    return { changed: false, ...run.result, identical: run.rc === 0 };
  },

  async amend(ctx: Context, objects: string[]): Promise<ModuleResult> {
    const p = ctx.params;
    const before = await opened(ctx);
    const words = [
      'amend',
      ...objects,
      ...opt('-f', p.format),
      ...opt('-t', p.cache),
      ...(p.force ? ['--force'] : []),
      ...formatOptions(p),
      p.image,
    ];
    const result = await done(ctx, words, before);
    const told = (i: unknown): string => JSON.stringify({ ...(i as object), 'actual-size': 0, children: 0 });
    return ctx.checkMode ? result : { ...result, changed: told(before) !== told(result.info) };
  },

  async map(ctx: Context, objects: string[]): Promise<ModuleResult> {
    const run = await qemuImg(ctx, [
      'map',
      ...objects,
      '--output=json',
      '-U',
      ...opt('-f', ctx.params.format),
      ctx.params.image,
    ]);
    return { changed: false, map: plain(answer(run, 'map')) };
  },

  async measure(ctx: Context, objects: string[]): Promise<ModuleResult> {
    const p = ctx.params;
    const run = await qemuImg(ctx, [
      'measure',
      ...objects,
      '--output=json',
      '-O',
      p.format ?? 'raw',
      ...opt('-f', p.src_format),
      ...formatOptions(p),
      ...opt('-l', p.snapshot),
      p.image,
    ]);
    return { changed: false, measure: plain(answer(run, 'measure')) };
  },
} as const;
