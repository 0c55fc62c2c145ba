import { setTimeout as sleep } from 'node:timers/promises';
import { AnsibleError, ConnectionError, UndefinedVariableError } from '../errors/ansible-error.ts';
import { notices, tellingFor } from '../errors/notices.ts';
import type { Host } from '../inventory/host.ts';
import { actions } from '../playbook/actions.ts';
import { loopControlKeywords } from '../playbook/keywords.ts';
import type { Play } from '../playbook/play.ts';
import type { Task } from '../playbook/task.ts';
import { isRaw } from '../template/problems.ts';
import { str } from '../value/repr.ts';
import { OverlayScope, type Scope } from '../value/scope.ts';
import { asText, isText } from '../value/text.ts';
import { truth } from '../value/truth.ts';
import { shortTypeName } from '../value/type-name.ts';
import { type Dict, PyFloat, type Value } from '../value/types.ts';
import { positionOf } from '../yaml/positions.ts';
import type { RunContext } from './context.ts';
import { errorOutcome, UnexpectedFailure } from './error-outcome.ts';
import type { TaskView } from './events.ts';
import { executeOnce } from './execute.ts';
import { invalidValue, looseBool, notBool, notFloat, undefinedIn } from './keyword-values.ts';
import { loopItems } from './loop-items.ts';
import { settleOptimizer } from './optimizer.ts';
import { flag, isFailed, isUnreachable, newOutcome, type Outcome, resultView } from './outcome.ts';

/** The variables of one execution of a task, whose warnings are told apart from those of others. */
class ExecutionScope extends OverlayScope {
  override get teller(): object {
    return this.own;
  }
}

/** Variables that this task has made so far, over those that it began with. */
export interface TaskScope {
  readonly own: Map<string, Value>;
  readonly scope: Scope;
}

/** Runs a task on a host: once, or for every item of its loop. Never throws for what a user's input can cause. */
export async function executeTask(
  run: RunContext,
  play: Play,
  host: Host,
  task: Task,
  view: TaskView,
  /** Variables that the task debugger set, over all others. */
  set?: ReadonlyMap<string, Value>,
): Promise<Outcome> {
  settleOptimizer();
  const start = Date.now() / 1000;
  let outcome: Outcome;
  try {
    const own = new Map<string, Value>();
    const base = run.vars.scope({ play, host, task });
    own.set('ansible_search_path', [...run.vars.searchPath(task)]);
    const env = task.get('environment');
    own.set('environment', env ?? []);
    if (set) for (const [k, v] of set) own.set(k, v);
    const scope: TaskScope = { own, scope: new ExecutionScope(own, base) };
    outcome = await runItems(run, play, host, task, view, scope);
    if (!outcome.result.has('changed')) outcome.result.set('changed', false);
  } catch (e) {
    outcome = await broken(run, play, host, task, e);
  }
  outcome.start = start;
  outcome.end = Date.now() / 1000;
  return outcome;
}

/** A task that could not be run; its ignore_errors and no_log still count. */
async function broken(run: RunContext, play: Play, host: Host, task: Task, e: unknown): Promise<Outcome> {
  const o = errorOutcome(e);
  const templar = run.templar(run.vars.scope({ play, host, task }), task);
  const is = async (name: string): Promise<boolean> => {
    const raw = task.get(name);
    if (raw === undefined) return false;
    try {
      const value = templar.isTemplate(raw) ? await templar.template(raw) : raw;
      // what is neither yes nor no counts as it stands
      if (asText(value) === run.omit) return false;
      return notBool(value) === undefined ? looseBool(value) : truth(value);
    } catch {
      return truth(raw);
    }
  };
  o.ignoreErrors = await is('ignore_errors');
  o.ignoreUnreachable = await is('ignore_unreachable');
  o.noLog = await is('no_log');
  // a host that has no name yet is shown as it is written
  const to = asText(task.get('delegate_to') ?? null);
  if (to !== undefined && o.delegatedTo === undefined && e instanceof AnsibleError) o.delegatedTo = to;
  // the message stays as Ansible's; what we know beyond it goes beside the log, to stderr
  if (!o.noLog && e instanceof AnsibleError && e.hint !== undefined) notices().warning(e.hint);
  return o;
}

async function runItems(
  run: RunContext,
  play: Play,
  host: Host,
  task: Task,
  view: TaskView,
  scope: TaskScope,
): Promise<Outcome> {
  let items: Value[] | undefined;
  let loopError: AnsibleError | undefined;
  try {
    items = await loopItems(task, run.templar(scope.scope, task));
  } catch (e) {
    // kept until the condition is known: a task that is skipped has no broken loop
    if (!(e instanceof UndefinedVariableError)) throw isRaw(e) ? new UnexpectedFailure(e) : e;
    loopError = e;
  }
  if (items === undefined) return executeOnce(run, { play, host, task, view, scope, loopError });
  if (items.length === 0) {
    return newOutcome(
      new Map<Value, Value>([
        ['changed', false],
        ['skipped', true],
        ['skipped_reason', 'No items in the list'],
        ['results', []],
      ]),
    );
  }
  return runLoop(run, play, host, task, view, scope, items);
}

interface LoopControl {
  readonly loopVar: string;
  readonly indexVar: string | undefined;
  readonly label: Value;
  readonly pause: number;
  readonly extended: boolean;
  readonly allItems: boolean;
}

/** What Python says where a loop variable's name is no text. */
function notConcatenable(v: Value): Error {
  const e = new Error(`can only concatenate str (not "${shortTypeName(v)}") to str`);
  e.stack = `TypeError: ${e.message}\n`;
  return e;
}

async function loopControl(run: RunContext, task: Task, scope: Scope): Promise<LoopControl> {
  const control = task.own.get('loop_control');
  const d: Dict = control instanceof Map ? control : new Map();
  const templar = run.templar(scope, task);
  const get = async (k: string): Promise<Value | undefined> => {
    const v = d.get(k);
    if (v === undefined || v === null) return undefined;
    const position = positionOf(d) ?? task.position;
    try {
      const value = await templar.template(v);
      if (asText(value) === run.omit) return undefined;
      const type = loopControlKeywords[k]?.type;
      const why = type === 'float' ? notFloat(value) : type === 'bool' ? notBool(value) : undefined;
      if (why !== undefined) throw invalidValue(k, v, type ?? '', why, position);
      return value;
    } catch (e) {
      if (e instanceof UndefinedVariableError) throw undefinedIn(k, e, { position });
      throw e;
    }
  };
  const named = (await get('loop_var')) ?? 'item';
  if (!isText(named)) throw notConcatenable(named);
  const loopVar = str(named);
  const pause = await get('pause');
  return {
    loopVar,
    indexVar: await get('index_var').then((v) => (v === undefined ? undefined : str(v))),
    label: d.get('label') || `{{${loopVar}}}`,
    pause: pause === undefined ? 0 : pause instanceof PyFloat ? pause.value : Number(asText(pause) ?? pause),
    extended: looseBool(await get('extended')),
    allItems: looseBool((await get('extended_allitems')) ?? true),
  };
}

async function runLoop(
  run: RunContext,
  play: Play,
  host: Host,
  task: Task,
  view: TaskView,
  scope: TaskScope,
  items: Value[],
): Promise<Outcome> {
  const control = await loopControl(run, task, scope.scope);
  if (scope.scope.has(control.loopVar)) {
    const text = `${taskText(task)}: The loop variable '${control.loopVar}' is already in use. You should set the \`loop_var\` value in the \`loop_control\` option for the task to something else to avoid variable collisions and unexpected behavior.`;
    tellingFor(scope.own, () => notices().warning(text));
  }
  const outcomes: Outcome[] = [];
  const quiet = actions.inventory.has(task.action);
  for (const [index, item] of items.entries()) {
    if (run.abort.signal.aborted) break;
    const vars = itemVars(control, items, index, item);
    if (control.pause > 0 && index > 0)
      await sleep(control.pause * 1000, undefined, { signal: run.abort.signal }).catch(() => undefined);
    const itemScope: TaskScope = { own: scope.own, scope: new OverlayScope(vars, scope.scope) };
    const start = Date.now() / 1000;
    let o: Outcome;
    try {
      o = await executeOnce(run, {
        play,
        host,
        task,
        view,
        scope: itemScope,
        loopError: undefined,
        loopVars: vars,
      });
    } catch (e) {
      // an error that has Ansible's words ends the whole loop; another is this item's failure
      if (e instanceof AnsibleError && !(e instanceof ConnectionError) && !isRaw(e)) throw e;
      o = await broken(run, play, host, task, e);
    }
    o.start = start;
    o.end = Date.now() / 1000;
    o.result.set(control.loopVar, item);
    o.result.set('ansible_loop_var', control.loopVar);
    if (control.indexVar !== undefined) {
      o.result.set(control.indexVar, index);
      o.result.set('ansible_index_var', control.indexVar);
    }
    if (control.extended) o.result.set('ansible_loop', vars.get('ansible_loop') as Value);
    if (!o.result.has('changed')) o.result.set('changed', false);
    try {
      o.itemLabel = await run.templar(itemScope.scope, task).template(control.label);
    } catch (e) {
      if (!(e instanceof UndefinedVariableError)) throw e;
      if (!actions.debug.has(task.action)) o.itemLabel = item;
      o.result.set('failed', true);
      o.result.set('msg', `Failed to template loop_control.label: ${e.message}`);
    }
    emitItem(run, host.name, view, o, quiet);
    outcomes.push(o);
    if (o.noLog) scopeNoLog(outcomes);
  }
  return joinItems(outcomes);
}

/** An item that hides its output hides that of the whole loop's result. */
function scopeNoLog(outcomes: Outcome[]): void {
  const last = outcomes[outcomes.length - 1];
  if (last) last.noLog = true;
}

function itemVars(control: LoopControl, items: Value[], index: number, item: Value): Map<string, Value> {
  const vars = new Map<string, Value>([
    ['ansible_loop_var', control.loopVar],
    [control.loopVar, item],
  ]);
  if (control.indexVar !== undefined) {
    vars.set('ansible_index_var', control.indexVar);
    vars.set(control.indexVar, index);
  }
  if (control.extended) {
    const n = items.length;
    const loop: Dict = new Map<Value, Value>([
      ['index', index + 1],
      ['index0', index],
      ['first', index === 0],
      ['last', index + 1 === n],
      ['length', n],
      ['revindex', n - index],
      ['revindex0', n - index - 1],
    ]);
    if (control.allItems) loop.set('allitems', items);
    if (index + 1 < n) loop.set('nextitem', items[index + 1] as Value);
    if (index > 0) loop.set('previtem', items[index - 1] as Value);
    vars.set('ansible_loop', loop);
  }
  return vars;
}

function emitItem(run: RunContext, host: string, task: TaskView, o: Outcome, quiet: boolean): void {
  const result = resultView(host, task, o, true);
  if (isFailed(o) || isUnreachable(o)) run.emit({ type: 'item_failed', result });
  else if (flag(o.result, 'skipped')) run.emit({ type: 'item_skipped', result });
  else {
    if (task.diff) run.emit({ type: 'file_diff', result });
    if (!quiet) run.emit({ type: 'item_ok', result });
  }
}

/** The result of the whole loop. */
function joinItems(items: Outcome[]): Outcome {
  const result: Dict = new Map<Value, Value>([['results', items.map((i) => i.result)]]);
  const whole = newOutcome(result);
  whole.items = items;
  let skipped = true;
  let ignore: boolean | undefined;
  for (const o of items) {
    if (flag(o.result, 'changed')) result.set('changed', true);
    if (skipped && !flag(o.result, 'skipped')) skipped = false;
    if (flag(o.result, 'failed')) {
      if (!flag(result, 'failed')) {
        result.set('failed', true);
        result.set('msg', 'One or more items failed');
        ignore = o.ignoreErrors;
      } else if (ignore && !o.ignoreErrors) ignore = false;
    }
    if (flag(o.result, 'unreachable')) result.set('unreachable', true);
    for (const key of ['warnings', 'deprecations']) {
      const list = o.result.get(key);
      if (list === undefined) continue;
      const all = (result.get(key) as Value[] | undefined) ?? [];
      result.set(key, [...all, ...(Array.isArray(list) ? list : [list])]);
      o.result.delete(key);
    }
    whole.noLog ||= o.noLog;
    whole.ignoreUnreachable ||= o.ignoreUnreachable;
    whole.delegatedTo ??= o.delegatedTo;
    whole.action ??= o.action;
    whole.delegatedAddress ??= o.delegatedAddress;
  }
  whole.ignoreErrors = ignore ?? items.some((i) => i.ignoreErrors);
  result.set('skipped', skipped);
  if (!flag(result, 'failed')) result.set('msg', 'All items completed');
  if (skipped) result.set('msg', 'All items skipped');
  else result.set('skipped', false);
  if (!result.has('changed')) result.set('changed', false);
  return whole;
}

const taskText = (task: Task): string => `${task.isHandler ? 'HANDLER' : 'TASK'}: ${task.title()}`;
