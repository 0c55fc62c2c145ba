import type { Plain } from '../../value/plain.ts';
import type { ModuleContext, OptionSpec, ReturnSpec } from '../define.ts';
import { guestfsEnvironment } from './guestfs-env.ts';
import { shellWords } from './shell-words.ts';
import { runTool, type ToolRun } from './tool-run.ts';

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
