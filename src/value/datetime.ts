import { dayNumber, fromDayNumber, method, num, pad } from './calendar.ts';
import { typeError, valueError } from './errors.ts';
import { repr } from './repr.ts';
import { strftime } from './strftime.ts';
import { asText } from './text.ts';
import { isoTime, PyZone, zoneRepr } from './time-zone.ts';
import { TimeDelta } from './timedelta.ts';
import { typeName } from './type-name.ts';
import { PyFloat, PyObject, Tuple, type Value } from './types.ts';

/** datetime.date */
export class PyDate extends PyObject {
  readonly typeName: string = 'date';
  override readonly typeModule = 'datetime';
  constructor(
    readonly year: number,
    readonly month: number,
    readonly day: number,
  ) {
    super();
    if (year < 1 || year > 9999) throw valueError(`year ${year} is out of range`);
    if (month < 1 || month > 12) throw valueError('month must be in 1..12');
    if (day < 1 || day > new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate())
      throw valueError('day is out of range for month');
  }
  get ordinal(): number {
    return dayNumber(this.year, this.month, this.day);
  }
  /** 0 is Monday. */
  get weekday(): number {
    return (((this.ordinal + 3) % 7) + 7) % 7;
  }
  isoDate(): string {
    return `${pad(this.year, 4)}-${pad(this.month)}-${pad(this.day)}`;
  }
  iso(_sep = 'T'): string {
    return this.isoDate();
  }
  protected key(): number | string {
    return this.ordinal;
  }
  override pyEq(o: Value): boolean | undefined {
    if (!(o instanceof PyDate)) return undefined;
    return o.typeName === this.typeName && o.key() === this.key();
  }
  override pyOrder(o: Value): number | undefined {
    if (!(o instanceof PyDate)) return undefined;
    if (o.typeName !== this.typeName) throw typeError(`can't compare datetime.datetime to datetime.date`);
    return Number(this.key()) - Number(o.key());
  }
  override pyHash(): string {
    return `\0D${this.typeName}${this.key()}`;
  }
  override pyStr(): string {
    return this.iso(' ');
  }
  override pyRepr(): string {
    return `datetime.date(${this.year}, ${this.month}, ${this.day})`;
  }
  pyFormat(spec: string): string {
    return spec === '' ? this.pyStr() : strftime(this, spec);
  }
  override pyGetAttr(name: string): Value | undefined {
    switch (name) {
      case 'year':
      case 'month':
      case 'day':
        return this[name];
      case 'weekday':
        return method(this, 'date.weekday(self)', () => this.weekday);
      case 'isoweekday':
        return method(this, 'date.isoweekday(self)', () => this.weekday + 1);
      case 'toordinal':
        return method(this, 'date.toordinal(self)', () => this.ordinal + 719163);
      case 'isocalendar':
        return method(this, 'date.isocalendar(self)', () => Tuple.from(isoCalendar(this)) as Tuple);
      case 'isoformat':
        return method(this, "date.isoformat(self, sep='T')", (_s, sep) => this.iso(asText(sep!) ?? 'T'));
      case 'strftime':
        return method(this, 'date.strftime(self, format)', (_s, f) => {
          const text = asText(f!);
          if (text === undefined) throw typeError(`strftime() argument 1 must be str, not ${typeName(f!)}`);
          return strftime(this, text);
        });
      case 'replace':
        return method(
          this,
          'date.replace(self, year=None, month=None, day=None)',
          (_s, y, m, d) => new PyDate(num(y, this.year), num(m, this.month), num(d, this.day)),
        );
      case 'ctime':
        return method(this, 'date.ctime(self)', () => strftime(this, '%a %b %e %H:%M:%S %Y'));
      default:
        return undefined;
    }
  }
  override pyBinary(op: string, o: Value, reflected: boolean): Value | undefined {
    if (op === '-' && o instanceof PyDate && o.typeName === 'date')
      return new TimeDelta(reflected ? o.ordinal - this.ordinal : this.ordinal - o.ordinal);
    if (!(o instanceof TimeDelta)) return undefined;
    if (op === '+') return new PyDate(...fromDayNumber(this.ordinal + o.days));
    return op === '-' && !reflected ? new PyDate(...fromDayNumber(this.ordinal - o.days)) : undefined;
  }
}

/** ISO year, week and weekday. */
export function isoCalendar(d: PyDate): [number, number, number] {
  const thursday = d.ordinal - d.weekday + 3;
  const [year] = fromDayNumber(thursday);
  return [year, Math.floor((thursday - dayNumber(year, 1, 1)) / 7) + 1, d.weekday + 1];
}

/** Day of the year, from 1. */
export const yearDay = (d: PyDate): number => d.ordinal - dayNumber(d.year, 1, 1) + 1;

/** datetime.datetime; `offset` in seconds where it has a time zone. */
export class PyDateTime extends PyDate {
  override readonly typeName = 'datetime';
  constructor(
    year: number,
    month: number,
    day: number,
    readonly hour = 0,
    readonly minute = 0,
    readonly second = 0,
    readonly microsecond = 0,
    readonly offset: number | null = null,
  ) {
    super(year, month, day);
    if (hour < 0 || hour > 23) throw valueError('hour must be in 0..23');
    if (minute < 0 || minute > 59) throw valueError('minute must be in 0..59');
    if (second < 0 || second > 59) throw valueError('second must be in 0..59');
  }
  /** Microseconds since 1970 on the clock's face, less the offset. */
  private get micros(): bigint {
    return (
      BigInt(this.ordinal) * 86_400_000_000n +
      BigInt(
        (this.hour * 3600 + this.minute * 60 + this.second - (this.offset ?? 0)) * 1_000_000 +
          this.microsecond,
      )
    );
  }
  protected override key(): string {
    return String(this.micros);
  }
  /** From microseconds since 1970. */
  static fromMicros(m: bigint, offset: number | null = null): PyDateTime {
    const local = m + BigInt(offset ?? 0) * 1_000_000n;
    let days = local / 86_400_000_000n;
    let rest = local % 86_400_000_000n;
    if (rest < 0n) {
      rest += 86_400_000_000n;
      days -= 1n;
    }
    const s = Number(rest / 1_000_000n);
    const [y, mo, d] = fromDayNumber(Number(days));
    return new PyDateTime(
      y,
      mo,
      d,
      Math.floor(s / 3600),
      Math.floor(s / 60) % 60,
      s % 60,
      Number(rest % 1_000_000n),
      offset,
    );
  }
  get timestamp(): number {
    const zone =
      this.offset === null
        ? new Date(
            this.year,
            this.month - 1,
            this.day,
            this.hour,
            this.minute,
            this.second,
          ).getTimezoneOffset() * 60
        : 0;
    return Number(this.micros) / 1e6 + zone;
  }
  override iso(sep = 'T'): string {
    return `${this.isoDate()}${sep}${isoTime(this)}`;
  }
  override pyRepr(): string {
    const parts = [this.year, this.month, this.day, this.hour, this.minute];
    if (this.second || this.microsecond) parts.push(this.second);
    if (this.microsecond) parts.push(this.microsecond);
    return `datetime.datetime(${parts.join(', ')}${this.offset === null ? '' : `, tzinfo=${zoneRepr(this.offset)}`})`;
  }
  override pyGetAttr(name: string): Value | undefined {
    switch (name) {
      case 'hour':
      case 'minute':
      case 'second':
      case 'microsecond':
        return this[name];
      case 'tzinfo':
        return this.offset === null ? null : new PyZone(this.offset);
      case 'date':
        return method(this, 'datetime.date(self)', () => new PyDate(this.year, this.month, this.day));
      case 'time':
        return method(
          this,
          'datetime.time(self)',
          () => new PyTime(this.hour, this.minute, this.second, this.microsecond),
        );
      case 'timestamp':
        return method(this, 'datetime.timestamp(self)', () => new PyFloat(this.timestamp));
      case 'utcoffset':
        return method(this, 'datetime.utcoffset(self)', () =>
          this.offset === null ? null : new TimeDelta(0, this.offset),
        );
      case 'timetuple':
        return method(
          this,
          'datetime.timetuple(self)',
          () =>
            Tuple.of(
              this.year,
              this.month,
              this.day,
              this.hour,
              this.minute,
              this.second,
              this.weekday,
              yearDay(this),
              -1,
            ) as Tuple,
        );
      case 'replace':
        return method(
          this,
          'datetime.replace(self, year=None, month=None, day=None, hour=None, minute=None, second=None, microsecond=None)',
          (_s, y, m, d, h, mi, s, u) =>
            new PyDateTime(
              num(y, this.year),
              num(m, this.month),
              num(d, this.day),
              num(h, this.hour),
              num(mi, this.minute),
              num(s, this.second),
              num(u, this.microsecond),
              this.offset,
            ),
        );
      default:
        return super.pyGetAttr(name);
    }
  }
  override pyBinary(op: string, o: Value, reflected: boolean): Value | undefined {
    if (op === '-' && o instanceof PyDateTime) {
      if ((o.offset === null) !== (this.offset === null))
        throw typeError("can't subtract offset-naive and offset-aware datetimes");
      const diff = reflected ? o.micros - this.micros : this.micros - o.micros;
      return new TimeDelta(0, 0, Number(diff));
    }
    if (!(o instanceof TimeDelta)) return undefined;
    const delta = BigInt(Math.round(o.total * 1e6));
    if (op === '+') return PyDateTime.fromMicros(this.micros + delta, this.offset);
    return op === '-' && !reflected ? PyDateTime.fromMicros(this.micros - delta, this.offset) : undefined;
  }
}

/** datetime.time */
export class PyTime extends PyObject {
  readonly typeName = 'time';
  override readonly typeModule = 'datetime';
  constructor(
    readonly hour = 0,
    readonly minute = 0,
    readonly second = 0,
    readonly microsecond = 0,
  ) {
    super();
  }
  private get key(): number {
    return ((this.hour * 60 + this.minute) * 60 + this.second) * 1e6 + this.microsecond;
  }
  override pyEq(o: Value): boolean | undefined {
    return o instanceof PyTime ? o.key === this.key : undefined;
  }
  override pyOrder(o: Value): number | undefined {
    return o instanceof PyTime ? this.key - o.key : undefined;
  }
  override pyHash(): string {
    return `\0T${this.key}`;
  }
  override pyStr(): string {
    return isoTime(this);
  }
  override pyRepr(): string {
    const parts = [this.hour, this.minute];
    if (this.second || this.microsecond) parts.push(this.second);
    if (this.microsecond) parts.push(this.microsecond);
    return `datetime.time(${parts.join(', ')})`;
  }
  override pyGetAttr(name: string): Value | undefined {
    switch (name) {
      case 'hour':
      case 'minute':
      case 'second':
      case 'microsecond':
        return this[name];
      case 'isoformat':
        return method(this, 'time.isoformat(self)', () => isoTime(this));
      case 'strftime':
        return method(this, 'time.strftime(self, format)', (_s, f) =>
          strftime(
            new PyDateTime(1900, 1, 1, this.hour, this.minute, this.second, this.microsecond),
            asText(f!) ?? repr(f!),
          ),
        );
      default:
        return undefined;
    }
  }
}
