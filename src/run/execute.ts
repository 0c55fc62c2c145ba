import { AnsibleError, UndefinedVariableError } from '../errors/ansible-error.ts';
import { notices, tellingFor } from '../errors/notices.ts';
import type { Host } from '../inventory/host.ts';
import { actions, isDynamicTaskInclude } from '../playbook/actions.ts';
import type { Play } from '../playbook/play.ts';
import type { Task } from '../playbook/task.ts';
import type { Templar } from '../template/templar.ts';
import { str } from '../value/repr.ts';
import { asText } from '../value/text.ts';
import { type Dict, Tuple, type Value } from '../value/types.ts';
import { runAttempts } from './attempts.ts';
import { checkConnection, checkPlugins } from './connection-check.ts';
import { ConnectionScope } from './connection-variables.ts';
import type { RunContext } from './context.ts';
import { delegate } from './delegation.ts';
import { keywordError } from './error-outcome.ts';
import type { TaskView } from './events.ts';
import { KeywordValues } from './keyword-values.ts';
import { withModuleDefaults } from './module-defaults.ts';
import { newOutcome, type Outcome } from './outcome.ts';
import { collectionsOf } from './task-collections.ts';
import type { TaskScope } from './task-executor.ts';
import { taskEnvironment } from './task-target.ts';

/** One execution of a task: for a host, or for one item of its loop. */
export interface Execution {
  readonly play: Play;
  readonly host: Host;
  readonly task: Task;
  readonly view: TaskView;
  readonly scope: TaskScope;
  /** The loop could not be evaluated: raised unless the task is skipped. */
  readonly loopError: AnsibleError | undefined;
  /** Variables of the loop item. */
  readonly loopVars?: ReadonlyMap<string, Value> | undefined;
}

/** Condition, delegation, arguments, then the module with its retries. */
export async function executeOnce(run: RunContext, given: Execution): Promise<Outcome> {
  const seen = new ConnectionScope(given.scope.scope, run, given);
  const templar = run.templar(seen, given.task);
  const ex = given.task.action.includes('{') ? await withActionNamed(given, templar) : given;
  const { task } = ex;
  const keywords = new KeywordValues(task, templar, run.omit);
  const noLog =
    (task.get('no_log') === undefined ? run.settings.bool('DEFAULT_NO_LOG') : await earlyNoLog(keywords)) ??
    false;
  const skipped = await unmetCondition(task, templar, ex);
  if (skipped) return withFlags(newOutcome(skipped), noLog, false);
  if (ex.loopError) throw ex.loopError;
  const includes = isDynamicTaskInclude(task.action) || actions.includeRole.has(task.action);
  const delegated = includes ? undefined : await delegate(run, ex, templar, keywords);
  await checkConnection(run, ex, delegated, templar, keywords);
  if (isDynamicTaskInclude(task.action)) return await taskInclude(ex, templar);
  if (actions.includeRole.has(task.action)) return roleInclude(ex);
  await keywords.settle();
  const ignoreErrors = (await keywords.bool('ignore_errors')) ?? false;
  const ignoreUnreachable = (await keywords.bool('ignore_unreachable')) ?? false;
  if (asText(task.get('debugger') ?? null) !== undefined)
    checkDebugger(await keywords.text('debugger'), task);
  const environment = await taskEnvironment(task, templar, ex.scope.own);
  const args = await taskArguments(run, ex, templar, delegated?.templar ?? templar);
  await checkPlugins(run, ex, delegated, templar, keywords);
  // written out: a spread of this many keys is among the dearest things of a loop item
  const outcome = await runAttempts(run, {
    play: ex.play,
    host: ex.host,
    task,
    view: ex.view,
    scope: ex.scope,
    seen,
    loopError: ex.loopError,
    loopVars: ex.loopVars,
    templar,
    keywords,
    args,
    delegated,
    noLog,
    environment,
  });
  outcome.ignoreUnreachable = ignoreUnreachable;
  outcome.args = args;
  if (ex !== given) outcome.action = task.action;
  return withFlags(outcome, noLog, ignoreErrors);
}

const debuggerTimes = ['on_unreachable', 'on_failed', 'on_skipped', 'never', 'always'];

function checkDebugger(value: string | undefined, task: Task): void {
  if (value === undefined || value === '' || debuggerTimes.includes(value)) return;
  throw new AnsibleError(
    `'${value}' is not a valid value for debugger. Must be one of ${debuggerTimes.join(', ')}`,
    { kind: 'parser', position: task.position },
  );
}

/** A task whose action is a template, as a copy with the name that it gives here. */
async function withActionNamed(ex: Execution, templar: Templar): Promise<Execution> {
  let name: string | undefined;
  try {
    name = asText(await templar.template(ex.task.action));
  } catch (e) {
    // a task that is skipped never needs it
    if (!(e instanceof UndefinedVariableError)) throw e;
  }
  if (name === undefined) return ex;
  const task = ex.task.copy();
  task.action = name.trim();
  return { ...ex, task };
}

async function earlyNoLog(keywords: KeywordValues): Promise<boolean | undefined> {
  return keywords.bool('no_log');
}

function withFlags(o: Outcome, noLog: boolean, ignoreErrors: boolean): Outcome {
  o.noLog ||= noLog;
  o.ignoreErrors = ignoreErrors;
  return o;
}

/** The result of a task whose `when` does not hold; undefined where it runs. */
async function unmetCondition(task: Task, templar: Templar, ex: Execution): Promise<Dict | undefined> {
  const when = task.get('when');
  if (when === undefined) return undefined;
  for (const condition of Array.isArray(when) ? when : [when]) {
    let met: boolean;
    try {
      met = await templar.evaluateConditional(condition);
    } catch (e) {
      if (ex.loopError) {
        notices().verbose(1, e instanceof Error ? e.message : String(e));
        throw ex.loopError;
      }
      if (e instanceof AnsibleError) e.position ??= task.position;
      throw e;
    }
    if (!met) {
      return new Map<Value, Value>([
        ['changed', false],
        ['skipped', true],
        ['skip_reason', 'Conditional result was False'],
      ]);
    }
  }
  return undefined;
}

async function taskInclude(ex: Execution, templar: Templar): Promise<Outcome> {
  const args: Dict = new Map(ex.task.args);
  const raw = args.get('_raw_params');
  args.delete('_raw_params');
  if (raw === undefined || raw === null || raw === '') {
    return newOutcome(
      new Map<Value, Value>([
        ['failed', true],
        ['msg', 'No include file was specified to the include'],
      ]),
    );
  }
  const named = await templar.template(raw);
  const file = named === null ? '' : str(named);
  const o = newOutcome(
    new Map<Value, Value>([
      ['include', file],
      ['include_args', args],
    ]),
  );
  o.include = { file, args, vars: ex.loopVars ?? new Map() };
  return o;
}

function roleInclude(ex: Execution): Outcome {
  const o = newOutcome(new Map<Value, Value>([['include_args', new Map(ex.task.args)]]));
  o.include = { file: undefined, args: ex.task.args, vars: ex.loopVars ?? new Map() };
  return o;
}

/** The arguments, templated, with module_defaults under them and omitted ones taken out. */
async function taskArguments(
  run: RunContext,
  ex: Execution,
  templar: Templar,
  forDefaults: Templar,
): Promise<Dict> {
  const { task } = ex;
  const action = run.registry.resolve(task.action, collectionsOf(task));
  const untemplated =
    action?.kind === 'native' ? (await run.registry.load(action.fqcn)).untemplatedOptions : undefined;
  let args: Dict;
  try {
    if (untemplated && untemplated.length > 0) {
      args = new Map();
      for (const [k, v] of task.args)
        args.set(
          k,
          untemplated.includes(asText(k) ?? '') && asText(v) === undefined ? v : await templar.template(v),
        );
    } else args = (await templar.template(task.args)) as Dict;
  } catch (e) {
    if (!(e instanceof UndefinedVariableError)) throw keywordError(e, 'args', task.args, 'dict', task);
    throw new AnsibleError(
      `The task includes an option with an undefined variable. The error was: ${e.message}`,
      {
        kind: 'undefined-variable',
        position: task.position,
        hint: e.hint,
        cause: e,
      },
    );
  }
  if (args === task.args) args = new Map(args);
  args = variableArguments(run, args, ex.scope.own);
  args = await withModuleDefaults(run, task, action?.fqcn, args, forDefaults);
  return withoutOmitted(args, run.omit) as Dict;
}

/** `args: "{{ variable }}"`: its dict stands under the arguments that are written out. */
function variableArguments(run: RunContext, args: Dict, who: object): Dict {
  const variable = args.get('_variable_params');
  if (variable === undefined) return args;
  args.delete('_variable_params');
  if (!(variable instanceof Map)) {
    throw new AnsibleError(`invalid or malformed argument: '${str(variable)}'`, {
      kind: 'module-arguments',
    });
  }
  if (run.settings.bool('INJECT_FACTS_AS_VARS')) {
    const text =
      "Using a variable for a task's 'args' is unsafe in some situations (see https://docs.ansible.com/ansible/devel/reference_appendices/faq.html#argsplat-unsafe)";
    tellingFor(who, () => notices().warning(text));
  }
  return new Map([...variable, ...args]);
}

/** Leaves out every value that is the omit placeholder. */
export function withoutOmitted(value: Value, omit: string): Value {
  if (value instanceof Map) {
    let out: Dict | undefined;
    for (const [k, v] of value) {
      if (asText(v) === omit) {
        out ??= new Map(value);
        out.delete(k);
      } else {
        const inner = withoutOmitted(v, omit);
        if (inner !== v) {
          out ??= new Map(value);
          out.set(k, inner);
        }
      }
    }
    return out ?? value;
  }
  if (
    Array.isArray(value) &&
    !(value instanceof Tuple) &&
    value.some((v) => asText(v) === omit || v instanceof Map || Array.isArray(v))
  ) {
    const out = value.filter((v) => asText(v) !== omit).map((v) => withoutOmitted(v, omit));
    return out.length === value.length && out.every((v, i) => v === value[i]) ? value : out;
  }
  return value;
}
