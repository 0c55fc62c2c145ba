import { defineFilter } from '../../../jinja/define.ts';
import type { PyDateTime } from '../../../value/datetime.ts';
import { overflowError, typeError } from '../../../value/errors.ts';
import { asFloat, parseFloatText } from '../../../value/number.ts';
import { strftime } from '../../../value/strftime.ts';
import { asText } from '../../../value/text.ts';
import { truth } from '../../../value/truth.ts';
import { typeName } from '../../../value/type-name.ts';
import { filterError } from '../../errors.ts';
import { clockTime } from '../../now.ts';
import { str } from '../../support/py.ts';

/** "CET", "UTC": the zone's name at a moment. */
const zoneName = (moment: Date): string =>
  new Intl.DateTimeFormat('en-US', { timeZoneName: 'short' })
    .formatToParts(moment)
    .find((p) => p.type === 'timeZoneName')?.value ?? '';

/** Conversions that need the moment itself, not only its clock's face. */
function withZone(format: string, moment: Date, utc: boolean): string {
  return format.replace(/%([-_0^#]*)\d*[EO]?(.)/gs, (whole, flags: string, c: string) => {
    if (c === 's')
      return String(
        Math.floor((utc ? moment.getTime() + moment.getTimezoneOffset() * 60_000 : moment.getTime()) / 1000),
      );
    if (c === 'Z') {
      const name = (utc ? 'GMT' : zoneName(moment)).replaceAll('%', '%%');
      return flags.includes('#') ? name.toLowerCase() : name;
    }
    // The C library has no %f.
    if (c === 'f') return `%${whole}`;
    if (c !== 'z') return whole;
    const minutes = utc ? 0 : -moment.getTimezoneOffset();
    const abs = Math.abs(minutes);
    return `${minutes < 0 ? '-' : '+'}${String(Math.floor(abs / 60)).padStart(2, '0')}${String(abs % 60).padStart(2, '0')}`;
  });
}

export default defineFilter({
  doc: "A time (seconds since 1970, by default now) in a format of Python's strftime.",
  signature: 'strftime(string_format, second=None, utc=False)',
  volatile: true,
  run(_ctx, format, second, utc) {
    const text = asText(second!);
    const seconds =
      second === null ? Date.now() / 1000 : text === undefined ? asFloat(second!) : parseFloatText(text);
    if (seconds === undefined || !Number.isFinite(seconds))
      throw filterError(`Invalid value for epoch value (${str(second!)})`);
    if (Math.abs(seconds) > 8.64e12) throw overflowError('timestamp out of range for platform time_t');
    const moment = new Date(Math.floor(seconds) * 1000);
    const inUtc = truth(utc!);
    const face: PyDateTime = clockTime(moment, inUtc);
    const pattern = asText(format!);
    if (pattern === undefined)
      throw typeError(
        `strftime() argument 1 must be str, not ${format === null ? 'None' : typeName(format!)}`,
      );
    return strftime(face, withZone(pattern, moment, inUtc));
  },
});
