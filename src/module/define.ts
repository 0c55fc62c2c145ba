import type { ConnectionInfo, Target } from '../target/types.ts';
import type { PlainObject } from '../value/plain.ts';
import type { Scope } from '../value/scope.ts';
import type { Dict, Value } from '../value/types.ts';

export type OptionType =
  | 'str'
  | 'bool'
  | 'int'
  | 'float'
  | 'list'
  | 'dict'
  | 'path'
  | 'raw'
  | 'json'
  | 'jsonarg'
  | 'bytes'
  | 'bits';

/** One parameter of a module, as Ansible's argument spec has it; validated and documented from this one place. */
export interface OptionSpec {
  readonly description: string | readonly string[];
  /** Default 'str'. */
  readonly type?: OptionType;
  readonly elements?: OptionType;
  readonly required?: boolean;
  readonly default?: Value;
  readonly choices?: readonly Value[];
  readonly aliases?: readonly string[];
  readonly noLog?: boolean;
  /** Names of environment variables that give it where the task does not. */
  readonly fallbackEnv?: readonly string[];
  /** Sub-options of a dict, or of the dicts of a list. */
  readonly options?: Readonly<Record<string, OptionSpec>>;
  readonly applyDefaults?: boolean;
  readonly mutuallyExclusive?: readonly (readonly string[])[];
  readonly requiredTogether?: readonly (readonly string[])[];
  readonly requiredOneOf?: readonly (readonly string[])[];
  readonly requiredIf?: readonly RequiredIf[];
  readonly requiredBy?: Readonly<Record<string, readonly string[]>>;
  readonly deprecatedAliases?: ReadonlyArray<{
    readonly name: string;
    readonly version?: string;
    readonly date?: string;
    readonly collection?: string;
  }>;
  readonly removedInVersion?: string;
  readonly removedFromCollection?: string;
  readonly versionAdded?: string;
  /** Never shown in `invocation`, though it may stand in the result. */
  readonly censored?: boolean;
  /** Accepted, but not named in "Supported parameters include" (parameters of other Ansible releases). */
  readonly unlisted?: boolean;
}

/** [parameter, value, needed parameters, any of them is enough]. */
export type RequiredIf = readonly [string, Value, readonly string[], boolean?];

export interface ReturnSpec {
  readonly description: string | readonly string[];
  readonly returned: string;
  readonly type: string;
  readonly sample?: Value;
}

/** What a module gives back: Ansible's result keys. `changed` defaults to false. */
export interface ModuleResult extends PlainObject {
  readonly changed?: boolean;
  readonly failed?: boolean;
  readonly skipped?: boolean;
  readonly msg?: PlainObject[string];
}

/** Thrown by a module to fail: becomes {failed: true, msg, ...details}. */
export class ModuleFailure extends Error {
  constructor(
    message: string,
    readonly details: PlainObject = {},
  ) {
    super(message);
    this.name = 'ModuleFailure';
  }
}

/** What a module gets. `P` is the shape of its validated parameters. */
export interface ModuleContext<P> {
  /** Validated, defaults filled in, texts unwrapped (no UnsafeText): safe to hand to a target. */
  readonly params: P;
  /** The arguments as templated, marks of unsafe text kept: for modules whose arguments go back into variables. */
  readonly rawParams: Dict;
  /** The free-form text (`_raw_params`), where the module takes one. */
  readonly freeForm: string | undefined;
  readonly target: Target;
  /** The module's name as the task has it; undefined in tests. */
  readonly action?: string | undefined;
  /** How the hosts of the task are reached: for what makes a connection of its own (synchronize). */
  readonly route?: ModuleRoute | undefined;
  readonly checkMode: boolean;
  readonly diff: boolean;
  readonly verbosity: number;
  readonly noLog: boolean;
  /** Ends with the task's timeout or the run's interrupt. */
  readonly signal: AbortSignal;
  /** The task's variables, raw. */
  readonly vars: Scope;
  readonly templar: ModuleTemplar;
  readonly files: FileSearch;
  /** Facts of the host that were gathered before, without the `ansible_` prefix; empty where none. */
  fact(name: string): Value | undefined;
  warn(message: string): void;
  /** What `invocation` shows for a parameter that the module worked out itself; undefined: nothing. */
  showArgument?(name: string, value: Value | undefined): void;
  deprecate(message: string, version?: string): void;
  /** A line of live output (shown only where that is on). */
  live(line: string): void;
  /** A setting of ansible.cfg / ANSIBLE_*, by its name in the settings table. */
  setting(name: string): Value;
  /** Runs another module on the same target with these arguments (already templated). */
  runModule(name: string, args: Dict): Promise<Dict>;
  /** Why the module refuses the arguments that Ansible's action hands on to (`leniently`); to throw before it acts. */
  readonly refused?: ModuleFailure | undefined;
  /** Result of registering secrets: every later log masks them. */
  hide(secret: string): void;
}

/** The ways between the control node and the hosts of a task. */
export interface ModuleRoute {
  /** Name of the host that the task is delegated to. */
  readonly delegate: string | undefined;
  /** How the host of the inventory is reached, whomever the task is delegated to. */
  inventoryHost(): Promise<ConnectionInfo>;
  /** How the host is reached that the task acts on. */
  actingHost(): Promise<ConnectionInfo>;
  /** Ends the sessions of that host and opens one anew, in at most `timeout` seconds where that is given. */
  reconnect(timeout: number | undefined): Promise<Target>;
  /** The control node itself, with the task's environment, without become. */
  control(): Promise<Target>;
}

/** What a module may ask of the template engine. */
export interface ModuleTemplar {
  /** Renders any value with the task's variables. */
  template(value: Value, options?: TemplateRequest): Promise<Value>;
  /** Renders the text of a template file: always text, as the template module does. */
  render(text: string, options?: TemplateRequest): Promise<string>;
  /** A bare condition, as `when` has it. */
  condition(condition: Value, extra?: Map<string, Value>): Promise<boolean>;
}

export interface TemplateRequest {
  /** More variables, over the task's. */
  readonly extra?: Map<string, Value> | undefined;
  /** Directories that `include` and `import` of templates search. */
  readonly searchPath?: readonly string[] | undefined;
  readonly newlineSequence?: string | undefined;
  readonly trimBlocks?: boolean | undefined;
  readonly lstripBlocks?: boolean | undefined;
  readonly blockStart?: string | undefined;
  readonly blockEnd?: string | undefined;
  readonly variableStart?: string | undefined;
  readonly variableEnd?: string | undefined;
  readonly commentStart?: string | undefined;
  readonly commentEnd?: string | undefined;
  /** The file that the text stands in, for errors. */
  readonly file?: string | undefined;
}

/** Files of the control node, searched as the task's place (role, play, including file) says. */
export interface FileSearch {
  /** Full path of `name` in `kind` ("files", "templates", "vars", "tasks") of the role and the play; throws AnsibleError file-not-found with Ansible's text and the paths tried. */
  find(kind: string, name: string): Promise<string>;
  /** The directories searched for `kind`, most specific first. */
  searchPath(kind: string): readonly string[];
  readonly baseDir: string;
  readonly roleDir: string | undefined;
  /** Contents, vault-decrypted where encrypted; `encrypted` tells which. */
  read(path: string): Promise<{ readonly data: Buffer; readonly encrypted: boolean }>;
  /** A path on the control node that holds the decrypted contents (the path itself where it is not encrypted). */
  plainFile(path: string): Promise<string>;
  /** Parses YAML or JSON text with positions and vault, as the loader does. */
  parse(text: string, file: string): Value;
}

/** The module to which an action of Ansible's hands its arguments on. */
export interface HandedOn {
  readonly name: string;
  readonly spec: Pick<ModuleDefinition<never>, 'options' | 'fileCommonArgs' | 'mutuallyExclusive'>;
  /** Arguments that the action keeps to itself. */
  readonly keeps: readonly string[];
}

export interface ModuleDefinition<P = PlainObject> {
  readonly shortDescription: string;
  readonly description: string | readonly string[];
  readonly options: Readonly<Record<string, OptionSpec>>;
  readonly returns?: Readonly<Record<string, ReturnSpec>>;
  readonly examples?: string;
  readonly notes?: readonly string[];
  /** Where the documented behaviour is from (Ansible's documentation page). */
  readonly source?: string;
  readonly mutuallyExclusive?: readonly (readonly string[])[];
  readonly requiredTogether?: readonly (readonly string[])[];
  readonly requiredOneOf?: readonly (readonly string[])[];
  readonly requiredIf?: readonly RequiredIf[];
  readonly requiredBy?: Readonly<Record<string, readonly string[]>>;
  /** Adds owner, group, mode, attributes, selevel, serole, setype, seuser, unsafe_writes. */
  readonly fileCommonArgs?: boolean;
  /** `module: free text` is allowed (the text is `freeForm`, other k=v words are parameters). */
  readonly freeForm?: boolean;
  /** Any argument name is allowed (set_fact, add_host ...); `options` documents the known ones. */
  readonly anyArguments?: boolean;
  /** False: skipped in check mode with Ansible's message "remote module (X) does not support check mode". */
  readonly supportsCheckMode: boolean;
  /**
   * 'target' runs on the host; 'control' needs no connection to it (debug, set_fact, fail ...): the context's target
   * is then opened only when it is used.
   */
  readonly side?: 'target' | 'control';
  /** Runs once for all hosts of the batch (add_host, pause), as Ansible's BYPASS_HOST_LOOP. */
  readonly oncePerBatch?: boolean;
  /** Values of options in the first releases and what they are today; each use warns. */
  readonly oldValues?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Looks at the arguments before they are held against the options, where Ansible's action speaks first. */
  readonly beforeArguments?: (args: Dict) => void;
  /** Ansible checks these options in an action: a refusal carries the traceback of the moment. */
  readonly checkedByAction?: boolean;
  /**
   * Ansible carries it out by an action that refuses no argument: what it does not know is passed over, what is no
   * bool is false. The module that it hands the arguments on to may refuse them: see `ModuleContext.refused`.
   */
  readonly leniently?: { handsOn?(args: Dict): HandedOn };
  /** Lists and dicts in these options are handed over untemplated (assert's `that`). */
  readonly untemplatedOptions?: readonly string[];
  /** Whether `async` makes sense; default true for 'target' modules. */
  readonly supportsAsync?: boolean;
  run(ctx: ModuleContext<P>): Promise<ModuleResult>;
}

/** Declares a module; the name is that of its file, the collection that of its folder. */
export function defineModule<P>(definition: ModuleDefinition<P>): ModuleDefinition<P> {
  return definition;
}
