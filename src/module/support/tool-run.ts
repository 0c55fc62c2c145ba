import type { ExecOptions } from '../../target/types.ts';
import type { PlainObject } from '../../value/plain.ts';
import { type ModuleContext, ModuleFailure } from '../define.ts';
import { nowMicros, timeDelta, timeStamp } from './clock.ts';
import { liveLines } from './lines.ts';

/** How a tool ended. `output` holds the lines of stdout and stderr in the order in which they came. */
export interface ToolRun {
  readonly rc: number;
  readonly output: readonly string[];
  /** The result keys of command-like modules: cmd, rc, stdout, stderr, start, end, delta, notes. */
  readonly result: PlainObject;
}

const packages: Readonly<Record<string, string>> = {
  'disk-image-create': 'python3-diskimage-builder (Debian) or diskimage-builder (CentOS, RHEL)',
  'qemu-img': 'qemu-utils (Debian) or qemu-img (CentOS, RHEL)',
};

// The log gets the output as it comes; the code of the tool, not tee's, is the script's.
const logged = `log=$1; shift
exec 3>&1
rc=$({ { "$@" 2>&1; echo $? >&4; } 3>&- | tee "$log" >&3 4>&-; } 4>&1)
exit "\${rc:-1}"`;

/** Runs a tool on the target with live output, optionally into a log file on it. */
export async function runTool<
  P extends { readonly chdir?: string | null; readonly log_file?: string | null },
>(
  ctx: ModuleContext<P>,
  argv: readonly string[],
  options: {
    readonly env?: Readonly<Record<string, string>>;
    readonly notes?: readonly string[];
    readonly shown?: readonly string[];
  } = {},
): Promise<ToolRun> {
  const cwd = ctx.params.chdir ?? undefined;
  const tool = argv[0] ?? '';
  if (cwd !== undefined && (await ctx.target.stat(cwd))?.type !== 'directory') {
    throw new ModuleFailure(`Unable to change directory before execution: no directory '${cwd}'`, {
      rc: 257,
    });
  }
  const began = nowMicros();
  const lines: string[] = [];
  const live = liveLines((line) => {
    lines.push(line);
    ctx.live(line);
  });
  const exec: ExecOptions = {
    cwd,
    env: options.env,
    signal: ctx.signal,
    onStdout: live.onStdout,
    onStderr: live.onStderr,
  };
  const log = ctx.params.log_file ?? undefined;
  const r =
    log === undefined
      ? await ctx.target.exec(argv, exec)
      : await ctx.target.exec(['/bin/sh', '-c', logged, 'sh', log, ...argv], exec);
  live.end();
  const ended = nowMicros();
  if (r.rc === 127 && (await ctx.target.which(tool)) === undefined) {
    const from = packages[tool] ?? 'guestfs-tools (Debian) or libguestfs-tools-c (CentOS, RHEL)';
    throw new ModuleFailure(`${tool} is not installed on ${ctx.target.host}: it comes with ${from}`, {
      rc: 127,
      cmd: [...argv],
    });
  }
  const trimmed = (b: Buffer): string => b.toString('utf8').replace(/[\r\n]+$/, '');
  return {
    rc: r.rc,
    output: lines,
    result: {
      cmd: [...(options.shown ?? argv)],
      rc: r.rc,
      stdout: trimmed(r.stdout),
      stderr: trimmed(r.stderr),
      start: timeStamp(began),
      end: timeStamp(ended),
      delta: timeDelta(ended - began),
      notes: [...(options.notes ?? [])],
    },
  };
}

/** The sentence in which the tool says what went wrong: its last "tool: error: ..." with the lines that belong to it. */
export function toolError(tool: string, output: readonly string[]): string | undefined {
  const mark = `${tool}: error: `;
  const at = output.findLastIndex((l) => l.startsWith(mark));
  if (at < 0) return undefined;
  const lines = [(output[at] as string).slice(mark.length)];
  for (const l of output.slice(at + 1)) {
    if (l.trim() === '' || l.startsWith('If reporting bugs')) break;
    lines.push(l);
  }
  return lines.join('\n').trim();
}

/** The last lines of an output, without the tools' request to report bugs. */
export function tail(output: readonly string[], count = 20): string[] {
  const at = output.findIndex((l) => l.startsWith('If reporting bugs'));
  const kept = (at < 0 ? output : output.slice(0, at)).filter((l) => l.trim() !== '');
  return kept.slice(-count);
}
