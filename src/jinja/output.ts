import { typeError } from '../value/errors.ts';
import { asText } from '../value/text.ts';
import { typeName } from '../value/type-name.ts';
import type { Value } from '../value/types.ts';
import type { Environment } from './environment.ts';

/**
 * Where a running template puts what it makes: one text that grows, or (in an environment with a `concat` of its own)
 * a list of the values. All templates of one environment use the same of the two.
 */
export class Output {
  text = '';
  readonly values: Value[] | undefined;
  /** The first thing that is no text, told when all is joined. */
  private bad: Error | undefined;
  private others = 0;

  constructor(private readonly env: Environment) {
    this.values = env.options.concat === undefined ? undefined : [];
  }

  /** Puts out a value as it is: the result of a call or of a filter block. */
  put(v: Value): void {
    if (this.values !== undefined) this.values.push(v);
    else if (typeof v === 'string') this.text += v;
    else {
      const t = asText(v);
      if (t !== undefined) this.text += t;
      else
        this.bad ??= typeError(`sequence item ${this.others}: expected str instance, ${typeName(v)} found`);
    }
    this.others++;
  }

  /** Puts out all that another output holds. */
  append(other: Output): void {
    if (this.values === undefined) {
      this.text += other.text;
      this.bad ??= other.bad;
    } else for (const v of other.values!) this.values.push(v);
  }

  /** What was put out, joined as the environment wants it. */
  join(): Value {
    if (this.values !== undefined) return this.env.options.concat!(this.values);
    if (this.bad !== undefined) throw this.bad;
    return this.text;
  }
}
