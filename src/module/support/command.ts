import { posix } from 'node:path';
import { type ExecResult, type Target, TargetError } from '../../target/types.ts';
import { bytesText } from '../../value/codecs.ts';
import {
  type ModuleContext,
  ModuleFailure,
  type ModuleResult,
  type OptionSpec,
  type ReturnSpec,
} from '../define.ts';
import { nowMicros, timeDelta, timeStamp } from './clock.ts';
import { bytesRepr, errnoText } from './errno.ts';
import { liveLines, outputLimit, tooMuchOutput } from './lines.ts';
import { globPaths } from './shell-glob.ts';
import { splitWords } from './shell-words.ts';

export interface CommandParams {
  readonly _raw_params: string | null;
  readonly cmd: string | null;
  readonly argv: readonly string[] | null;
  readonly chdir: string | null;
  readonly creates: string | null;
  readonly removes: string | null;
  readonly executable: string | null;
  readonly stdin: string | null;
  readonly stdin_add_newline: boolean;
  readonly strip_empty_ends: boolean;
  readonly expand_argument_vars: boolean | null;
}

/** The parameters of command and shell. */
export const commandOptions: Readonly<Record<string, OptionSpec>> = {
  _raw_params: { description: 'The command, as free text after the module name.' },
  _uses_shell: {
    type: 'bool',
    default: false,
    description: 'Whether a shell runs it; set by the shell module.',
  },
  cmd: { unlisted: true, description: 'The command, where it is given as a parameter instead of free text.' },
  argv: {
    type: 'list',
    elements: 'str',
    description: 'The command as a list of words, taken as they are. Not together with a command text.',
  },
  chdir: { type: 'path', description: 'Directory to change to before the command runs.' },
  creates: {
    type: 'path',
    description: 'File name or glob pattern; where something matches, the command does not run.',
  },
  removes: {
    type: 'path',
    description: 'File name or glob pattern; where nothing matches, the command does not run.',
  },
  executable: {
    type: 'path',
    description: 'Full path of the shell that runs the command; only for the shell module.',
  },
  stdin: { description: 'Text for the standard input of the command.' },
  stdin_add_newline: { type: 'bool', default: true, description: 'Ends the text of stdin with a newline.' },
  strip_empty_ends: {
    type: 'bool',
    default: true,
    description: 'Strips line ends from the end of stdout and stderr.',
  },
  expand_argument_vars: {
    type: 'bool',
    unlisted: true,
    versionAdded: '2.16',
    description:
      'Whether `~` and `$VAR` in the words of a command without a shell are expanded on the host (they are by default).',
  },
  warn: {
    type: 'bool',
    unlisted: true,
    description: 'Accepted and without effect: a switch of releases before 2.14 for hints on better modules.',
  },
};

export const commandReturns: Readonly<Record<string, ReturnSpec>> = {
  cmd: {
    description: 'The command that ran: its words, or the text a shell ran.',
    returned: 'always',
    type: 'raw',
    sample: ['echo', 'hello'],
  },
  stdout: { description: 'Standard output.', returned: 'always', type: 'str', sample: 'hello' },
  stderr: { description: 'Standard error.', returned: 'always', type: 'str', sample: '' },
  rc: {
    description: 'Exit code; negative for a signal; 0 where the command did not run.',
    returned: 'always',
    type: 'int',
    sample: 0,
  },
  start: {
    description: 'Time at which it began.',
    returned: 'always',
    type: 'str',
    sample: '2026-01-02 03:04:05.678901',
  },
  end: {
    description: 'Time at which it ended.',
    returned: 'always',
    type: 'str',
    sample: '2026-01-02 03:04:05.688901',
  },
  delta: { description: 'Time it took.', returned: 'always', type: 'str', sample: '0:00:00.010000' },
  msg: { description: 'Why it did not run, or what failed.', returned: 'always', type: 'str', sample: '' },
};

/** The result as Ansible orders its keys. */
interface CommandResult {
  changed: boolean;
  stdout: string;
  stderr: string;
  rc: number | null;
  cmd: string | string[] | null;
  start: string | null;
  end: string | null;
  delta: string | null;
  failed?: boolean;
  msg?: string;
}

const quote = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'"'"'`)}'`;
export const quoteWords = (words: readonly string[]): string =>
  words.map((w) => (w === '' ? "''" : quote(w))).join(' ');

/** Why a program could not be started, where rc 126 or 127 came from the missing program and not from a program. */
async function startError(
  target: Target,
  program: string,
  cwd: string | null,
  rc: number,
): Promise<[number, string] | undefined> {
  if (rc === 127) {
    if (program.includes('/')) {
      const path = cwd !== null && !posix.isAbsolute(program) ? posix.join(cwd, program) : program;
      if ((await target.stat(path)) !== undefined) return undefined;
    } else if ((await target.which(program)) !== undefined) return undefined;
    return [2, `[Errno 2] No such file or directory: ${bytesRepr(program)}`];
  }
  if (rc !== 126 || !program.includes('/')) return undefined;
  const path = cwd !== null && !posix.isAbsolute(program) ? posix.join(cwd, program) : program;
  const stat = await target.stat(path);
  if (stat === undefined || (stat.type !== 'directory' && (await target.access(path)).execute))
    return undefined;
  return [13, `[Errno 13] Permission denied: ${bytesRepr(program)}`];
}

async function execute(
  ctx: ModuleContext<CommandParams>,
  shell: string | undefined,
  words: readonly string[],
): Promise<ExecResult> {
  const { params: p, target } = ctx;
  const live = liveLines((line) => ctx.live(line));
  const stdin = p.stdin === null ? undefined : p.stdin_add_newline ? `${p.stdin}\n` : p.stdin;
  const options = {
    cwd: p.chdir ?? undefined,
    stdin,
    signal: ctx.signal,
    onStdout: live.onStdout,
    onStderr: live.onStderr,
    limit: outputLimit,
  };
  const result =
    shell === undefined
      ? await target.exec(words, options)
      : await target.shell(shell, { ...options, executable: p.executable ?? undefined });
  live.end();
  return result;
}

async function expandWords(
  ctx: ModuleContext<CommandParams>,
  words: readonly string[],
): Promise<readonly string[]> {
  if (ctx.params.expand_argument_vars === false || !words.some((w) => w.startsWith('~') || w.includes('$')))
    return words;
  return Promise.all(words.map((w) => (w.startsWith('~') || w.includes('$') ? ctx.target.expand(w) : w)));
}

/** Runs command (`usesShell` false) or shell. */
export async function runCommand(
  ctx: ModuleContext<CommandParams>,
  usesShell: boolean,
): Promise<ModuleResult> {
  const { params: p, target } = ctx;
  const given = ctx.freeForm ?? p._raw_params ?? p.cmd ?? '';
  // blanks and line ends of a shell's text stay: they stand in the result
  const text = given.trim() === '' ? '' : given;
  const argv = p.argv ?? [];
  const r: CommandResult = {
    changed: false,
    stdout: '',
    stderr: '',
    rc: null,
    cmd: null,
    start: null,
    end: null,
    delta: null,
  };
  const fail = (msg: string, rc: number | null = r.rc): ModuleResult => ({ ...r, rc, failed: true, msg });

  if (p.executable !== null && !usesShell) {
    ctx.warn(
      `As of Ansible 2.4, the parameter 'executable' is no longer supported with the 'command' module. Not using '${p.executable}'.`,
    );
  }
  if (text === '' && argv.length === 0) return fail('no command given', 256);
  if (text !== '' && argv.length > 0) return fail('only command or argv can be given, not both', 256);
  let words: readonly string[] = argv;
  if (!usesShell && argv.length === 0) {
    try {
      words = splitWords(text);
    } catch (e) {
      throw new ModuleFailure((e as Error).message);
    }
  }
  r.cmd = usesShell && argv.length === 0 ? text : [...words];

  if (p.chdir !== null) {
    const dir = await target.stat(p.chdir);
    const at = bytesRepr(p.chdir);
    if (dir === undefined)
      return fail(`Unable to change directory before execution: [Errno 2] No such file or directory: ${at}`);
    if (dir.type !== 'directory')
      return fail(`Unable to change directory before execution: [Errno 20] Not a directory: ${at}`);
  }
  const should = ctx.checkMode ? 'Would' : 'Did';
  for (const [name, path, skipWhenFound] of [
    ['creates', p.creates, true],
    ['removes', p.removes, false],
  ] as const) {
    if (path === null || path === '') continue;
    const found = (await globPaths(target, path, p.chdir ?? undefined)).length > 0;
    if (found !== skipWhenFound) continue;
    const state = name === 'creates' ? 'exists' : 'does not exist';
    return {
      ...r,
      rc: 0,
      stdout: `skipped, since ${path} ${state}`,
      msg: `${should} not run command since '${path}' ${state}`,
    };
  }
  if (ctx.checkMode) {
    const known = Boolean(p.creates || p.removes);
    // Without creates or removes nobody can tell whether it would change anything.
    return {
      ...r,
      changed: known,
      rc: 0,
      msg: 'Command would have run if not in check mode',
      ...(!known && { skipped: true }),
    };
  }

  const argvToRun = usesShell ? [] : await expandWords(ctx, words);
  const start = nowMicros();
  let result: ExecResult;
  try {
    result = await execute(
      ctx,
      usesShell ? (argv.length > 0 ? quoteWords(argv) : text) : undefined,
      argvToRun,
    );
  } catch (e) {
    if (!(e instanceof TargetError)) throw e;
    return {
      changed: false,
      rc: 257,
      stdout: '',
      stderr: '',
      cmd: usesShell ? text : quoteWords(words),
      failed: true,
      msg: errnoText(e, e.path),
    };
  }
  const end = nowMicros();
  if (result.rc === 126 || result.rc === 127) {
    const program = usesShell ? (p.executable ?? '/bin/sh') : argvToRun[0]!;
    const error =
      usesShell && p.executable === null ? undefined : await startError(target, program, p.chdir, result.rc);
    if (error !== undefined)
      return {
        changed: false,
        cmd: usesShell ? quoteWords([program, '-c', text]) : quoteWords(words),
        rc: error[0],
        stdout: '',
        stderr: '',
        failed: true,
        msg: error[1],
      };
  }
  if (result.truncated) return fail(tooMuchOutput, result.rc);
  const clean = (b: Buffer): string =>
    p.strip_empty_ends ? bytesText(b).replace(/[\r\n]+$/, '') : bytesText(b);
  r.changed = true;
  r.stdout = clean(result.stdout);
  r.stderr = clean(result.stderr);
  r.rc = result.signal === undefined ? result.rc : 128 - result.rc;
  r.start = timeStamp(start);
  r.end = timeStamp(end);
  r.delta = timeDelta(end - start);
  return r.rc === 0 ? { ...r, msg: '' } : fail('non-zero return code');
}
