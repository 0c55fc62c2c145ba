import { asFloat } from '../../value/number.ts';
import { getAttribute } from '../../value/protocol.ts';
import { asText } from '../../value/text.ts';
import { type Dict, PyFloat, type Value } from '../../value/types.ts';
import { filterError } from '../errors.ts';
import { str } from './py.ts';

const units: ReadonlyArray<readonly [string, readonly string[]]> = [
  ['ms', ['millisecond', 'msec', 'msecond']],
  ['s', ['sec', 'second']],
  ['h', ['hour']],
  ['m', ['min', 'minute']],
  ['d', ['day']],
  ['w', ['week']],
  ['mo', ['month']],
  ['y', ['year']],
];
const names = (): string => units.flatMap(([, n]) => n).join(', ');

/** "1h 30m" in a unit, as a float; `year` and `month` say how many days they have. */
export function toTimeUnit(value: Value, unit: string, options: Dict): Value {
  const days = (key: string, fallback: number): number => asFloat(options.get(key) ?? fallback) ?? fallback;
  for (const k of options.keys()) {
    if (k !== 'year' && k !== 'month')
      throw filterError(`to_time_unit() got unknown keyword arguments: ${str(k)}`);
  }
  const seconds: Readonly<Record<string, number>> = {
    ms: 1 / 1000,
    s: 1,
    m: 60,
    h: 3600,
    d: 86400,
    w: 604800,
    mo: days('month', 30) * 86400,
    y: days('year', 365) * 86400,
  };
  const unitOf = (text: string): string | undefined => {
    if (seconds[text] !== undefined) return text;
    const one = text.replace(/s$/, '');
    return units.find(([, n]) => n.includes(one))?.[0];
  };
  const target = unitOf(unit);
  if (!target) {
    throw filterError(
      `to_time_unit() can not convert to the following unit: ${unit}. Available units (singular or plural): ${names()}. Available short units: ${Object.keys(seconds).join(', ')}`,
    );
  }
  const text = asText(value);
  if (text === undefined) {
    getAttribute(value, 'split');
    throw filterError(`to_time_unit() can not interpret following string: ${str(value)}`);
  }
  let sum = 0;
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const m = /^(-?\d+)(\D+)$/.exec(word);
    const own = m && unitOf(m[2]!);
    if (!own) throw filterError(`to_time_unit() can not interpret following string: ${text}`);
    sum += Number(m[1]) * seconds[own]!;
  }
  return new PyFloat(Number((sum / seconds[target]!).toFixed(12)));
}
