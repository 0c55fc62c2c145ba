import { toFloat } from '../../value/convert.ts';
import { formatFloat } from '../../value/format-number.ts';
import { floatToInt } from '../../value/number.ts';
import type { Value } from '../../value/types.ts';

/** A size as Jinja2's filesizeformat prints it. */
export function sizeText(v: Value, binary: boolean): string {
  const bytes = toFloat(v);
  const base = binary ? 1024 : 1000;
  const prefixes = (binary ? 'KiB MiB GiB TiB PiB EiB ZiB YiB' : 'kB MB GB TB PB EB ZB YB').split(' ');
  if (bytes === 1) return '1 Byte';
  if (bytes < base) return `${floatToInt(bytes)} Bytes`;
  let i = 0;
  // Python's units are exact integers, which matters where a float lies just below one.
  while (i < 7 && !(bytes < BigInt(base) ** BigInt(i + 2))) i++;
  return `${formatFloat((base * bytes) / base ** (i + 2), 'f', 1)} ${prefixes[i]}`;
}
