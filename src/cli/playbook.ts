import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Display } from '../callback/display.ts';
import type { Settings } from '../config/settings.ts';
import { AnsibleError, OptionsError } from '../errors/ansible-error.ts';
import { collectionPlaybook } from '../playbook/collections.ts';
import { parseArgs } from './options/parse.ts';
import { playbookSpec } from './options/playbook.ts';
import { ExitRequest, type ParsedArgs, UsageError } from './options/spec.ts';
import { versionText } from './version.ts';

/** Columns that help is laid out for: COLUMNS, the terminal's width, or 80. */
function helpColumns(settings: Settings): number {
  const given = Number(settings.env['COLUMNS'] ?? '');
  return Number.isInteger(given) && given > 0 ? given : 80;
}

/** Reads the command line. Prints usage, help or version where that is asked for, and returns the exit code then. */
async function readArguments(
  argv: readonly string[],
  settings: Settings,
  display: Display,
): Promise<ParsedArgs | number> {
  const spec = playbookSpec(settings);
  const columns = helpColumns(settings);
  const refuse = async (message: string, help = true): Promise<number> => {
    const { helpText, usageText } = await import('./options/help.ts');
    const rest = help ? ` \n${helpText(spec, columns)}` : '';
    display.output.add(2, `${usageText(spec, columns)}${spec.program}: error: ${message}\n${rest}`);
    return 2;
  };
  try {
    const args = parseArgs(argv, spec);
    const forks = args.given.get('forks');
    return typeof forks === 'number' && forks < 1
      ? await refuse('The number of processes (--forks) must be >= 1', false)
      : args;
  } catch (e) {
    if (e instanceof UsageError) return refuse(e.message);
    if (!(e instanceof ExitRequest)) throw e;
    if (e.what === 'version') display.display(versionText(spec.program, settings), { screenOnly: true });
    else display.output.add(1, (await import('./options/help.ts')).helpText(spec, columns));
    return 0;
  }
}

/** What is there; undefined too where a file stands in the place of a folder. */
function existing(path: string): ReturnType<typeof statSync> | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/** The playbook's path. Throws with Ansible's words where there is none. */
function checkPlaybook(given: string, settings: Settings): void {
  const stat = given === '' ? undefined : existing(resolve(settings.cwd, given));
  if (stat === undefined) {
    if (collectionPlaybook(given, { settings, loader: { basedir: settings.cwd } }) !== undefined) return;
    throw new AnsibleError(`the playbook: ${given} could not be found`);
  }
  if (!stat.isFile() && !stat.isFIFO())
    throw new AnsibleError(`the playbook: ${given} does not appear to be a file`);
}

/** The command `ansible-playbook`. Returns its exit code. */
export async function run(argv: readonly string[], settings: Settings, display: Display): Promise<number> {
  const args = await readArguments(argv, settings, display);
  if (typeof args === 'number') return args;
  display.verbosity =
    typeof args.given.get('verbosity') === 'number'
      ? (args.given.get('verbosity') as number)
      : settings.int('DEFAULT_VERBOSITY');
  display.verbose(2, versionText('ansible-playbook', settings));
  display.verbose(
    1,
    settings.configFile === undefined
      ? 'No config file found; using defaults'
      : `Using ${settings.configFile} as config file`,
  );
  settings.tellDeprecations();
  for (const playbook of args.positionals) checkPlaybook(playbook, settings);
  const { runPlaybooks } = await import('./run-playbooks.ts');
  try {
    return await runPlaybooks(args, settings, display);
  } catch (e) {
    // Options that only show themselves wrong later are answered with the help, as those of the parser.
    if (e instanceof OptionsError && e.kind === 'options') {
      const { helpText } = await import('./options/help.ts');
      display.output.add(1, helpText(playbookSpec(settings), helpColumns(settings)));
    }
    throw e;
  }
}
