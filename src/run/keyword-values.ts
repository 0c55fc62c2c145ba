import { AnsibleError, UndefinedVariableError } from '../errors/ansible-error.ts';
import type { Task } from '../playbook/task.ts';
import type { Templar } from '../template/templar.ts';
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
      throw new AnsibleError(
        `The field '${name}' has an invalid value, which includes an undefined variable. The error was: ${e.message}`,
        {
          kind: 'undefined-variable',
          position: this.task.position,
          cause: e,
        },
      );
    }
  }

  async bool(name: string): Promise<boolean | undefined> {
    const v = await this.raw(name);
    if (v === undefined || v === null || v === '') return undefined;
    if (typeof v === 'boolean') return v;
    const text = show(v);
    if (yes.test(text)) return true;
    if (no.test(text)) return false;
    throw this.invalid(
      name,
      v,
      "<class 'bool'>",
      `The value '${text}' is not a valid boolean.  Valid booleans include: 0, 'yes', 1, 'n', 'no', 'off', 'y', 'on', 'false', 't', 'true', 'f', '1', '0'`,
    );
  }

  async int(name: string): Promise<number | undefined> {
    const v = await this.raw(name);
    if (v === undefined || v === null || v === '') return undefined;
    if (typeof v === 'number') return v;
    if (typeof v === 'boolean') return v ? 1 : 0;
    if (v instanceof PyFloat) return Math.trunc(v.value);
    const text = (asText(v) ?? '').trim();
    if (/^[+-]?\d+$/.test(text)) return Number(text);
    throw this.invalid(name, v, "<class 'int'>", `invalid literal for int() with base 10: '${text}'`);
  }

  async text(name: string): Promise<string | undefined> {
    const v = await this.raw(name);
    if (v === undefined || v === null) return undefined;
    if (isText(v)) return asText(v);
    if (Array.isArray(v) || v instanceof Map) {
      throw this.invalid(name, v, "<class 'str'>", `'${String(v)}' is not a string`);
    }
    return show(v);
  }

  private invalid(name: string, v: Value, type: string, why: string): AnsibleError {
    return new AnsibleError(
      `the field '${name}' has an invalid value (${show(v)}), and could not be converted to an ${type}.The error was: ${why}`.replace(
        /could not be converted to an <class '(\w+)'>/,
        'could not be converted to an $1',
      ),
      { kind: 'parser', position: this.task.position },
    );
  }
}
