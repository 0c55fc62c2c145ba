import type { FileStat } from '../../target/types.ts';
import type { PlainObject } from '../../value/plain.ts';
import { asText } from '../../value/text.ts';
import type { Value } from '../../value/types.ts';
import type { ModuleContext } from '../define.ts';
import { noAttribute } from './action-failure.ts';
import { errnoText, isErrno } from './errno.ts';
import { failWithInfo, securityContext, selinuxEnabled } from './file-info.ts';
import { ModeError, modeText, numericMode, symbolicMode } from './mode.ts';

/** The parameters that `fileCommonArgs` adds; null where not given. */
export interface FileCommonParams {
  readonly mode?: Value;
  readonly owner?: string | null;
  readonly group?: string | null;
  readonly seuser?: string | null;
  readonly serole?: string | null;
  readonly setype?: string | null;
  readonly selevel?: string | null;
  readonly attributes?: string | null;
  readonly unsafe_writes?: boolean | null;
}

/** The two sides of the attribute diff that `file` and its kin return. */
export interface AttributeDiff {
  readonly before: Record<string, PlainObject[string]>;
  readonly after: Record<string, PlainObject[string]>;
}

export interface ApplyOptions {
  readonly diff?: AttributeDiff | undefined;
  /** An lstat of the path that was made just now. */
  readonly stat?: FileStat | undefined;
}

type Ctx = Pick<ModuleContext<unknown>, 'target' | 'checkMode' | 'deprecate' | 'warn'>;

/** Whether any attribute is asked for. */
export const wantsAttributes = (p: FileCommonParams): boolean =>
  [p.mode, p.owner, p.group, p.seuser, p.serole, p.setype, p.selevel, p.attributes].some(
    (v) => v !== null && v !== undefined && v !== '',
  );

/** Gives a file the owner, group, mode, SELinux context and attributes that are asked for; true where one changed (or would). */
export async function applyFileAttributes(
  ctx: Ctx,
  params: FileCommonParams,
  path: string,
  options: ApplyOptions = {},
): Promise<boolean> {
  if (!wantsAttributes(params)) return false;
  const stat = options.stat ?? (await ctx.target.stat(path, { follow: false }));
  if (stat === undefined) {
    if (ctx.checkMode) return true;
    return failWithInfo(ctx, `[Errno 2] No such file or directory: '${path}'`, { path });
  }
  let changed = await applyContext(ctx, params, path, options.diff);
  changed = (await applyOwner(ctx, params, path, stat, options.diff)) || changed;
  changed = (await applyMode(ctx, params.mode, path, stat, options.diff)) || changed;
  return (await applyAttributeFlags(ctx, params.attributes, path, options.diff)) || changed;
}

async function applyOwner(
  ctx: Ctx,
  p: FileCommonParams,
  path: string,
  stat: FileStat,
  diff?: AttributeDiff,
): Promise<boolean> {
  // a name that the file's id already has need not be looked up
  const [uid, gid] = await Promise.all([
    given(p.owner) && p.owner !== stat.owner ? accountId(ctx, 'owner', p.owner, path) : undefined,
    given(p.group) && p.group !== stat.group ? accountId(ctx, 'group', p.group, path) : undefined,
  ]);
  const newUid = uid !== undefined && uid !== stat.uid ? uid : undefined;
  const newGid = gid !== undefined && gid !== stat.gid ? gid : undefined;
  if (diff && newUid !== undefined) {
    diff.before['owner'] = stat.uid;
    diff.after['owner'] = newUid;
  }
  if (diff && newGid !== undefined) {
    diff.before['group'] = stat.gid;
    diff.after['group'] = newGid;
  }
  if (newUid === undefined && newGid === undefined) return false;
  if (!ctx.checkMode) {
    try {
      await ctx.target.chown(path, newUid, newGid, { follow: false });
    } catch (e) {
      await failWithInfo(ctx, newUid !== undefined ? 'chown failed' : 'chgrp failed', {
        path,
        details: errnoText(e, path),
      });
    }
  }
  return true;
}

async function accountId(ctx: Ctx, kind: 'owner' | 'group', name: string, path: string): Promise<number> {
  if (/^\d+$/.test(name)) return Number(name);
  const id = kind === 'owner' ? await ctx.target.userId(name) : await ctx.target.groupId(name);
  if (id !== undefined) return id;
  return failWithInfo(
    ctx,
    kind === 'owner'
      ? `chown failed: failed to look up user ${name}`
      : `chgrp failed: failed to look up group ${name}`,
    { path },
  );
}

const given = (v: string | null | undefined): v is string => v !== null && v !== undefined && v !== '';

/** The number that a `mode` means for a file; undefined for none. Fails with Ansible's words for a bad one. */
export async function resolveMode(
  ctx: Ctx,
  mode: Value | undefined,
  path: string,
  stat: Pick<FileStat, 'mode' | 'type'>,
): Promise<number | undefined> {
  if (mode === null || mode === undefined || mode === '') return undefined;
  if (typeof mode === 'object' && asText(mode) === undefined)
    return failWithInfo(ctx, 'mode must be in octal or symbolic form', {
      path,
      details: noAttribute(mode, 'split').message,
    });
  const value =
    typeof mode === 'boolean'
      ? Number(mode)
      : typeof mode === 'number' || typeof mode === 'bigint'
        ? mode
        : String(asText(mode));
  try {
    const numeric = numericMode(value);
    if (numeric !== undefined) return numeric;
    const umask = /(^|,)[-+=]/.test(String(value)) ? await hostUmask(ctx) : 0;
    return symbolicMode(String(value), stat.mode, stat.type === 'directory', umask);
  } catch (e) {
    if (!(e instanceof ModeError)) throw e;
    if (e.message.startsWith('Invalid mode'))
      return failWithInfo(ctx, e.message, { path, details: String(value) });
    return failWithInfo(ctx, 'mode must be in octal or symbolic form', { path, details: e.message });
  }
}

async function hostUmask(ctx: Ctx): Promise<number> {
  if (ctx.target.kind === 'local') return process.umask();
  return Number.parseInt((await ctx.target.shell('umask')).stdout.toString().trim() || '022', 8);
}

async function applyMode(
  ctx: Ctx,
  mode: Value | undefined,
  path: string,
  stat: FileStat,
  diff?: AttributeDiff,
): Promise<boolean> {
  const wanted = await resolveMode(ctx, mode, path, stat);
  if (wanted === undefined || wanted === stat.mode) return false;
  if (diff) {
    diff.before['mode'] = modeText(stat.mode);
    diff.after['mode'] = modeText(wanted);
  }
  if (ctx.checkMode) return true;
  // A link has no permissions of its own on Linux, and those of its end are left alone.
  if (stat.type === 'link') return false;
  try {
    await ctx.target.chmod(path, wanted & 0o7777, { follow: false });
  } catch (e) {
    if (isErrno(e, 'ENOENT', 'ELOOP')) return false;
    await failWithInfo(ctx, 'chmod failed', { path, details: errnoText(e, path) });
  }
  return (wanted & 0o7777) !== stat.mode;
}

/**
 * The flags of a path as lsattr shows them, or undefined where the file system has none or lsattr is missing. Some
 * file systems (overlay) have flags, but no version: with `version` there is nothing to see there.
 */
export async function attributeFlags(
  ctx: Pick<ModuleContext<unknown>, 'target'>,
  path: string,
  version = true,
): Promise<{ flags: string; version: string } | undefined> {
  const lsattr = await ctx.target.which('lsattr', ['/usr/bin', '/sbin', '/usr/sbin']);
  if (lsattr === undefined) return undefined;
  const r = await ctx.target.exec([lsattr, version ? '-vd' : '-d', path]);
  return r.rc === 0 ? parseFlags(version ? r.stdout.toString() : `0 ${r.stdout}`) : undefined;
}

/** What `lsattr -vd` prints: version, flags, path. */
export function parseFlags(said: string): { flags: string; version: string } | undefined {
  const fields = said.trim().split(/\s+/);
  return fields.length < 2
    ? undefined
    : { version: fields[0]!, flags: fields[1]!.replaceAll('-', '').trim() };
}

async function applyAttributeFlags(
  ctx: Ctx,
  attributes: string | null | undefined,
  path: string,
  diff?: AttributeDiff,
): Promise<boolean> {
  if (!given(attributes)) return false;
  const existing = (await attributeFlags(ctx, path, false))?.flags ?? '';
  const sign = /^[-+]/.test(attributes) ? attributes[0]! : '=';
  const flags = /^[-+]/.test(attributes) ? attributes.slice(1) : attributes;
  if (existing === flags && sign !== '-') return false;
  const chattr = await ctx.target.which('chattr', ['/usr/bin', '/sbin', '/usr/sbin']);
  if (chattr === undefined) return false;
  if (diff) {
    diff.before['attributes'] = existing;
    diff.after['attributes'] = `${sign}${flags}`;
  }
  if (ctx.checkMode) return true;
  const r = await ctx.target.exec([chattr, `${sign}${flags}`, path]);
  if (r.rc !== 0 || r.stderr.length > 0) {
    await failWithInfo(ctx, 'chattr failed', {
      path,
      details: `Error while setting attributes: ${r.stdout}${r.stderr}`,
    });
  }
  return true;
}

async function applyContext(
  ctx: Ctx,
  p: FileCommonParams,
  path: string,
  diff?: AttributeDiff,
): Promise<boolean> {
  const asked = [p.seuser, p.serole, p.setype, p.selevel];
  if (!asked.some(given) || !(await selinuxEnabled(ctx.target))) return false;
  const current = (await securityContext(ctx.target, path)) ?? [];
  const fallback = asked.includes('_default') ? await defaultContext(ctx, path) : [];
  const wanted = asked.map((a, i) => (a === '_default' ? fallback[i] : given(a) ? a : current[i]));
  const next = wanted.filter((w) => w !== undefined);
  if (next.join(':') === current.slice(0, next.length).join(':')) return false;
  if (diff) {
    diff.before['secontext'] = current;
    diff.after['secontext'] = next;
  }
  if (ctx.checkMode) return true;
  const r = await ctx.target.exec(['chcon', '-h', next.join(':'), '--', path]);
  if (r.rc !== 0)
    await failWithInfo(ctx, 'set selinux context failed', { path, details: r.stderr.toString().trim() });
  return true;
}

async function defaultContext(ctx: Ctx, path: string): Promise<string[]> {
  const r = await ctx.target.exec(['matchpathcon', '-n', path]);
  const parts = r.rc === 0 ? r.stdout.toString().trim().split(':') : [];
  return parts.length > 4 ? [...parts.slice(0, 3), parts.slice(3).join(':')] : parts;
}
