import { dirname, resolve } from 'node:path';
import type { Display } from '../callback/display.ts';
import { CallbackManager } from '../callback/manager.ts';
import { isTerminal } from '../callback/support/color.ts';
import type { Settings } from '../config/settings.ts';
import { AnsibleError } from '../errors/ansible-error.ts';
import { notices } from '../errors/notices.ts';
import { registerSecret } from '../errors/secrets.ts';
import { type Inventory, loadInventory } from '../inventory/inventory.ts';
import { rejectedModules } from '../playbook/plugin-filters.ts';
import { PluginExit } from '../python/plugins/plugin-exit.ts';
import type { RunOptions } from '../run/options.ts';
import { PlaybookExecutor } from '../run/playbook-executor.ts';
import { Tuple, type Value } from '../value/types.ts';
import { DataLoader } from '../vault/data-loader.ts';
import { extraVars } from './extra-vars.ts';
import { whenInterrupted } from './interrupt.ts';
import { playbookSpec } from './options/playbook.ts';
import type { OptionValue, ParsedArgs } from './options/spec.ts';

/** Reads values of the command line by option name. */
class Given {
  constructor(private readonly args: ParsedArgs) {}
  text(name: string): string | undefined {
    const v = this.args.given.get(name);
    return typeof v === 'string' ? v : undefined;
  }
  number(name: string): number | undefined {
    const v = this.args.given.get(name);
    return typeof v === 'number' ? v : undefined;
  }
  flag(name: string): boolean {
    return this.args.given.get(name) === true;
  }
  list(name: string): readonly string[] {
    const v = this.args.given.get(name);
    return Array.isArray(v) ? v : [];
  }
}

const split = (items: readonly string[]): string[] => [
  ...new Set(items.flatMap((t) => t.split(',')).map((t) => t.trim())),
];

/** What -i and the settings name: paths and comma lists. */
function inventorySources(given: Given, settings: Settings): string[] {
  const own = given.list('inventory');
  return own.length > 0 ? [...own] : settings.list('DEFAULT_HOST_LIST');
}

/** Options of plugins that the command line sets (ssh_common_args, timeout ...). */
function tellSettings(args: ParsedArgs, settings: Settings): void {
  for (const [name, value] of args.given)
    if (typeof value === 'string' || typeof value === 'number') settings.setCli(name, value);
  const modules = args.given.get('module_path');
  if (Array.isArray(modules)) {
    const paths = modules
      .flatMap((m: string) => m.split(':'))
      .map((m: string) => resolve(settings.cwd, m.replace(/^~(?=\/|$)/, settings.env['HOME'] ?? '~')));
    settings.setOverride('DEFAULT_MODULE_PATH', [...paths, ...settings.list('DEFAULT_MODULE_PATH')]);
  }
  const forks = args.given.get('forks');
  if (typeof forks === 'number') settings.setOverride('DEFAULT_FORKS', forks);
}

/**
 * Runs playbooks, or lists what is in them, as the command line says. Returns the exit code; throws AnsibleError for
 * what keeps a run from starting.
 */
export async function runPlaybooks(args: ParsedArgs, settings: Settings, display: Display): Promise<number> {
  const given = new Given(args);
  tellSettings(args, settings);
  const listing = {
    hosts: given.flag('listhosts'),
    tasks: given.flag('listtasks'),
    tags: given.flag('listtags'),
    syntax: given.flag('syntax'),
  };
  const rejected = rejectedModules(settings);
  const lists = listing.hosts || listing.tasks || listing.tags || listing.syntax;

  let passwords: { connection: string | undefined; become: string | undefined } = {
    connection: undefined,
    become: undefined,
  };
  const files = {
    file: given.text('connection_password_file') ?? (settings.text('CONNECTION_PASSWORD_FILE') || undefined),
    becomeFile: given.text('become_password_file') ?? (settings.text('BECOME_PASSWORD_FILE') || undefined),
  };
  const asks = {
    ask: given.flag('ask_pass') || settings.bool('DEFAULT_ASK_PASS'),
    askBecome: given.flag('become_ask_pass') || settings.bool('DEFAULT_BECOME_ASK_PASS'),
  };
  if (!lists && (asks.ask || asks.askBecome || files.file !== undefined || files.becomeFile !== undefined)) {
    const { connectionPasswords } = await import('./passwords.ts');
    const becomeMethod = given.text('become_method');
    passwords = await connectionPasswords({ ...asks, ...files, becomeMethod }, settings);
  }

  const loader = new DataLoader({ settings });
  loader.setBasedir(dirname(resolve(settings.cwd, args.positionals[0]!)));
  const vault = {
    ids: given.list('vault_ids'),
    files: given.list('vault_password_files'),
    ask: given.flag('ask_vault_pass') || settings.bool('DEFAULT_ASK_VAULT_PASS'),
  };
  if (
    vault.ids.length > 0 ||
    vault.files.length > 0 ||
    vault.ask ||
    settings.text('DEFAULT_VAULT_PASSWORD_FILE') !== '' ||
    settings.list('DEFAULT_VAULT_IDENTITY_LIST').length > 0
  ) {
    const { vaultSecrets } = await import('./passwords.ts');
    loader.setVaultSecrets(await vaultSecrets(vault, settings));
  }
  // Names in -e @file are relative to the working directory, not to the playbook.
  const playbookDir = loader.basedir;
  loader.setBasedir(settings.cwd);
  let extra = new Map<string, Value>();
  let extraVarsError: AnsibleError | undefined;
  try {
    extra = extraVars(given.list('extra_vars'), loader);
  } catch (e) {
    if (!(e instanceof AnsibleError)) throw e;
    extraVarsError = e;
  }
  const sources = inventorySources(given, settings);
  const inventory = await loadInventory({
    sources,
    settings,
    loader,
    extraVars: extra,
    ...(extraVarsError && { extraVarsError }),
  });
  if (extraVarsError !== undefined) throw extraVarsError;
  loader.setBasedir(playbookDir);
  limitHosts(inventory, given.text('subset'), settings);

  const options = runOptions(given, settings, {
    passwords,
    extra,
    sources,
    display,
    live: await liveStyle(settings),
  });
  let callbacks: CallbackManager | undefined;
  const executor = new PlaybookExecutor({
    playbooks: args.positionals,
    inventory,
    settings,
    loader,
    options,
    emit: (e) => callbacks?.emit(e),
    begin: async () => {
      callbacks = await CallbackManager.load({
        settings,
        display,
        checkMode: options.check,
        pluginRoots: args.positionals.map((p) => dirname(resolve(settings.cwd, p))),
        run: executor.run,
        argv: process.argv.slice(1),
        cliArgs: allOptions(args, settings, inventory),
        commandLine: commandLine(args, given, settings, inventory),
      });
    },
    banner: (text) => display.banner(text),
    hide: registerSecret,
    rejectedModules: rejected,
    listing: lists,
  });
  if (lists) {
    const { listPlaybooks } = await import('./listing.ts');
    await listPlaybooks(executor, args.positionals, listing, display);
    return 0;
  }
  const done = whenInterrupted(async () => {
    await executor.interrupt();
    await callbacks?.interrupt();
  });
  try {
    return await executor.execute();
  } catch (e) {
    if (e instanceof PluginExit) return e.code;
    throw e;
  } finally {
    done();
    await callbacks?.close();
  }
}

/** Applies -l. Throws where nothing is left to run on. */
function limitHosts(inventory: Inventory, limit: string | undefined, settings: Settings): void {
  let none = false;
  if (inventory.getHosts('all').length === 0) {
    none = true;
    if (settings.bool('LOCALHOST_WARNING')) {
      notices().warning(
        "provided hosts list is empty, only localhost is available. Note that the implicit localhost does not match 'all'",
      );
    }
  }
  inventory.subset(limit);
  if (!none && inventory.getHosts('all').length === 0)
    throw new AnsibleError(
      'Specified inventory, host pattern and/or --limit leaves us with no hosts to target.',
    );
}

interface Gathered {
  readonly passwords: { connection: string | undefined; become: string | undefined };
  readonly extra: Map<string, Value>;
  readonly sources: readonly string[];
  readonly display: Display;
  readonly live: RunOptions['live'];
}

/**
 * How lines of running commands are shown: dimmed, set apart from the results that follow. On a terminal, or as
 * ANSIBLE_TS_LIVE says; undefined where they are not, so that a log of today stays as it is.
 */
async function liveStyle(settings: Settings): Promise<((line: string) => string) | undefined> {
  const asked = settings.env['ANSIBLE_TS_LIVE'];
  const shown = asked === undefined || asked === '' ? isTerminal(1) : !/^(?:0|no|false|off)$/i.test(asked);
  if (!shown) return undefined;
  const { default: chalk } = await import('chalk');
  return (line) => chalk.dim(line);
}

function runOptions(given: Given, settings: Settings, more: Gathered): RunOptions {
  const { display } = more;
  const tags = given.list('tags');
  const skip = given.list('skip_tags');
  const key = given.text('private_key_file');
  return {
    verbosity: display.verbosity,
    forks: given.number('forks') ?? settings.int('DEFAULT_FORKS'),
    check: given.flag('check'),
    diff: given.flag('diff') || settings.bool('DIFF_ALWAYS'),
    // those of the command line come after those of the settings, as in Ansible
    tags: split([...settings.list('TAGS_RUN'), ...tags]),
    skipTags: split([...settings.list('TAGS_SKIP'), ...skip]),
    // an empty name is none
    startAtTask: given.text('start_at_task') || undefined,
    step: given.flag('step'),
    live: more.live,
    forceHandlers: given.flag('force_handlers') || settings.bool('DEFAULT_FORCE_HANDLERS'),
    flushCache: given.flag('flush_cache'),
    syntaxOnly: given.flag('syntax'),
    limit: given.text('subset'),
    extraVars: more.extra,
    remoteUser: given.text('remote_user'),
    connection: given.text('connection'),
    timeout: given.number('timeout'),
    privateKeyFile:
      key === undefined
        ? undefined
        : resolve(settings.cwd, key.replace(/^~(?=\/|$)/, settings.env['HOME'] ?? '~')),
    sshCommonArgs: given.text('ssh_common_args'),
    sshExtraArgs: given.text('ssh_extra_args'),
    sftpExtraArgs: given.text('sftp_extra_args'),
    scpExtraArgs: given.text('scp_extra_args'),
    become: given.flag('become') || settings.bool('DEFAULT_BECOME'),
    becomeUser: given.text('become_user'),
    becomeMethod: given.text('become_method'),
    connectionPassword: more.passwords.connection,
    becomePassword: more.passwords.become,
    prompt: async (text, { private: hidden }) => {
      const { ask, askPassword, EndOfInput } = await import('./prompt.ts');
      display.flush();
      if (!hidden) return ask(text);
      try {
        return await askPassword(text);
      } catch (e) {
        if (!(e instanceof EndOfInput)) throw e;
        return undefined;
      }
    },
    inventorySources: more.sources,
  };
}

/** What -vvvv tells of the command line: options in force, in Ansible's order. */
function commandLine(
  args: ParsedArgs,
  given: Given,
  settings: Settings,
  inventory: Inventory,
): { positional: readonly string[]; options: Map<string, Value> } {
  const options = new Map<string, Value>();
  const put = (name: string, value: OptionValue | undefined | null): void => {
    if (value === undefined || value === null || value === '' || value === false) return;
    options.set(
      name,
      Array.isArray(value) ? Tuple.from(value as string[]) : (value as string | number | boolean),
    );
  };
  const or = (name: string, setting: string): OptionValue | undefined =>
    args.given.get(name) ?? (settings.get(setting) as OptionValue | undefined);
  put('verbosity', args.given.get('verbosity'));
  for (const n of ['private_key_file']) put(n, or(n, 'DEFAULT_PRIVATE_KEY_FILE'));
  put('remote_user', or('remote_user', 'DEFAULT_REMOTE_USER'));
  put('connection', or('connection', 'DEFAULT_TRANSPORT'));
  put('timeout', or('timeout', 'DEFAULT_TIMEOUT'));
  for (const n of [
    'ssh_common_args',
    'sftp_extra_args',
    'scp_extra_args',
    'ssh_extra_args',
    'ask_pass',
    'connection_password_file',
  ])
    put(n, args.given.get(n));
  put('force_handlers', or('force_handlers', 'DEFAULT_FORCE_HANDLERS'));
  put('flush_cache', args.given.get('flush_cache'));
  put('become', or('become', 'DEFAULT_BECOME'));
  put('become_method', or('become_method', 'DEFAULT_BECOME_METHOD'));
  for (const n of ['become_user', 'become_ask_pass', 'become_password_file']) put(n, args.given.get(n));
  const tags = split([...settings.list('TAGS_RUN'), ...given.list('tags')]);
  put('tags', tags.length > 0 ? tags : ['all']);
  const skip = split(
    given.list('skip_tags').length > 0 ? given.list('skip_tags') : settings.list('TAGS_SKIP'),
  );
  if (skip.length > 0) put('skip_tags', skip);
  put('check', args.given.get('check'));
  put('diff', or('diff', 'DIFF_ALWAYS'));
  put('inventory', inventory.sources as readonly string[]);
  for (const n of ['subset', 'extra_vars', 'vault_ids', 'ask_vault_pass', 'vault_password_files'])
    put(n, args.given.get(n));
  put('forks', or('forks', 'DEFAULT_FORKS'));
  for (const n of ['module_path', 'step', 'start_at_task']) put(n, args.given.get(n));
  return { positional: args.positionals, options };
}

/** All options of the command line by name, those in force where it did not give them: for plugins in Python. */
function allOptions(args: ParsedArgs, settings: Settings, inventory: Inventory): Map<string, Value> {
  const inForce: Readonly<Record<string, string>> = {
    private_key_file: 'DEFAULT_PRIVATE_KEY_FILE',
    remote_user: 'DEFAULT_REMOTE_USER',
    connection: 'DEFAULT_TRANSPORT',
    timeout: 'DEFAULT_TIMEOUT',
    force_handlers: 'DEFAULT_FORCE_HANDLERS',
    become: 'DEFAULT_BECOME',
    become_method: 'DEFAULT_BECOME_METHOD',
    diff: 'DIFF_ALWAYS',
    forks: 'DEFAULT_FORKS',
  };
  const out = new Map<string, Value>();
  for (const { dest, action } of playbookSpec(undefined).options) {
    if (action === 'help') continue;
    let value = args.given.get(dest) as Value | undefined;
    if (value === undefined && inForce[dest] !== undefined) value = settings.get(inForce[dest]) as Value;
    if (value === undefined) value = action === 'flag' ? false : action === 'count' ? 0 : null;
    if (action === 'append' && dest !== 'module_path')
      value = Array.isArray(value) ? Tuple.from(value) : new Tuple();
    out.set(dest, value);
  }
  out.set('version', null);
  out.set('inventory', Tuple.from(inventory.sources as readonly string[]));
  const tags = (name: string, setting: string): Value =>
    Tuple.from(split([...settings.list(setting), ...new Given(args).list(name)]));
  const only = tags('tags', 'TAGS_RUN') as Tuple;
  out.set('tags', only.length > 0 ? only : Tuple.from(['all']));
  out.set('skip_tags', tags('skip_tags', 'TAGS_SKIP'));
  out.set('args', Tuple.from(args.positionals));
  return out;
}
