import { Display } from '../callback/display.ts';
import { loadSettings, type Settings } from '../config/settings.ts';
import { AnsibleError, OptionsError, ParserError, UnexpectedError } from '../errors/ansible-error.ts';
import { setNoticeSink } from '../errors/notices.ts';
import { reportText } from '../errors/report.ts';
import { cleanUp } from './interrupt.ts';
import { ExitRequest, UsageError } from './options/spec.ts';

/** Exit codes, as Ansible's. */
export const Exit = {
  ok: 0,
  error: 1,
  usage: 2,
  unreachable: 4,
  parser: 4,
  options: 5,
  interrupted: 99,
  /** By SIGTERM, as a shell tells it. */
  terminated: 143,
  unexpected: 250,
} as const;

/** What a command's implementation offers. */
export interface CommandModule {
  run(argv: readonly string[], settings: Settings, display: Display): Promise<number>;
}

const commands: Readonly<Record<string, () => Promise<CommandModule>>> = {
  playbook: () => import('./playbook.ts'),
  'async-jobs': () => import('./async-jobs.ts'),
};

/** The exit code that an error of this kind ends the program with. */
export function exitCodeOf(e: unknown): number {
  if (
    e instanceof OptionsError ||
    (e instanceof AnsibleError && (e.kind === 'options' || e.kind === 'config'))
  )
    return Exit.options;
  if (e instanceof ParserError || (e instanceof AnsibleError && (e.kind === 'parser' || e.kind === 'yaml')))
    return Exit.parser;
  return e instanceof AnsibleError && !(e instanceof UnexpectedError) ? Exit.error : Exit.unexpected;
}

/**
 * Runs a command ("playbook") with its arguments and sets the process's exit code. Nothing that was said is lost:
 * output is written before the process may end.
 */
export async function main(command: string, argv: string[]): Promise<void> {
  let settings: Settings;
  let display: Display;
  try {
    settings = loadSettings();
    display = new Display({ settings });
  } catch (e) {
    if (!(e instanceof AnsibleError)) throw e;
    process.stderr.write(`ERROR: ${e.message}\n`);
    process.exitCode = Exit.options;
    return;
  }
  setNoticeSink(display);
  process.on('exit', () => display.flush());
  let interrupted = false;
  // the first signal ends the run in order, the second one at once
  const interrupt = (signal: 'SIGINT' | 'SIGTERM'): void => {
    const code = signal === 'SIGINT' ? Exit.interrupted : Exit.terminated;
    if (interrupted) {
      // what runs on hosts has to be told
      void import('../target/shell/guard.ts')
        .then((m) => m.ordersGiven(1500))
        .finally(() => process.exit(code));
      return;
    }
    interrupted = true;
    display.flush();
    if (signal === 'SIGINT') display.error('User interrupted execution');
    display.flush();
    void cleanUp(3000).finally(() => process.exit(code));
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  const unexpected = (e: unknown): void => {
    if (interrupted) return;
    process.exitCode = fatal(e, display);
    display.flush();
    process.exit();
  };
  process.on('uncaughtException', unexpected);
  process.on('unhandledRejection', unexpected);
  try {
    const load = commands[command];
    if (load === undefined) throw new OptionsError(`there is no command '${command}'`);
    const code = await (await load()).run(argv, settings, display);
    if (interrupted) return;
    process.exitCode = code;
  } catch (e) {
    if (interrupted) return;
    process.exitCode = fatal(e, display);
  }
  display.flush();
  // Open sessions and timers must not keep the program alive once the run is over.
  process.exit();
}

/** Says what ended the program; returns its exit code. */
function fatal(e: unknown, display: Display): number {
  if (e instanceof ExitRequest) return Exit.ok;
  if (e instanceof UsageError) {
    display.error(e.message, false);
    return Exit.usage;
  }
  const code = exitCodeOf(e);
  if (e instanceof UnexpectedError) {
    display.error(`Unexpected Exception, this is probably a bug: ${reportText(e)}`, false);
    display.display('to see the full traceback, use -vvv');
  } else if (e instanceof AnsibleError) display.error(reportText(e), false);
  else {
    const error = e instanceof Error ? e : new Error(String(e));
    display.error(`Unexpected Exception, this is probably a bug: ${error.message}`, false);
    if (display.verbosity >= 3)
      display.display(`the full traceback was:\n\n${error.stack ?? ''}`, { stderr: true });
    else display.display('to see the full traceback, use -vvv', { stderr: true });
  }
  return code;
}
