import type { ExecOptions } from '../../target/types.ts';
import type { Plain, PlainObject } from '../../value/plain.ts';
import { type ModuleContext, ModuleFailure, type OptionSpec, type ReturnSpec } from '../define.ts';
import { guestfsEnvironment } from './guestfs-env.ts';

/** Parameters that every module of a libguestfs tool has. */
export interface GuestfsParams {
  readonly backend: string | null;
  readonly backend_settings: readonly string[] | null;
  readonly verbose: boolean;
  readonly trace: boolean;
  readonly quiet: boolean;
  readonly log_file: string | null;
  readonly chdir: string | null;
  readonly arguments: readonly string[] | string | null;
}

export const guestfsOptions: Readonly<Record<string, OptionSpec>> = {
  backend: {
    description:
      'Value of LIBGUESTFS_BACKEND. Where it is not given, the one of the environment, else C(direct).',
  },
  backend_settings: {
    type: 'list',
    elements: 'str',
    description:
      'Value of LIBGUESTFS_BACKEND_SETTINGS. Where neither this nor the environment gives it, KVM is tried once a host, and C(force_tcg) set where a guest cannot run under it.',
  },
  verbose: { type: 'bool', default: false, description: "Prints libguestfs' debugging messages (-v)." },
  trace: { type: 'bool', default: false, description: 'Traces the calls of libguestfs (-x).' },
  quiet: { type: 'bool', default: false, description: 'Prints no progress messages (--quiet).' },
  log_file: {
    type: 'path',
    description: 'File on the host that gets all output of the tool, as it comes.',
  },
  chdir: { type: 'path', description: 'Directory on the host that relative paths start at.' },
  arguments: {
    type: 'raw',
    description:
      'More words for the tool, before all others: a list, or one text that is split as a shell splits it.',
  },
};

export const guestfsReturns: Readonly<Record<string, ReturnSpec>> = {
  cmd: { description: 'The command that was run.', returned: 'always', type: 'list' },
  rc: { description: 'Its exit code.', returned: 'when it was run', type: 'int' },
  stdout: {
    description: 'Its output; with log_file that of stderr too.',
    returned: 'when it was run',
    type: 'str',
  },
  stderr: { description: 'Its errors.', returned: 'when it was run', type: 'str' },
  start: { description: 'When it began.', returned: 'when it was run', type: 'str' },
  end: { description: 'When it ended.', returned: 'when it was run', type: 'str' },
  delta: { description: 'How long it took.', returned: 'when it was run', type: 'str' },
  notes: {
    description: 'What was decided about libguestfs on this host, and why.',
    returned: 'always',
    type: 'list',
  },
  log: { description: 'The last lines of the output.', returned: 'failure', type: 'list' },
};

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

/** Python's str(datetime) in the host's zone of this process, with microseconds. */
export function timeText(ms: number): string {
  const d = new Date(ms - new Date(ms).getTimezoneOffset() * 60_000);
  return `${d.toISOString().slice(0, 23).replace('T', ' ')}000`;
}

/** Python's str(timedelta) of milliseconds. */
export function deltaText(ms: number): string {
  const s = Math.floor(ms / 1000);
  const two = (n: number): string => String(n).padStart(2, '0');
  const fraction = String(Math.round(ms % 1000) * 1000).padStart(6, '0');
  return `${Math.floor(s / 3600)}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}.${fraction}`;
}

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
  const began = Date.now();
  const lines: string[] = [];
  let rest = '';
  const onChunk = (chunk: Uint8Array): void => {
    const parts = (rest + Buffer.from(chunk).toString('utf8')).split('\n');
    rest = parts.pop() ?? '';
    for (const p of parts) {
      const line = p.replace(/\r$/, '');
      lines.push(line);
      ctx.live(line);
    }
  };
  const exec: ExecOptions = {
    cwd,
    env: options.env,
    signal: ctx.signal,
    onStdout: onChunk,
    onStderr: onChunk,
  };
  const log = ctx.params.log_file ?? undefined;
  const r =
    log === undefined
      ? await ctx.target.exec(argv, exec)
      : await ctx.target.exec(['/bin/sh', '-c', logged, 'sh', log, ...argv], exec);
  if (rest !== '') lines.push(rest);
  const ended = Date.now();
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
      start: timeText(began),
      end: timeText(ended),
      delta: deltaText(ended - began),
      notes: [...(options.notes ?? [])],
    },
  };
}

/** Runs a libguestfs tool: its environment decided, the common options put in front. */
export async function runGuestfs<P extends GuestfsParams>(
  ctx: ModuleContext<P>,
  tool: string,
  words: readonly string[],
): Promise<ToolRun> {
  const { env, notes } = await guestfsEnvironment(ctx.target, {
    backend: ctx.params.backend,
    backendSettings: ctx.params.backend_settings,
    signal: ctx.signal,
  });
  return runTool(ctx, [tool, ...commonWords(ctx.params), ...words], { env, notes });
}

/** The words of the common options. */
export function commonWords(p: GuestfsParams): string[] {
  const words = extraWords(p.arguments);
  if (p.verbose) words.push('-v');
  if (p.trace) words.push('-x');
  if (p.quiet) words.push('--quiet');
  return words;
}

/** The parameter `arguments` as words. */
export function extraWords(given: Plain): string[] {
  if (given === null || given === undefined) return [];
  if (Array.isArray(given)) return given.map(String);
  return shellWords(String(given));
}

/**
 * Splits a text as a POSIX shell (and Python's shlex.split) does: blanks part words, quotes and backslashes keep
 * them together; nothing is expanded. Throws ModuleFailure with Python's words for an open quote.
 */
export function shellWords(text: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  for (let i = 0; i < text.length; i++) {
    const c = text[i] as string;
    if (c === "'") {
      const end = text.indexOf("'", i + 1);
      if (end < 0) throw new ModuleFailure(`No closing quotation in: ${text}`);
      word = (word ?? '') + text.slice(i + 1, end);
      i = end;
    } else if (c === '"') {
      word ??= '';
      for (i++; text[i] !== '"'; i++) {
        if (i >= text.length) throw new ModuleFailure(`No closing quotation in: ${text}`);
        if (text[i] === '\\' && (text[i + 1] === '"' || text[i + 1] === '\\')) i++;
        word += text[i];
      }
    } else if (c === '\\') {
      if (i + 1 >= text.length) throw new ModuleFailure(`No escaped character in: ${text}`);
      word = (word ?? '') + text[++i];
    } else if (/[ \t\r\n]/.test(c)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else word = (word ?? '') + c;
  }
  if (word !== undefined) words.push(word);
  return words;
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
