import { AnsibleError, UndefinedVariableError } from '../errors/ansible-error.ts';
import type { Position } from '../errors/position.ts';
import type { Task } from '../playbook/task.ts';
import type { Templar } from '../template/templar.ts';
import { reprText, str } from '../value/repr.ts';
import { asText, isText } from '../value/text.ts';
import { PyFloat, type Value } from '../value/types.ts';

const yes = /^(?:y|yes|on|1|true|t|1\.0)$/i;
const no = /^(?:n|no|off|0|false|f|0\.0)$/i;

/** Python's `str` of a simple value, for messages. */
const show = (v: Value): string =>
  v === true ? 'True' : v === false ? 'False' : v === null ? 'None' : (asText(v) ?? String(v));

/** A truth value as Ansible reads it from a keyword; everything that is no yes is no. */
export function looseBool(v: Value | undefined): boolean {
  if (v === undefined || v === null) return false;
  if (typeof v === 'boolean') return v;
  if (typeof v === 'number') return v === 1;
  if (v instanceof PyFloat) return v.value === 1;
  return yes.test(asText(v) ?? '');
}

/** Why a value is no truth value, in Ansible's words; undefined where it is one. */
export function notBool(v: Value): string | undefined {
  if (v === null || typeof v === 'boolean') return undefined;
  const text = show(v);
  return yes.test(text) || no.test(text)
    ? undefined
    : `The value '${text}' is not a valid boolean.  Valid booleans include: 0, 'yes', 1, 'n', 'no', 'off', 'y', 'on', 'false', 't', 'true', 'f', '1', '0'`;
}

export function notInt(v: Value): string | undefined {
  const text = asText(v);
  return text === undefined || /^\s*[+-]?\d+\s*$/.test(text)
    ? undefined
    : `invalid literal for int() with base 10: ${reprText(text)}`;
}

export function notPercent(v: Value): string | undefined {
  const text = asText(v)?.replace('%', '');
  return text === undefined || /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?\s*$/i.test(text)
    ? undefined
    : `could not convert string to float: ${reprText(text)}`;
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

/** Keywords of the connection: Ansible reads them beside the task, so that their errors come without its place. */
const ofConnection = new Set(
  'become become_user become_method become_flags become_exe connection remote_user'.split(' '),
);

/** The error of a keyword that needs a variable which is not there. */
export function undefinedIn(
  name: string,
  e: UndefinedVariableError,
  task: Task,
  beside = ofConnection.has(name),
): AnsibleError {
  const text = `The field '${name}' has an invalid value, which includes an undefined variable. The error was: ${e.message}`;
  return new AnsibleError(beside ? `${text}. ${e.message}` : text, {
    kind: 'undefined-variable',
    position: beside ? undefined : task.position,
    hint: e.hint,
    cause: e,
  });
}

/** A keyword that is looked at before it is templated: as in Ansible, a template counts as a yes. */
export function rawBool(v: Value | undefined): boolean {
  return asText(v ?? null)?.includes('{{') === true || looseBool(v);
}

/** The value of a keyword: inherited, templated, and of its type. */
export class KeywordValues {
  constructor(
    private readonly task: Task,
    private readonly templar: Templar,
  ) {}

  async raw(name: string): Promise<Value | undefined> {
    const v = this.task.get(name);
    if (v === undefined || v === null) return undefined;
    if (!this.templar.isTemplate(v)) return v;
    try {
      return await this.templar.template(v);
    } catch (e) {
      if (!(e instanceof UndefinedVariableError)) throw e;
      throw undefinedIn(name, e, this.task);
    }
  }

  async bool(name: string): Promise<boolean | undefined> {
    const v = await this.raw(name);
    if (v === undefined || v === null || v === '') return undefined;
    if (typeof v === 'boolean') return v;
    const text = show(v);
    if (yes.test(text)) return true;
    if (no.test(text)) return false;
    const why = notBool(v) ?? '';
    // Ansible reads this one beside the task, without its place, and says it twice
    if (name === 'become') throw invalidValue(name, v, 'bool', `${why}. ${why}`, undefined);
    throw invalidValue(name, v, 'bool', why, this.task.position);
  }

  async int(name: string): Promise<number | undefined> {
    const v = await this.raw(name);
    if (v === undefined || v === null || v === '') return undefined;
    if (typeof v === 'number') return v;
    if (typeof v === 'boolean') return v ? 1 : 0;
    if (v instanceof PyFloat) return Math.trunc(v.value);
    const text = (asText(v) ?? '').trim();
    if (/^[+-]?\d+$/.test(text)) return Number(text);
    const shown = name === 'async' ? 'async_val' : name;
    const why = `invalid literal for int() with base 10: ${reprText(text)}`;
    throw invalidValue(shown, v, 'int', why, this.task.position);
  }

  async text(name: string): Promise<string | undefined> {
    const v = await this.raw(name);
    if (v === undefined || v === null) return undefined;
    if (isText(v)) return asText(v);
    if (Array.isArray(v) || v instanceof Map) {
      throw invalidValue(name, v, 'str', `'${String(v)}' is not a string`, this.task.position);
    }
    return show(v);
  }
}
