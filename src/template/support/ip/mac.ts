import { asInt, normInt } from '../../../value/number.ts';
import { asText } from '../../../value/text.ts';
import type { Value } from '../../../value/types.ts';

/** The 48 bits of a MAC address in any common form; undefined where it is none. */
export function macOf(value: Value): bigint | undefined {
  const n = typeof value === 'boolean' ? undefined : asInt(value);
  if (n !== undefined) return BigInt(n) >= 0n && BigInt(n) < 1n << 48n ? BigInt(n) : undefined;
  const text = asText(value)?.trim();
  if (text === undefined) return undefined;
  if (/^[0-9a-fA-F]{12}$/.test(text)) return BigInt(`0x${text}`);
  for (const [separator, count, width] of [
    [':', 6, 2],
    ['-', 6, 2],
    [':', 3, 4],
    ['.', 3, 4],
    ['-', 3, 4],
    ['-', 2, 6],
    [':', 2, 6],
  ] as const) {
    const parts = text.split(separator);
    if (parts.length === count && parts.every((p) => /^[0-9a-fA-F]+$/.test(p) && p.length <= width)) {
      return BigInt(`0x${parts.map((p) => p.padStart(width, '0')).join('')}`);
    }
  }
  return undefined;
}

/** A MAC address in a form by name: unix, linux, cisco, bare, eui48, pgsql, int, bool. */
export function formatMac(mac: bigint, form: string): Value | undefined {
  const hex = mac.toString(16).padStart(12, '0');
  const cut = (n: number): string[] => hex.match(new RegExp(`.{${n}}`, 'g')) ?? [];
  switch (form) {
    case 'bool':
      return true;
    case 'bare':
      return hex.toUpperCase();
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
