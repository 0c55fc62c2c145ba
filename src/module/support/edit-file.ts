import { TargetError } from '../../target/types.ts';
import type { PlainObject } from '../../value/plain.ts';
import type { ModuleContext } from '../define.ts';
import { ModuleFailure } from '../define.ts';
import { errnoText } from './errno.ts';
import { dirname } from './file/context.ts';
import { type AttributeDiff, applyFileAttributes, type FileCommonParams } from './file-attributes.ts';
import { lookAt } from './file-info.ts';
import { placeContents } from './place-file.ts';

/**
 * What the modules that edit a file in place (lineinfile, blockinfile, replace, ini_file) have in common. Contents are
 * held as "binary" text, one character a byte, so that a file in any encoding comes back as it was.
 */
export const toBytes = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');
export const fromBytes = (bytes: string): string => Buffer.from(bytes, 'latin1').toString('utf8');

/** The file's bytes; undefined where it does not exist. Fails where it is a directory (rc 256). */
export async function readForEdit(
  ctx: Pick<ModuleContext<unknown>, 'target'>,
  path: string,
): Promise<string | undefined> {
  if (ctx.target.kind === 'shell') {
    // mostly it is there: read without a look first
    try {
      return (await ctx.target.readFile(path)).toString('latin1');
    } catch (e) {
      if (!(e instanceof TargetError)) throw e;
    }
  }
  const stat = await lookAt(ctx.target, path);
  if (stat === undefined) return undefined;
  if (stat.type === 'directory') throw new ModuleFailure(`Path ${path} is a directory !`, { rc: 256 });
  return (await ctx.target.readFile(path)).toString('latin1');
}

/** Lines with their ends, as Python's readlines() gives them. */
export const splitLines = (bytes: string): string[] => bytes.match(/[^\n]*\n|[^\n]+$/g) ?? [];

/** Makes the directory of a new file. */
export async function makeDirectoryOf(
  ctx: Pick<ModuleContext<unknown>, 'target'>,
  path: string,
  error: (dir: string, e: unknown) => string,
): Promise<void> {
  const dir = dirname(path);
  if (dir === '' || (await lookAt(ctx.target, dir)) !== undefined) return;
  try {
    await ctx.target.mkdir(dir, { parents: true });
  } catch (e) {
    throw new ModuleFailure(error(dir, e));
  }
}

/** Writes edited bytes: to the end of a link where the path is one, validated, in one step. */
export async function writeEdited(
  ctx: Pick<ModuleContext<unknown>, 'target' | 'signal'>,
  path: string,
  bytes: string,
  options: { readonly unsafeWrites?: boolean | null | undefined; readonly validate?: string | null },
): Promise<void> {
  const stat = await ctx.target.stat(path, { follow: false });
  const end = stat?.type === 'link' ? await ctx.target.realpath(path) : path;
  await placeContents(ctx, end, Buffer.from(bytes, 'latin1'), {
    unsafeWrites: options.unsafeWrites,
    validate: options.validate,
  });
}

/** Ansible's words where attributes changed, added to what was said before. */
export function attributeMessage(message: string, attributesChanged: boolean): string {
  if (!attributesChanged) return message;
  return `${message === '' ? '' : `${message} and `}ownership, perms or SE linux context changed`;
}

/** Attributes of an edited file, and the diff of them that goes beside the one of the contents. */
export async function editAttributes(
  ctx: ModuleContext<unknown>,
  params: FileCommonParams,
  path: string,
): Promise<{ changed: boolean; diff: PlainObject }> {
  const sides: AttributeDiff = { before: {}, after: {} };
  const changed = await applyFileAttributes(ctx, params, path, { diff: sides });
  const diff: Record<string, PlainObject[string]> = {
    before_header: `${path} (file attributes)`,
    after_header: `${path} (file attributes)`,
  };
  if (Object.keys(sides.before).length > 0)
    Object.assign(diff, { before: { ...sides.before }, after: { ...sides.after } });
  return { changed, diff };
}

export const editError = (e: unknown): string => errnoText(e);
