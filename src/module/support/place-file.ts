import { type ExecResult, TargetError } from '../../target/types.ts';
import { type ModuleContext, ModuleFailure } from '../define.ts';
import { commandWords } from './command-words.ts';
import { errnoText } from './errno.ts';

type Ctx = Pick<ModuleContext<unknown>, 'target' | 'signal'>;

const two = (n: number): string => String(n).padStart(2, '0');

let backups = 0;

/**
 * The name of a backup: `<path>.<pid>.<YYYY-MM-DD@HH:MM:SS>~`. In the place of the process a number of its own for each,
 * as each module has in Ansible: else two of one second would be one.
 */
export function backupName(path: string, now: Date = new Date()): string {
  const day = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  return `${path}.${process.pid + backups++}.${day}@${two(now.getHours())}:${two(now.getMinutes())}:${two(now.getSeconds())}~`;
}

/** Copies a file beside itself with owner, mode and times; the copy's name, or '' where there is no file. */
export async function backupFile(ctx: Ctx, path: string): Promise<string> {
  const to = backupName(path);
  const r = await ctx.target.exec(['cp', '-p', '--', path, to]);
  if (r.rc === 0) return to;
  if ((await ctx.target.stat(path)) === undefined) return '';
  throw new ModuleFailure(`Could not make backup of ${path} to ${to}: ${r.stderr.toString().trim()}`);
}

/**
 * Runs a `validate` command on a file that is about to be put in place. Undefined where it is content, or the
 * command's result where it is not. `%s` must be in the command.
 */
export async function runValidate(ctx: Ctx, command: string, path: string): Promise<ExecResult | undefined> {
  if (!command.includes('%s')) throw new ModuleFailure(`validate must contain %s: ${command}`);
  const argv = await commandWords(
    ctx.target,
    command.replace(/%[s%]/g, (m) => (m === '%%' ? '%' : path)),
  );
  const result = await ctx.target.exec(argv, { signal: ctx.signal });
  return result.rc === 0 ? undefined : result;
}

export interface PlaceOptions {
  readonly unsafeWrites?: boolean | null | undefined;
  readonly validate?: string | null | undefined;
  /** Takes away a link at the path first, so that the file does not get the mode of the link's end. */
  readonly replaceLink?: boolean;
  /** Permission bits that the file is to have; what cannot be set is left to who looks. */
  readonly mode?: number | undefined;
  /** Makes the error of a refused file; default: "failed to validate: rc:R error:E". */
  readonly refused?: (r: ExecResult) => ModuleFailure;
}

/**
 * Writes contents to a private file beside `path`, validates it there, and moves it in place in one step, so that
 * nobody ever sees half a file. Links are replaced: resolve `path` first where they must stay.
 */
export async function placeContents(
  ctx: Ctx,
  path: string,
  data: string | Uint8Array,
  options: PlaceOptions = {},
): Promise<void> {
  if (await placeAtOnce(ctx, path, typeof data === 'string' ? Buffer.from(data) : data, options)) return;
  await placeFile(ctx, path, (temp) => ctx.target.writeFile(temp, data), options);
}

/** As placeContents, for a file of the control node. */
export async function placeLocalFile(
  ctx: Ctx,
  path: string,
  file: string,
  options: PlaceOptions = {},
): Promise<void> {
  if (await placeAtOnce(ctx, path, { file }, options)) return;
  await placeFile(ctx, path, (temp) => ctx.target.upload(file, temp), options);
}

/** All of it in one round trip, where the target can and nothing has to look at the file in between. */
async function placeAtOnce(
  ctx: Ctx,
  path: string,
  data: Uint8Array | { readonly file: string },
  options: PlaceOptions,
): Promise<boolean> {
  if (ctx.target.place === undefined || options.validate || options.unsafeWrites) return false;
  try {
    await ctx.target.place(path, { data, replaceLink: options.replaceLink, mode: options.mode });
  } catch (e) {
    if (!(e instanceof TargetError)) throw e;
    if (e.step === 'write')
      throw new ModuleFailure(
        `Failed to replace file: ${path} to ${path}: ${e.code === 'EIO' ? e.message : errnoText(e)}`,
      );
    throw e.step === 'temp'
      ? noPlaceBeside(path, e)
      : new ModuleFailure(`Could not replace file: ${path} to ${path}: ${errnoText(e, path, path)}`);
  }
  return true;
}

function noPlaceBeside(path: string, e: unknown): ModuleFailure {
  const dir = path.replace(/\/[^/]*$/, '') || '/';
  return new ModuleFailure(
    `The destination directory (${dir}) is not writable by the current user. Error was: ${errnoText(e)}`,
  );
}

/** As placeContents, for what `fill` writes into the temporary file. */
export async function placeFile(
  ctx: Ctx,
  path: string,
  fill: (temp: string) => Promise<void>,
  options: PlaceOptions = {},
): Promise<void> {
  let temp: string | undefined;
  try {
    temp = await makeTemp(ctx, path, options.unsafeWrites ?? false);
    await fill(temp);
    if (options.validate) {
      const bad = await runValidate(ctx, options.validate, temp);
      if (bad)
        throw (
          options.refused?.(bad) ?? new ModuleFailure(`failed to validate: rc:${bad.rc} error:${bad.stderr}`)
        );
    }
    if (options.replaceLink) await ctx.target.unlink(path);
    await moveInPlace(ctx, temp, path, options.unsafeWrites ?? false);
    temp = undefined;
  } finally {
    if (temp !== undefined) await ctx.target.removeTree(temp).catch(() => undefined);
  }
}

async function makeTemp(ctx: Ctx, path: string, unsafeWrites: boolean): Promise<string> {
  try {
    return await ctx.target.tempFile({ beside: path, prefix: '.ansible_tmp' });
  } catch (e) {
    if (unsafeWrites) return ctx.target.tempFile({ prefix: '.ansible_tmp' });
    throw noPlaceBeside(path, e);
  }
}

/** Target.move with Ansible's words for a failure. */
export async function moveInPlace(ctx: Ctx, from: string, to: string, unsafeWrites: boolean): Promise<void> {
  try {
    await ctx.target.move(from, to, { unsafeWrites });
  } catch (e) {
    throw new ModuleFailure(`Could not replace file: ${from} to ${to}: ${errnoText(e, from, to)}`);
  }
}
