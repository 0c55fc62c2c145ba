import { notices } from '../errors/notices.ts';
import {
  invocationOf,
  redact,
  redactMessage,
  takeArguments,
  wantsEnvironment,
} from '../module/argspec/index.ts';
import { type ModuleDefinition, ModuleFailure, type ModuleRoute } from '../module/define.ts';
import { actions } from '../playbook/actions.ts';
import { collectionRoots } from '../playbook/collections.ts';
import type { ResolvedAction } from '../playbook/context.ts';
import { nearestName } from '../playbook/nearest.ts';
import type { Task } from '../playbook/task.ts';
import { BecomeRefused } from '../target/become-refused.ts';
import type { Target } from '../target/types.ts';
import type { Templar } from '../template/templar.ts';
import { fromPlain } from '../value/plain.ts';
import { str } from '../value/repr.ts';
import type { Scope } from '../value/scope.ts';
import { asText } from '../value/text.ts';
import { type Dict, UnsafeText, type Value } from '../value/types.ts';
import type { RunContext } from './context.ts';
import { addPython, discovery } from './discovered-python.ts';
import { lazyTarget } from './lazy-target.ts';
import { moduleContext } from './module-context.ts';
import { withModuleDefaults } from './module-defaults.ts';
import { addLines, failureOf, refusedResult } from './module-result.ts';

/** One call of a module. */
export interface ModuleCall {
  readonly action: ResolvedAction;
  readonly args: Dict;
  readonly task: Task;
  readonly host: string;
  readonly scope: Scope;
  readonly templar: Templar;
  readonly checkMode: boolean;
  readonly diff: boolean;
  readonly noLog: boolean;
  readonly signal: AbortSignal;
  /** Opens the host, as the task's keywords and variables say. */
  readonly open: () => Promise<Target>;
  readonly route?: ModuleRoute;
  live(line: string): void;
  /** Where its files are searched, in the place of the task's own folders. */
  readonly folders?: readonly string[];
  /** Told what is wrong with the output of a module in Python. */
  readonly warn?: (message: string) => void;
}

/** Runs a module and gives its result as Ansible's dict, texts marked as unsafe unless they are the user's own. */
export async function runModule(run: RunContext, call: ModuleCall): Promise<Dict> {
  if (call.action.kind === 'foreign') return runForeign(run, call);
  const module = await run.registry.load(call.action.fqcn);
  return runNative(run, call, module);
}

/** As modules' names stand in messages: ours of ansible.builtin came as ansible.legacy in Ansible. */
function shownName(call: ModuleCall): string {
  const { fqcn } = call.action;
  const short = fqcn.slice(fqcn.lastIndexOf('.') + 1);
  const written = call.task.action;
  // an action of Ansible's that calls the module, or a module that another one calls
  const called = byAction.has(short) || written.slice(written.lastIndexOf('.') + 1) !== short;
  if (!called) return written;
  return fqcn
    .replace(/^ansible\.builtin\./, 'ansible.legacy.')
    .replace(/^(ansible\.legacy)\.shell$/, '$1.command');
}

/** The modules that Ansible reaches through an action of the same name. */
const byAction = new Set(
  'assemble command copy gather_facts service shell template unarchive uri yum'.split(' '),
);

async function runNative(
  run: RunContext,
  call: ModuleCall,
  module: ModuleDefinition<unknown>,
): Promise<Dict> {
  const own = actions.ownFacts.has(call.task.action);
  const control = module.side === 'control';
  const warnings: string[] = [];
  const deprecations: Value[] = [];
  let secrets: ReadonlySet<string> = new Set();
  let invocation: Dict | undefined;
  let finding: Promise<string | undefined> | undefined;
  let result: Dict;
  let checked = false;
  try {
    if (call.checkMode && !module.supportsCheckMode) {
      return dict([
        ['skipped', true],
        ['msg', `remote module (${shownName(call)}) does not support check mode`],
      ]);
    }
    const raw = call.args.get('_raw_params');
    const freeForm = module.freeForm === true && raw !== undefined ? str(raw) : undefined;
    let args = call.args;
    if (module.freeForm === true && raw !== undefined) {
      args = new Map(args);
      args.delete('_raw_params');
    }
    const environment =
      !control && wantsEnvironment(module, args) ? await (await call.open()).environment() : undefined;
    if (module.oldValues) args = withoutOldValues(module.oldValues, args, deprecations);
    const options = {
      environment,
      moduleName: control ? call.action.fqcn.slice(call.action.fqcn.lastIndexOf('.') + 1) : shownName(call),
      invocation: !control,
    };
    const { validated, refused } = takeArguments(module, args, options);
    if (refused !== undefined && !call.noLog) hintOfParameters(module, refused);
    checked = true;
    secrets = validated.noLogValues;
    for (const s of secrets) run.hide(s);
    warnings.push(...validated.warnings);
    for (const d of validated.deprecations) deprecations.push(fromPlain({ ...d }));
    const target = control ? lazyTarget(call.host, call.open) : await call.open();
    const params = validated.expandPaths
      ? await validated.expandPaths((p) => target.expand(p))
      : validated.params;
    if (!control) invocation = shownInvocation(call, module, validated.moduleArgs, freeForm, secrets);
    const ctx = moduleContext(run, {
      call,
      params,
      freeForm,
      target,
      refused,
      warnings,
      deprecations,
      showArgument: (name, value) => {
        const shown = invocation?.get('module_args');
        if (!(shown instanceof Map)) return;
        if (value === undefined) shown.delete(name);
        else shown.set(name, value);
      },
      runModule: async (name, moreArgs) => {
        const action = run.registry.resolve(name, []);
        if (!action) throw new ModuleFailure(`The module ${name} was not found in configured module paths`);
        const all = await withModuleDefaults(run, call.task, action.fqcn, moreArgs, call.templar);
        return runModule(run, { ...call, action, args: all });
      },
    });
    // a session of the account that goes would keep it in use
    const leaving = call.action.fqcn === 'ansible.builtin.user' && validated.params.state === 'absent';
    if (leaving) await run.pool.closeSessionsOf(String(validated.params.name));
    // asked together with the module's first question
    const discover = control ? undefined : await discovery(run, call);
    finding = discover?.(target);
    const plain = await module.run(ctx);
    result = fromPlain(plain, !own, true) as Dict;
  } catch (e) {
    result = failureOf(e, own, call.action.fqcn);
    if (!checked && !call.noLog) hintOfParameters(module, e);
    if (module.checkedByAction && !checked && result.get('failed') === true)
      result.set('exception', 'NoneType: None\n');
    if (result.has('invocation')) invocation = undefined;
  }
  if (!result.has('changed') && !control) result.set('changed', false);
  if (!control) addLines(result);
  addPython(result, await finding);
  if (secrets.size > 0) result = redact(result, secrets);
  if (warnings.length > 0)
    result.set('warnings', [
      ...listAt(result, 'warnings'),
      ...warnings.map((w) => new UnsafeText(redactMessage(w, secrets))),
    ]);
  if (deprecations.length > 0)
    result.set('deprecations', [...listAt(result, 'deprecations'), ...deprecations]);
  if (invocation && !result.has('invocation'))
    for (const [k, v] of fromPlain(
      new Map([['invocation', invocation.get('module_args') === undefined ? null : invocation]]),
      true,
    ) as Dict)
      result.set(k, v);
  return result;
}

/**
 * `invocation` as Ansible's module would have it: the free-form text as `_raw_params`, and without the options that
 * its release does not know unless they were given.
 */
function shownInvocation(
  call: ModuleCall,
  module: ModuleDefinition<unknown>,
  moduleArgs: Dict,
  freeForm: string | undefined,
  secrets: ReadonlySet<string>,
): Dict | undefined {
  if (noInvocation.has(call.action.fqcn)) return undefined;
  const shown: Dict = new Map();
  const command =
    call.action.fqcn === 'ansible.builtin.command' || call.action.fqcn === 'ansible.builtin.shell';
  const cmd = command ? moduleArgs.get('cmd') : undefined;
  if (freeForm !== undefined) shown.set('_raw_params', freeForm);
  else if (cmd !== undefined && cmd !== null) shown.set('_raw_params', cmd);
  for (const [k, v] of moduleArgs) {
    const name = asText(k) ?? '';
    if (name === '_raw_params' && shown.has(k)) continue;
    if (module.options[name]?.unlisted && (!call.args.has(k) || (command && name === 'cmd'))) continue;
    shown.set(k, module.options[name]?.censored && v !== null ? 'VALUE_SPECIFIED_IN_NO_LOG_PARAMETER' : v);
  }
  if (command) shown.set('_uses_shell', call.action.fqcn === 'ansible.builtin.shell');
  return invocationOf(shown, secrets);
}

/** Modules that Ansible carries out by an action alone, so that the result has no `invocation`. */
const noInvocation = new Set([
  'ansible.builtin.raw',
  'ansible.builtin.script',
  'ansible.builtin.fetch',
  'ansible.builtin.wait_for_connection',
  'ansible.builtin.package',
]);

/** Says which parameters are near to those that the module does not have. */
function hintOfParameters(module: ModuleDefinition<unknown>, e: unknown): void {
  const found =
    e instanceof Error ? /^Unsupported parameters for \(.*?\) module: (.*?)\. /.exec(e.message) : null;
  if (!found) return;
  const names = Object.entries(module.options).flatMap(([n, o]) =>
    o.unlisted || n.startsWith('_') ? [] : [n, ...(o.aliases ?? [])],
  );
  if (module.fileCommonArgs) names.push('owner', 'group', 'mode', 'attributes');
  const hints = (found[1] as string).split(', ').flatMap((n) => nearestName(n, names) ?? []);
  if (hints.length > 0) notices().warning(hints.join(' '));
}

/** Values of the first releases in their form of today. */
function withoutOldValues(
  old: NonNullable<ModuleDefinition['oldValues']>,
  args: Dict,
  deprecations: Value[],
): Dict {
  let out = args;
  for (const [option, values] of Object.entries(old)) {
    const given = asText(args.get(option) ?? null);
    if (given === undefined || !Object.hasOwn(values, given)) continue;
    const now = values[given] as string;
    if (out === args) out = new Map(args);
    out.set(option, now);
    deprecations.push(
      fromPlain({
        msg: `State '${given}' is deprecated. Using state '${now}' instead.`,
        version: '2.9',
      }),
    );
  }
  return out;
}

const listAt = (d: Dict, key: string): Value[] => {
  const v = d.get(key);
  return Array.isArray(v) ? v : v === undefined || v === null ? [] : [v];
};

const dict = (entries: ReadonlyArray<readonly [string, Value]>): Dict => new Map<Value, Value>(entries);

async function runForeign(run: RunContext, call: ModuleCall): Promise<Dict> {
  const { runForeignModule } = await import('../python/index.ts');
  let target: Target;
  try {
    target = await call.open();
  } catch (e) {
    if (e instanceof BecomeRefused) return refusedResult(e, call.action.fqcn);
    throw e;
  }
  const interpreter = call.scope.get('ansible_python_interpreter') ?? run.settings.text('INTERPRETER_PYTHON');
  const result = await runForeignModule({
    path: call.action.path as string,
    args: call.args,
    target,
    meta: { checkMode: call.checkMode, diff: call.diff, noLog: call.noLog, verbosity: run.options.verbosity },
    moduleUtilsPaths: run.registry.moduleUtilsPaths,
    collectionPaths: collectionRoots(run).map((r) => r.replace(/\/ansible_collections\/?$/, '')),
    interpreter: asText(await call.templar.template(interpreter)),
    interpreterFor: async (name) => {
      const set = call.scope.get(`ansible_${name}_interpreter`);
      return set === undefined ? undefined : asText(await call.templar.template(set))?.trim();
    },
    signal: call.signal,
    warn: call.warn,
  });
  const out = fromPlain(result, true) as Dict;
  addLines(out);
  addPython(out, await (await discovery(run, call))?.(target));
  return out;
}
