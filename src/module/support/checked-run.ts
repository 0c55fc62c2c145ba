import type { ExecOptions, Target } from '../../target/types.ts';
import { ModuleFailure } from '../define.ts';
import { quoteWords } from './command.ts';
import { type ToolResult, tool } from './package/tool.ts';

const secretWord = /^[-]{0,2}pass[-]?(word|wd)?/;

/** A command as AnsibleModule.run_command shows it in a failure: quoted, what follows a word like --password hidden. */
export function shownCommand(argv: readonly string[]): string {
  let hide = false;
  const words = argv.map((word) => {
    if (hide) {
      hide = false;
      return '********';
    }
    if (!secretWord.test(word)) return word;
    const equals = word.indexOf('=');
    if (equals >= 0) return `${word.slice(0, equals)}=********`;
    hide = true;
    return word;
  });
  return quoteWords(words);
}

/** Fails with what a program said, in the shape of a failed run_command(check_rc=True). */
export function commandFailed(argv: readonly string[], r: ToolResult): ModuleFailure {
  return new ModuleFailure(r.stderr.trimEnd(), {
    cmd: shownCommand(argv),
    rc: r.rc,
    stdout: r.stdout,
    stderr: r.stderr,
  });
}

/** Runs a program; one that is not there at its full path fails the module as run_command does. */
export async function runProgram(
  target: Target,
  argv: readonly string[],
  options: ExecOptions = {},
): Promise<ToolResult> {
  const r = await tool(target, argv, options);
  const program = argv[0] ?? '';
  if ((r.rc === 127 || r.rc === 126) && program.startsWith('/')) {
    const [stat, access] = [await target.stat(program), await target.access(program)];
    const error =
      stat === undefined
        ? ([2, 'No such file or directory'] as const)
        : stat.type === 'directory' || !access.execute
          ? ([13, 'Permission denied'] as const)
          : undefined;
    if (error !== undefined)
      throw new ModuleFailure(`[Errno ${error[0]}] ${error[1]}: b'${program}'`, {
        cmd: shownCommand(argv),
        rc: error[0],
        stdout: '',
        stderr: '',
      });
  }
  return r;
}

/** As runProgram; any exit code but 0 fails the module. */
export async function mustRun(
  target: Target,
  argv: readonly string[],
  options: ExecOptions = {},
): Promise<ToolResult> {
  const r = await runProgram(target, argv, options);
  if (r.rc !== 0) throw commandFailed(argv, r);
  return r;
}

const parsable = ['C.utf8', 'C.UTF-8', 'en_US.utf8', 'en_US.UTF-8'];

/** Environment of a locale of the host in which programs speak English and read UTF-8; C where it has none. */
export async function readableLocale(target: Target): Promise<Readonly<Record<string, string>>> {
  const r = await tool(target, ['locale', '-a'], { quick: true });
  const known = r.rc === 0 ? r.stdout.split('\n').map((l) => l.trim()) : [];
  const name = parsable.find((p) => known.includes(p)) ?? 'C';
  return { LANG: name, LC_ALL: name, LC_MESSAGES: name, LC_CTYPE: name };
}
