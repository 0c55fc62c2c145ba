import { normInt } from '../value/number.ts';
import { PyFloat, type Value } from '../value/types.ts';

/** A YAML 1.1 integer (0b, 0x, leading 0, sexagesimal, underscores); undefined for other text. */
export function parseIntScalar(text: string): Value | undefined {
  let t = text.replaceAll('_', '');
  let negative = false;
  if (t[0] === '-' || t[0] === '+') {
    negative = t[0] === '-';
    t = t.slice(1);
  }
  let value: bigint | undefined;
  if (t === '0') value = 0n;
  else if (t.startsWith('0b')) value = /^[01]+$/.test(t.slice(2)) ? BigInt(t) : undefined;
  else if (t.startsWith('0x')) value = /^[0-9a-fA-F]+$/.test(t.slice(2)) ? BigInt(t) : undefined;
  else if (t[0] === '0') value = /^[0-7]+$/.test(t) ? BigInt(`0o${t}`) : undefined;
  else if (t.includes(':')) {
    value = 0n;
    for (const part of t.split(':')) {
      if (!/^\d+$/.test(part)) return undefined;
      value = value * 60n + BigInt(part);
    }
  } else if (/^\d{1,15}$/.test(t)) return negative ? (Number(t) === 0 ? 0 : -Number(t)) : Number(t);
  else value = /^\d+$/.test(t) ? BigInt(t) : undefined;
  if (value === undefined && /^\s*[-+]?\d+\s*$/.test(t)) value = BigInt(t.trim());
  return value === undefined ? undefined : normInt(negative ? -value : value);
}

/** A YAML 1.1 float (.inf, .nan, sexagesimal, underscores); undefined for other text. */
export function parseFloatScalar(text: string): Value | undefined {
  let t = text.replaceAll('_', '').toLowerCase();
  let sign = 1;
  if (t[0] === '-' || t[0] === '+') {
    sign = t[0] === '-' ? -1 : 1;
    t = t.slice(1);
  }
  if (t === '.inf') return new PyFloat(sign * Infinity);
  if (t === '.nan') return new PyFloat(Number.NaN);
  if (t.includes(':')) {
    let value = 0;
    let base = 1;
    for (const part of t.split(':').reverse()) {
      const n = number(part);
      if (n === undefined) return undefined;
      value += n * base;
      base *= 60;
    }
    return new PyFloat(sign * value);
  }
  const n = number(t);
  return n === undefined ? undefined : new PyFloat(sign * n);
}

function number(t: string): number | undefined {
  const text = t.trim();
  if (text !== t) return /^[-+]/.test(text) ? signed(text) : number(text);
  if (/^(inf|infinity)$/.test(t)) return Infinity;
  if (t === 'nan') return Number.NaN;
  return /^(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/.test(t) ? Number(t) : undefined;
}

function signed(text: string): number | undefined {
  const n = number(text.slice(1));
  return n === undefined ? undefined : text[0] === '-' ? -n : n;
}
