import type { Host } from '../../inventory/host.ts';
import type { Task } from '../../playbook/task.ts';
import { PyFunction } from '../../value/callable.ts';
import { PyError, typeError } from '../../value/errors.ts';
import { repr, reprObject, str } from '../../value/repr.ts';
import type { Scope } from '../../value/scope.ts';
import { asText } from '../../value/text.ts';
import { typeName } from '../../value/type-name.ts';
import { type Dict, LazyMapping, PyObject, Tuple, type Value } from '../../value/types.ts';
import { isChanged, isFailed, isSkipped, isUnreachable, resultView } from '../outcome.ts';
import type { HostResult } from '../process-result.ts';
import type { Settable } from './expression.ts';
import { unsupported } from './tokens.ts';

/** A copy that may be changed without touching what the playbook or the inventory said. */
export function ownCopy(v: Dict): Dict;
export function ownCopy(v: Value): Value;
export function ownCopy(v: Value): Value {
  if (v instanceof Map) return new Map([...v].map(([k, x]) => [k, ownCopy(x)] as const));
  if (Array.isArray(v) && !(v instanceof Tuple)) return v.map((x) => ownCopy(x));
  return v;
}

const method = (name: string, f: () => Value): PyFunction => new PyFunction(`${name}()`, f);

/** `task_vars`: the variables that the task ran with; what is set stands over them when it runs again. */
export class TaskVars extends LazyMapping implements Settable {
  readonly typeName = 'dict';
  readonly #gone = new Set<string>();

  constructor(
    private readonly scope: Scope,
    readonly changed: Map<string, Value>,
  ) {
    super();
  }

  get(key: string): Value | undefined {
    const own = this.changed.get(key);
    if (own !== undefined || this.#gone.has(key)) return own;
    const v = this.scope.get(key);
    if (!(v instanceof Map) && !Array.isArray(v)) return v;
    // whoever reads it may change it in place
    const copy = ownCopy(v);
    this.changed.set(key, copy);
    return copy;
  }

  *keys(): Iterable<string> {
    yield* this.changed.keys();
    for (const n of this.scope.names()) if (!this.changed.has(n) && !this.#gone.has(n)) yield n;
  }

  setItem(key: Value, value: Value): void {
    const name = asText(key);
    if (name === undefined) throw typeError(`a variable's name is a text, not ${repr(key)}`);
    this.#gone.delete(name);
    this.changed.set(name, value);
  }

  deleteItem(key: Value): boolean {
    const name = asText(key);
    if (name === undefined || this.get(name) === undefined) return false;
    if (this.scope.has(name)) throw unsupported('taking a variable away that the debugger did not make');
    this.changed.delete(name);
    this.#gone.add(name);
    return true;
  }

  ownAttr(name: string): Value | undefined {
    if (name === 'update')
      return new PyFunction('update(other)', (other) => {
        if (!(other instanceof Map)) throw typeError(`'${typeName(other as Value)}' object is not a dict`);
        for (const [k, v] of other) this.setItem(k, v);
        return null;
      });
    if (name === 'pop' || name === 'popitem' || name === 'clear' || name === 'setdefault')
      throw unsupported(`task_vars.${name}`);
    return undefined;
  }
}

/** `task`: a copy of the task with the arguments that it ran with; the copy is what runs again. */
export class DebuggedTask extends PyObject implements Settable {
  readonly typeName = 'Task';
  override readonly typeModule = 'ansible.playbook.task';
  constructor(readonly task: Task) {
    super();
  }

  override pyStr(): string {
    return `${this.task.isHandler ? 'HANDLER' : 'TASK'}: ${this.task.title()}`;
  }
  override pyRepr(): string {
    return this.pyStr();
  }

  override pyGetAttr(name: string): Value | undefined {
    const { task } = this;
    switch (name) {
      case 'name':
        return task.name;
      case 'action':
        return task.action;
      case 'resolved_action':
        return task.resolvedAction ?? null;
      case 'args':
        return task.args;
      case 'vars':
        return this.vars();
      case 'loop':
        return task.loop ?? null;
      case 'loop_with':
        return task.loopWith ?? null;
      case '_uuid':
        return task.uuid;
      case 'get_name':
        return method(name, () => task.title());
      case 'get_vars':
        return method(name, () => new Map<Value, Value>(task.getVars()));
      case 'get_path':
        return method(name, () => (task.position ? `${task.position.file}:${task.position.line}` : ''));
    }
    const keyword = Object.hasOwn(task.keywords, name) ? task.keywords[name] : undefined;
    if (!keyword) return undefined;
    const value = task.get(name);
    if (value === undefined || value === null)
      return keyword.type === 'list' || name === 'when' ? [] : keyword.type === 'bool' ? false : null;
    return name === 'when' && !Array.isArray(value) ? [value] : value;
  }

  private vars(): Dict {
    return new Map<Value, Value>(this.task.vars);
  }

  setAttr(name: string, value: Value): boolean {
    const { task } = this;
    if (name === 'args') {
      if (!(value instanceof Map)) throw typeError('task.args is a dict');
      task.args = value;
    } else if (name === 'action') {
      const action = asText(value);
      if (action === undefined) throw typeError('task.action is the name of a module');
      task.action = action;
      task.resolvedAction = undefined;
    } else if (name === 'loop') task.loop = value ?? undefined;
    else if (name === 'vars') {
      if (!(value instanceof Map)) throw typeError('task.vars is a dict');
      task.vars = new Map([...value].map(([k, v]) => [str(k), v]));
    } else if (Object.hasOwn(task.keywords, name)) task.set(name, value);
    else throw new PyError('AttributeError', `'Task' object has no attribute '${name}'`);
    return true;
  }
}

/** `host`. */
export class DebuggedHost extends PyObject {
  readonly typeName = 'Host';
  override readonly typeModule = 'ansible.inventory.host';
  constructor(private readonly host: Host) {
    super();
  }
  override pyStr(): string {
    return this.host.name;
  }
  override pyRepr(): string {
    return this.host.name;
  }
  override pyGetAttr(name: string): Value | undefined {
    const { host } = this;
    if (name === 'name') return host.name;
    if (name === 'address') return host.address;
    if (name === 'implicit') return host.implicit;
    if (name === 'vars') return ownCopy(new Map<Value, Value>(host.vars));
    if (name === 'groups') return host.getGroups().map((g) => new GroupName(g.name));
    if (name === 'get_name') return method(name, () => host.name);
    return undefined;
  }
}

class GroupName extends PyObject {
  readonly typeName = 'Group';
  override readonly typeModule = 'ansible.inventory.group';
  constructor(private readonly name: string) {
    super();
  }
  override pyRepr(): string {
    return this.name;
  }
  override pyGetAttr(name: string): Value | undefined {
    return name === 'name' ? this.name : undefined;
  }
}

/** `result`. */
export class DebuggedResult extends PyObject {
  readonly typeName = 'TaskResult';
  override readonly typeModule = 'ansible.executor.task_result';
  constructor(
    private readonly r: HostResult,
    private readonly task: DebuggedTask,
    private readonly host: DebuggedHost,
  ) {
    super();
  }
  override pyRepr(): string {
    return reprObject(this, 'ansible.executor.task_result.TaskResult object');
  }
  override pyGetAttr(name: string): Value | undefined {
    const { outcome } = this.r;
    switch (name) {
      case '_result':
        return this.result();
      case '_task':
        return this.task;
      case '_host':
        return this.host;
      case 'task_name':
        return this.task.task.title();
      case 'is_failed':
        return method(name, () => isFailed(outcome));
      case 'is_changed':
        return method(name, () => isChanged(outcome));
      case 'is_skipped':
        return method(name, () => isSkipped(outcome));
      case 'is_unreachable':
        return method(name, () => isUnreachable(outcome));
    }
    return undefined;
  }

  /** With the keys of Ansible's own; a no_log result is as hidden here as everywhere. */
  private result(): Dict {
    const { outcome, host, view } = this.r;
    const seen = resultView(host.name, view, outcome);
    const d = new Map(seen.withInternals?.() ?? seen.result);
    if (outcome.noLog) return d;
    if (outcome.items) {
      d.set(
        'results',
        outcome.items.map((item, i) => {
          const shown = (seen.result.get('results') as Value[])[i] as Value;
          const all = (d.get('results') as Value[])[i];
          if (item.noLog || !(all instanceof Map)) return shown;
          return new Map([
            ...all,
            ['_ansible_ignore_errors', item.ignoreErrors || null],
            ['_ansible_item_result', true],
          ]);
        }),
      );
    }
    for (const key of ['failed', 'skipped', 'invocation'])
      if (outcome.result.has(key)) d.set(key, outcome.result.get(key) as Value);
    if (!outcome.items && !isSkipped(outcome) && !isUnreachable(outcome) && !d.has('failed'))
      d.set('failed', false);
    return d;
  }
}

/** `play_context`: there is none here; what it would tell stands in the task's keywords. */
export class NoPlayContext extends PyObject {
  readonly typeName = 'PlayContext';
  override readonly typeModule = 'ansible.playbook.play_context';
  override pyRepr(): string {
    return reprObject(this, 'ansible.playbook.play_context.PlayContext object');
  }
  override pyGetAttr(name: string): Value | undefined {
    throw unsupported(`play_context.${name}`);
  }
}
