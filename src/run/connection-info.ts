import type { SettingValue } from '../config/setting.ts';
import type { Settings } from '../config/settings.ts';
import { AnsibleError } from '../errors/ansible-error.ts';
import type { Task } from '../playbook/task.ts';
import type { BecomeInfo, ConnectionInfo } from '../target/types.ts';
import type { Templar } from '../template/templar.ts';
import { str } from '../value/repr.ts';
import type { Scope } from '../value/scope.ts';
import { asText } from '../value/text.ts';
import { PyFloat, type Value } from '../value/types.ts';
import { type KeywordValues, looseBool } from './keyword-values.ts';
import type { RunOptions } from './options.ts';

/** What a variable holds, as the settings room reads it. */
function plain(v: Value): SettingValue {
  const text = asText(v);
  if (text !== undefined) return text;
  if (v instanceof PyFloat) return v.value;
  if (Array.isArray(v)) return v.map((x) => str(x));
  if (v === null || typeof v === 'boolean' || typeof v === 'number') return v;
  return String(v);
}

const become = (name: string): string =>
  name.startsWith('ansible.builtin.') || name.startsWith('community.general.')
    ? name.slice(name.lastIndexOf('.') + 1)
    : name;

/** Reads variables of a host for connection options; each is templated once. */
class HostVarReader {
  readonly #values = new Map<string, SettingValue>();
  constructor(
    private readonly scope: Scope,
    private readonly templar: Templar,
  ) {}
  /** Templates those of `names` that are set, so that `get` can stay synchronous. Gives what they hold as one text. */
  async read(names: Iterable<string>): Promise<string> {
    let held = '';
    for (const n of names) {
      if (!this.#values.has(n)) {
        const raw = this.scope.get(n);
        if (raw === undefined) continue;
        this.#values.set(n, plain(await this.templar.template(raw)));
      }
      const value = this.#values.get(n);
      held += `${n}\0${typeof value === 'string' ? value : JSON.stringify(value)}\0${typeof value}\0`;
    }
    return held;
  }
  get = (name: string): SettingValue | undefined => this.#values.get(name);
}

/** Plugins that look at the variable of their own name for the address; others know it and pass it over. */
const addressed = /^(?:community\.(?:docker|general)\.)?(?:docker|lxd)$/;

/** The options of a connection plugin, and their values where no variable sets them: made once for a run. */
class ConnectionPlan {
  /** The plugin that has an option of this name. */
  readonly home: (option: string) => string;
  readonly #names: readonly string[];
  readonly #vars: readonly string[];
  readonly #unset: Readonly<Record<string, string>>;
  readonly #made = new Map<string, Readonly<Record<string, string>>>();

  constructor(
    private readonly settings: Settings,
    plugin: string,
  ) {
    const own = settings.pluginOptions('connection', plugin);
    // what paramiko's plugin has no option for (port, key file) comes from the play, as for ssh
    this.#names = /paramiko/.test(plugin)
      ? [...new Set([...own, ...settings.pluginOptions('connection', 'ssh')])]
      : own;
    this.home = (option) => (own.includes(option) ? plugin : 'ssh');
    this.#vars = [...new Set(this.#names.flatMap((o) => this.#varsOf(o)))];
    this.#unset = this.#with(() => undefined);
  }

  #varsOf(option: string): readonly string[] {
    return this.settings.pluginVars('connection', this.home(option), option);
  }

  #with(get: (name: string) => SettingValue | undefined): Record<string, string> {
    const out: Record<string, string> = {};
    for (const o of this.#names) {
      const v = this.settings.plugin('connection', this.home(o), o, get);
      if (v === null || v === undefined) continue;
      const text = Array.isArray(v) ? v.join(',') : String(v);
      out[o] = text;
      // targets know an option by the variables that set it
      for (const n of this.#varsOf(o)) out[n] = text;
    }
    return out;
  }

  /** Every option by its name and by those of its variables; the same object where the variables are the same. */
  async values(vars: HostVarReader): Promise<Readonly<Record<string, string>>> {
    const key = await vars.read(this.#vars);
    if (key === '') return this.#unset;
    let made = this.#made.get(key);
    if (made === undefined) {
      if (this.#made.size >= 1000) this.#made.clear();
      made = this.#with(vars.get);
      this.#made.set(key, made);
    }
    return made;
  }
}

const plans = new WeakMap<Settings, Map<string, ConnectionPlan>>();
function planOf(settings: Settings, plugin: string): ConnectionPlan {
  let known = plans.get(settings);
  if (!known) {
    known = new Map();
    plans.set(settings, known);
  }
  let plan = known.get(plugin);
  if (!plan) {
    plan = new ConnectionPlan(settings, plugin);
    known.set(plugin, plan);
  }
  return plan;
}

/** What the caller knows of the host. */
export interface HostToReach {
  readonly name: string;
  readonly address: string;
  readonly scope: Scope;
  readonly templar: Templar;
  /** The implicit localhost is reached without a connection unless the inventory says otherwise. */
  readonly implicit: boolean;
}

/** How to reach a host for a task: variables win over keywords, keywords over the command line and the settings. */
export async function connectionInfo(
  task: Task,
  keywords: KeywordValues,
  host: HostToReach,
  settings: Settings,
  options: RunOptions,
): Promise<ConnectionInfo> {
  const vars = new HostVarReader(host.scope, host.templar);
  await vars.read([
    'ansible_connection',
    'ansible_host',
    'ansible_ssh_host',
    'ansible_shell_executable',
    'ansible_remote_tmp',
    'ansible_python_interpreter',
  ]);
  let connection = String(
    vars.get('ansible_connection') ??
      (await keywords.text('connection')) ??
      options.connection ??
      settings.text('DEFAULT_TRANSPORT'),
  );
  if (connection.startsWith('ansible.builtin.')) connection = connection.slice(16);
  const plugin =
    connection === 'smart' || connection === 'ssh2' || connection === 'openssh' ? 'ssh' : connection;
  const plan = planOf(settings, plugin);
  const out = await plan.values(vars);
  const home = plan.home;
  const text = (o: string): string | undefined =>
    out[o] === undefined || out[o] === '' ? undefined : out[o];
  const port = (await keywords.int('port')) ?? undefined;
  const fromVars = (option: string): boolean =>
    settings.pluginVars('connection', home(option), option).some((n) => vars.get(n) !== undefined);
  // keywords stand between variables and the command line's and settings' own values
  const user = fromVars('remote_user')
    ? text('remote_user')
    : ((await keywords.text('remote_user')) ?? options.remoteUser ?? text('remote_user'));
  const addressVars = addressed.test(plugin) ? settings.pluginVars('connection', plugin, 'remote_addr') : [];
  const ownAddress = addressVars.at(-1);
  const address = String(
    (ownAddress === undefined ? undefined : vars.get(ownAddress)) ??
      vars.get('ansible_host') ??
      vars.get('ansible_ssh_host') ??
      host.address,
  );
  return {
    connection,
    host: host.name,
    address,
    port: fromVars('port')
      ? Number(text('port'))
      : (port ?? (text('port') === undefined ? undefined : Number(text('port')))),
    user,
    password: fromVars('password') ? text('password') : (options.connectionPassword ?? text('password')),
    privateKeyFile: fromVars('private_key_file')
      ? text('private_key_file')
      : (options.privateKeyFile ?? text('private_key_file')),
    privateKeyPassphrase: text('private_key_passphrase'),
    timeout: Number(
      fromVars('timeout')
        ? text('timeout')
        : (options.timeout ?? text('timeout') ?? settings.int('DEFAULT_TIMEOUT')),
    ),
    become: await becomeInfo(task, keywords, vars, settings, options),
    executable: String(vars.get('ansible_shell_executable') ?? settings.text('DEFAULT_EXECUTABLE')),
    remoteTmp: String(
      vars.get('ansible_remote_tmp') ?? settings.plugin('shell', 'sh', 'remote_tmp') ?? '~/.ansible/tmp',
    ),
    options: out,
  };
}

async function becomeInfo(
  task: Task,
  keywords: KeywordValues,
  vars: HostVarReader,
  settings: Settings,
  options: RunOptions,
): Promise<BecomeInfo | undefined> {
  await vars.read(['ansible_become', 'ansible_become_method']);
  const own = vars.get('ansible_become');
  const wanted =
    own !== undefined
      ? looseBool(own as Value)
      : task.get('become') !== undefined
        ? ((await keywords.bool('become')) ?? false)
        : options.become || settings.bool('DEFAULT_BECOME');
  if (!wanted) return undefined;
  const method = become(
    String(
      vars.get('ansible_become_method') ??
        (await keywords.text('become_method')) ??
        options.becomeMethod ??
        settings.text('DEFAULT_BECOME_METHOD'),
    ),
  );
  const names = checkBecomeMethod(method, settings);
  await vars.read(names.flatMap((o) => settings.pluginVars('become', method, o)));
  const get = (option: string): string | undefined => {
    if (!names.includes(option)) return undefined;
    const v = settings.plugin('become', method, option, vars.get);
    return v === null || v === undefined || v === '' ? undefined : String(v);
  };
  const fromVars = (option: string): boolean =>
    settings.pluginVars('become', method, option).some((n) => vars.get(n) !== undefined);
  const user = fromVars('become_user')
    ? get('become_user')
    : ((await keywords.text('become_user')) ?? options.becomeUser ?? get('become_user'));
  return {
    method,
    user: user ?? 'root',
    password: fromVars('become_pass') ? get('become_pass') : (options.becomePassword ?? get('become_pass')),
    exe: fromVars('become_exe')
      ? get('become_exe')
      : ((await keywords.text('become_exe')) ?? get('become_exe')),
    flags: fromVars('become_flags')
      ? get('become_flags')
      : ((await keywords.text('become_flags')) ?? get('become_flags')),
  };
}

/** The options of a become method; throws where there is no such method. */
export function checkBecomeMethod(name: string, settings: Settings): readonly string[] {
  const method = become(name);
  const names = settings.pluginOptions('become', method);
  if (names.length === 0)
    throw new AnsibleError(
      `Invalid become method specified, could not find matching plugin: '${method}'. Use \`ansible-doc -t become -l\` to list available plugins.`,
      { kind: 'plugin-not-found' },
    );
  return names;
}
