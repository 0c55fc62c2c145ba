import { method, pad } from './calendar.ts';
import { zeroDivision } from './errors.ts';
import { asFloat, asInt, intOf } from './number.ts';
import { PyFloat, PyObject, type Value } from './types.ts';

/** datetime.timedelta, normalised as Python does. */
export class TimeDelta extends PyObject {
  readonly typeName = 'timedelta';
  override readonly typeModule = 'datetime';
  readonly days: number;
  readonly seconds: number;
  readonly microseconds: number;
  constructor(days: number, seconds = 0, microseconds = 0) {
    super();
    const s = seconds + Math.floor(microseconds / 1e6);
    this.microseconds = microseconds - Math.floor(microseconds / 1e6) * 1e6;
    this.days = days + Math.floor(s / 86400);
    this.seconds = s - Math.floor(s / 86400) * 86400;
  }
  get total(): number {
    return (this.days * 86400 * 1e6 + this.seconds * 1e6 + this.microseconds) / 1e6;
  }
  override pyTruth(): boolean {
    return this.total !== 0;
  }
  override pyEq(o: Value): boolean | undefined {
    return o instanceof TimeDelta ? o.total === this.total : undefined;
  }
  override pyOrder(o: Value): number | undefined {
    return o instanceof TimeDelta ? this.total - o.total : undefined;
  }
  override pyHash(): string {
    return `\0d${this.total}`;
  }
  override pyStr(): string {
    const h = Math.floor(this.seconds / 3600);
    const m = Math.floor((this.seconds % 3600) / 60);
    const day = this.days === 0 ? '' : `${this.days} day${Math.abs(this.days) === 1 ? '' : 's'}, `;
    return `${day}${h}:${pad(m)}:${pad(this.seconds % 60)}${this.microseconds ? `.${pad(this.microseconds, 6)}` : ''}`;
  }
  override pyRepr(): string {
    const parts = (['days', 'seconds', 'microseconds'] as const)
      .filter((k) => this[k] !== 0)
      .map((k) => `${k}=${this[k]}`);
    return `datetime.timedelta(${parts.join(', ') || '0'})`;
  }
  override pyGetAttr(name: string): Value | undefined {
    if (name === 'days' || name === 'seconds' || name === 'microseconds') return this[name];
    if (name === 'min') return new TimeDelta(-999_999_999);
    if (name === 'max') return new TimeDelta(999_999_999, 86_399, 999_999);
    if (name === 'resolution') return new TimeDelta(0, 0, 1);
    if (name === 'total_seconds')
      return method(this, 'timedelta.total_seconds(self)', () => new PyFloat(this.total));
    return undefined;
  }
  override pyBinary(op: string, o: Value, reflected: boolean): Value | undefined {
    if (o instanceof TimeDelta) {
      const [a, b] = reflected ? [o, this] : [this, o];
      if (op === '+')
        return new TimeDelta(a.days + b.days, a.seconds + b.seconds, a.microseconds + b.microseconds);
      if (op === '-')
        return new TimeDelta(a.days - b.days, a.seconds - b.seconds, a.microseconds - b.microseconds);
      if ((op === '/' || op === '//') && b.total === 0)
        throw zeroDivision(op === '/' ? 'division by zero' : 'integer division or modulo by zero');
      if (op === '/') return new PyFloat(a.total / b.total);
      if (op === '//') return intOf(Math.floor(a.total / b.total));
      return undefined;
    }
    const n = asFloat(o);
    if (n === undefined) return undefined;
    const divides = !reflected && (op === '/' || (op === '//' && asInt(o) !== undefined));
    if (divides && n === 0) throw zeroDivision('integer division or modulo by zero');
    if (op === '*') return new TimeDelta(0, 0, Math.round(this.total * 1e6 * n));
    if (!reflected && op === '/') return new TimeDelta(0, 0, Math.round((this.total * 1e6) / n));
    if (!reflected && op === '//' && asInt(o) !== undefined)
      return new TimeDelta(0, 0, Math.floor((this.total * 1e6) / n));
    return undefined;
  }
  override pyUnary(op: '+' | '-'): Value {
    return op === '+' ? this : new TimeDelta(-this.days, -this.seconds, -this.microseconds);
  }
}
