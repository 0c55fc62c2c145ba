import { pad } from './calendar.ts';
import { TimeDelta } from './timedelta.ts';
import { PyObject } from './types.ts';

/** datetime.timezone of a fixed offset. */
export class PyZone extends PyObject {
  readonly typeName = 'timezone';
  override readonly typeModule = 'datetime';
  constructor(readonly offset: number) {
    super();
  }
  override pyRepr(): string {
    return zoneRepr(this.offset);
  }
  override pyStr(): string {
    return this.offset === 0 ? 'UTC' : `UTC${isoOffset(this.offset)}`;
  }
}

export const zoneRepr = (offset: number): string =>
  offset === 0 ? 'datetime.timezone.utc' : `datetime.timezone(${new TimeDelta(0, offset).pyRepr()})`;

/** "+01:00" */
export const isoOffset = (s: number): string =>
  `${s < 0 ? '-' : '+'}${pad(Math.floor(Math.abs(s) / 3600))}:${pad(Math.floor(Math.abs(s) / 60) % 60)}`;
export const isoTime = (t: {
  hour: number;
  minute: number;
  second: number;
  microsecond: number;
  offset?: number | null;
}): string =>
  `${pad(t.hour)}:${pad(t.minute)}:${pad(t.second)}${t.microsecond ? `.${pad(t.microsecond, 6)}` : ''}${t.offset === null || t.offset === undefined ? '' : isoOffset(t.offset)}`;
