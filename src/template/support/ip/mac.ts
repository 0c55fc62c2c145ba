import { indexError } from '../../../value/errors.ts';
import { normInt, parseInt10 } from '../../../value/number.ts';
import type { Value } from '../../../value/types.ts';
import { filterError } from '../../errors.ts';
import { nativeText } from '../py.ts';

/** How addresses of 48 and of 64 bits may be written: separator, number of words, digits of one. */
const FORMS = {
  48: [
    [':', 6, 1, 2],
    ['-', 6, 1, 2],
    [':', 3, 1, 4],
    ['-', 3, 1, 4],
    ['.', 3, 1, 4],
    ['-', 2, 5, 6],
    [':', 2, 5, 6],
    ['', 1, 11, 12],
  ],
  64: [
    [':', 8, 1, 2],
    ['-', 8, 1, 2],
    [':', 4, 1, 4],
    ['-', 4, 1, 4],
    ['.', 4, 1, 4],
    ['', 1, 16, 16],
  ],
} as const;

function inForm(text: string, size: 48 | 64): bigint | undefined {
  for (const [separator, count, least, most] of FORMS[size]) {
    const words = separator === '' ? [text] : text.split(separator);
    if (words.length !== count || !words.every((w) => /^[0-9a-f]+$/i.test(w))) continue;
    if (words.every((w) => w.length >= least && w.length <= most))
      return BigInt(`0x${words.map((w) => w.padStart(most, '0')).join('')}`);
  }
  const number = parseInt10(text);
  return number !== undefined && number >= 0 && BigInt(number) < 1n << BigInt(size)
    ? BigInt(number)
    : undefined;
}

/** A hardware address: its number and its size in bits. */
export interface Mac {
  readonly value: bigint;
  readonly size: 48 | 64;
}

/** A hardware address of 48 or 64 bits in any form, also as a number; undefined where it is none. */
export function macOf(given: Value): Mac | undefined {
  const text = nativeText(given).replace(/\n$/, '');
  for (const size of [48, 64] as const) {
    const value = inForm(text, size);
    if (value !== undefined) return { value, size };
  }
  return undefined;
}

/** A MAC address in a form by name: unix, linux, cisco, bare, eui48, pgsql, int, bool. */
function formatMac(mac: bigint, form: string): Value | undefined {
  const cut = (n: number): string[] => {
    // All forms are of 48 bits, so that what is longer fails in netaddr.
    if (mac >= 1n << 48n) throw indexError(`integer out of bounds: '0x${mac.toString(16)}'!`);
    return (
      mac
        .toString(16)
        .padStart(12, '0')
        .match(new RegExp(`.{${n}}`, 'g')) ?? []
    );
  };
  switch (form) {
    case 'bool':
      return true;
    case 'bare':
      return cut(12).join('').toUpperCase();
    case 'int':
      return normInt(mac);
    case 'cisco':
      return cut(4).join('.');
    case 'eui48':
    case 'win':
      return cut(2).join('-').toUpperCase();
    case 'linux':
      return cut(2).join(':');
    case 'unix':
      return cut(2)
        .map((p) => p.replace(/^0(.)/, '$1'))
        .join(':');
    case 'pgsql':
    case 'postgresql':
    case 'psql':
      return cut(6).join(':');
    default:
      return undefined;
  }
}

/** hwaddr(value, query): the address itself or in the form of the query; None where it is none. */
export function hwaddr(value: Value, query: Value, alias: string): Value {
  const how = nativeText(query);
  const mac = macOf(value);
  const unknown = filterError(`${alias}: unknown filter type: ${how}`);
  if (!mac) {
    if (query === null) throw unknown;
    if (how && how !== 'bool') throw filterError(`${alias}: not a hardware address: ${nativeText(value)}`);
    return null;
  }
  if (!how) return nativeText(value);
  const out = formatMac(mac.value, how);
  if (out === undefined) throw unknown;
  return out;
}
