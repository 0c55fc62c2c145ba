import type { ModuleContext } from '../define.ts';
import { ModuleFailure } from '../define.ts';
import { runTool, type ToolRun, tail } from './tool-run.ts';

/** What `qemu-img info --output=json` says of an image. */
export interface ImageInfo {
  readonly format: string;
  readonly 'virtual-size': number;
  readonly 'backing-filename'?: string;
  readonly 'full-backing-filename'?: string;
  readonly 'backing-filename-format'?: string;
  readonly snapshots?: ReadonlyArray<{ readonly name: string; readonly id: string }>;
  readonly [key: string]: unknown;
}

type Tool = ModuleContext<{ readonly chdir?: string | null }>;

const units: Readonly<Record<string, number>> = {
  '': 1,
  B: 1,
  K: 2 ** 10,
  M: 2 ** 20,
  G: 2 ** 30,
  T: 2 ** 40,
  P: 2 ** 50,
  E: 2 ** 60,
};

/** Bytes of qemu-img's size text ("1G", "512", "1.5M"); undefined where it is no such text. Rounded up to sectors. */
export function sizeBytes(text: string): number | undefined {
  const m = /^\s*(\d+(?:\.\d+)?)\s*([bkKMGTPE]?)\s*$/.exec(text);
  if (m === null) return undefined;
  const bytes = Number(m[1]) * (units[(m[2] as string).toUpperCase()] as number);
  return Math.ceil(bytes / 512) * 512;
}

/** Runs `qemu-img COMMAND ...`; a code that is not in `fine` fails with what the tool said. */
export async function qemuImg(
  ctx: Tool,
  words: readonly string[],
  fine: readonly number[] = [0],
): Promise<ToolRun> {
  const run = await runTool(
    { ...ctx, params: { chdir: ctx.params.chdir ?? null, log_file: null } },
    ['qemu-img', ...words],
    { env: { LC_ALL: 'C.UTF-8' } },
  );
  if (fine.includes(run.rc)) return run;
  const said = tail(run.output)
    .map((l) => l.replace(/^qemu-img: /, ''))
    .join('\n');
  throw new ModuleFailure(
    `qemu-img ${words[0]} failed with rc ${run.rc}: ${said === '' ? 'no message' : said}`,
    { ...run.result, log: tail(run.output) },
  );
}

/** What the tool knows of an image; undefined where no such file is. */
export async function imageInfo(
  ctx: Tool,
  path: string,
  words: readonly string[] = [],
): Promise<ImageInfo | undefined> {
  const run = await runTool(
    { ...ctx, live: () => undefined, params: { chdir: ctx.params.chdir ?? null, log_file: null } },
    ['qemu-img', 'info', '--output=json', '-U', ...words, path],
    { env: { LC_ALL: 'C.UTF-8' } },
  );
  if (run.rc === 0) return answer(run, 'info') as ImageInfo;
  if (
    run.output.some(
      (l) => l.includes('No such file or directory') && l.includes(path) && !l.includes('backing'),
    )
  )
    return undefined;
  const said = tail(run.output)
    .map((l) => l.replace(/^qemu-img: /, ''))
    .join('\n');
  throw new ModuleFailure(`qemu-img info failed with rc ${run.rc}: ${said}`, { ...run.result });
}

/** The JSON that a command printed, perhaps after lines of text. */
export function answer(run: ToolRun, command: string): unknown {
  const text = String(run.result.stdout);
  const at = text.search(/^[[{]/m);
  try {
    return JSON.parse(at < 0 ? text : text.slice(at));
  } catch {
    throw new ModuleFailure(`qemu-img ${command} gave an answer that is no JSON`, { ...run.result });
  }
}
