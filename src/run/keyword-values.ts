import { AnsibleError, UndefinedVariableError } from '../errors/ansible-error.ts';
import type { Position } from '../errors/position.ts';
import type { Task } from '../playbook/task.ts';
import type { Templar } from '../template/templar.ts';
import { looseBool, notBool } from '../value/loose-bool.ts';
import { reprText, str } from '../value/repr.ts';
import { asText } from '../value/text.ts';
import { truth } from '../value/truth.ts';
import { typeName } from '../value/type-name.ts';
import { PyFloat, PyObject, type Value } from '../value/types.ts';

export { looseBool, notBool };

/** Why Python makes no number (`int` or `float`) of what is neither text nor a number. */
const notNumber = (v: Value, type: 'int' | 'float'): string | undefined =>
  Array.isArray(v) || v instanceof Map || (v instanceof PyObject && !(v instanceof PyFloat))
    ? `${type === 'int' ? 'int() argument must be a string, a bytes-like object or' : 'float() argument must be a string or'} a real number, not '${typeName(v)}'`
    : undefined;

export function notInt(v: Value): string | undefined {
  const text = asText(v);
  if (text === undefined) return notNumber(v, 'int');
  return /^\s*[+-]?\d+\s*$/.test(text)
    ? undefined
    : `invalid literal for int() with base 10: ${reprText(text)}`;
}

export function notFloat(v: Value): string | undefined {
  const text = asText(v);
  if (text === undefined) return notNumber(v, 'float');
  return /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?\s*$/i.test(text)
    ? undefined
    : `could not convert string to float: ${reprText(text)}`;
}

export function notPercent(v: Value): string | undefined {
  const text = asText(v);
  return notFloat(text === undefined ? v : text.replace('%', ''));
}

/** The error of a keyword whose value does not have its type. */
export function invalidValue(
  name: string,
  v: Value,
  type: string,
  why: string,
  position: Position | undefined,
): AnsibleError {
  return new AnsibleError(
    `the field '${name}' has an invalid value (${str(v)}), and could not be converted to an ${type}.The error was: ${why}`,
    { kind: 'parser', position },
  );
}

/** Keywords that Ansible reads beside the task, before all others: their errors come without the task's place, and twice. */
const beside = 'remote_user no_log check_mode diff become become_method become_user become_flags'.split(' ');
const ofConnection = new Set([...beside, 'connection']);

/** The other keywords that are templated for each execution, in the order in which Ansible does it. */
const ofTask = (
  'name connection port module_defaults run_once ignore_errors ignore_unreachable any_errors_fatal throttle timeout debugger ' +
  'become_exe async delay delegate_to delegate_facts notify poll retries'
).split(' ');

/** The error of a keyword that needs a variable which is not there. */
export function undefinedIn(
  name: string,
  e: UndefinedVariableError,
  task: { readonly position?: Position | undefined },
  apart = ofConnection.has(name),
): AnsibleError {
  const text = `The field '${name}' has an invalid value, which includes an undefined variable. The error was: ${e.message}`;
  return new AnsibleError(apart ? `${text}. ${e.message}` : text, {
    kind: 'undefined-variable',
    position: apart ? undefined : task.position,
    hint: e.hint,
    cause: e,
  });
}

/** A keyword that is looked at as it is written: as in Ansible, any text counts as a yes, a template or "no" too. */
export function rawBool(v: Value | undefined): boolean {
  return v !== undefined && truth(v);
}

const shownName = (name: string): string => (name === 'async' ? 'async_val' : name);

/** Keywords of a task whose values must be looked at in each execution: templates, and what has not its type. */
const unsettled = new WeakMap<Task, readonly string[]>();

type MaybePromise<T> = T | undefined | Promise<T | undefined>;

/** The value of a keyword: inherited, templated, and of its type. What is `omit` counts as not given. */
export class KeywordValues {
  readonly #known = new Map<string, Value | undefined>();
  /** What is beside the task was looked at: an error of `connection` is now the task's own. */
  #settling = false;

  constructor(
    private readonly task: Task,
    private readonly templar: Templar,
    /** What a template says to leave the keyword out with. */
    private readonly omit: string,
  ) {}

  /**
   * Templates every keyword that needs it and refuses what has not its type, whether the task needs it or not, as
   * Ansible does before a task runs.
   */
  async settle(): Promise<void> {
    let names = unsettled.get(this.task);
    if (names === undefined) {
      names = [...beside, ...ofTask].filter((n) => this.isUnsettled(n));
      unsettled.set(this.task, names);
    }
    this.#settling = true;
    for (const name of names) {
      const type = this.task.keywords[name]?.type;
      if (type === 'bool') await this.bool(name);
      else if (type === 'int') await this.int(name);
      else await this.raw(name);
    }
  }

  private isUnsettled(name: string): boolean {
    const v = this.task.get(name);
    if (v === undefined || v === null) return false;
    if (this.templar.isTemplate(v)) return true;
    const type = this.task.keywords[name]?.type;
    return (type === 'bool' ? notBool(v) : type === 'int' ? notInt(v) : undefined) !== undefined;
  }

  /** Gives a promise only where there is a template: most keywords of most tasks have none. */
  raw(name: string): Value | undefined | Promise<Value | undefined> {
    const v = this.task.get(name);
    if (v === undefined || v === null) return undefined;
    if (this.#known.has(name)) return this.#known.get(name);
    return this.templar.isTemplate(v) ? this.templated(name, v) : v;
  }

  private async templated(name: string, v: Value): Promise<Value | undefined> {
    try {
      const value = await this.templar.template(v);
      // a list of one stands for the text that it was made of
      const one = Array.isArray(value) && value.length === 1 ? (value[0] as Value) : value;
      const given = asText(one) === this.omit ? undefined : value;
      this.#known.set(name, given);
      return given;
    } catch (e) {
      if (!(e instanceof UndefinedVariableError)) throw e;
      if (name === 'name') return undefined; // shown as it is written
      const apart = ofConnection.has(name) && !(this.#settling && name === 'connection');
      throw undefinedIn(shownName(name), e, this.task, apart);
    }
  }

  /** The value as it is written is what messages show. */
  private invalid(name: string, type: string, why: string): AnsibleError {
    const written = this.task.get(name) ?? null;
    return ofConnection.has(name)
      ? invalidValue(name, written, type, `${why}. ${why}`, undefined)
      : invalidValue(shownName(name), written, type, why, this.task.position);
  }

  bool(name: string): MaybePromise<boolean> {
    return this.typed(name, (v) => {
      if (typeof v === 'boolean') return v;
      const why = notBool(v);
      if (why !== undefined) throw this.invalid(name, 'bool', why);
      return looseBool(v);
    });
  }

  int(name: string): MaybePromise<number> {
    return this.typed(name, (v) => {
      if (typeof v === 'number') return v;
      if (typeof v === 'boolean') return v ? 1 : 0;
      if (v instanceof PyFloat) return Math.trunc(v.value);
      const why = notInt(v);
      if (why !== undefined) throw this.invalid(name, 'int', why);
      return Number(asText(v));
    });
  }

  text(name: string): MaybePromise<string> {
    return this.typed(name, str);
  }

  private typed<T>(name: string, read: (v: Value) => T): MaybePromise<T> {
    const raw = this.raw(name);
    if (raw instanceof Promise) return raw.then((v) => (v === undefined || v === null ? undefined : read(v)));
    return raw === undefined || raw === null ? undefined : read(raw);
  }
}
