import { hasUnsafeKeys, markUnsafeKeys } from '../../value/plain.ts';
import { asText } from '../../value/text.ts';
import { type Dict, PyFloat, UnsafeText, type Value } from '../../value/types.ts';
import { strArgument } from './repr.ts';

const whole = 'VALUE_SPECIFIED_IN_NO_LOG_PARAMETER';
const part = '********';

/** Longest first, so that a secret that holds another one is masked as a whole. */
const ordered = new WeakMap<ReadonlySet<string>, { size: number; list: string[] }>();
function secretsOf(secrets: ReadonlySet<string>): string[] {
  const known = ordered.get(secrets);
  if (known?.size === secrets.size) return known.list;
  const list = [...secrets].filter((s) => s !== '').sort((a, b) => b.length - a.length);
  ordered.set(secrets, { size: secrets.size, list });
  return list;
}

function redactText(text: string, secrets: ReadonlySet<string>): string {
  if (secrets.has(text)) return whole;
  let out = text;
  for (const s of secretsOf(secrets)) if (out.includes(s)) out = out.replaceAll(s, part);
  return out;
}

function redactValue(v: Value, secrets: ReadonlySet<string>): Value {
  const text = asText(v);
  if (text !== undefined) {
    const out = redactText(text, secrets);
    return out === text ? v : v instanceof UnsafeText ? new UnsafeText(out) : out;
  }
  if (Array.isArray(v)) return v.map((x) => redactValue(x, secrets));
  if (v instanceof Map) {
    const out: Dict = new Map();
    for (const [k, x] of v) out.set(k, redactValue(x, secrets));
    return hasUnsafeKeys(v) ? markUnsafeKeys(out) : out;
  }
  if (typeof v === 'number' || typeof v === 'bigint' || typeof v === 'boolean' || v instanceof PyFloat) {
    const shown = strArgument(v);
    if (secrets.has(shown)) return whole;
    // A number is masked as a whole where a secret is part of it; a bool only where it equals one.
    if (typeof v !== 'boolean' && secretsOf(secrets).some((s) => shown.includes(s))) return whole;
  }
  return v;
}

/**
 * A result with every no_log value taken out, as Ansible's modules do before they answer: a value that is a secret
 * becomes VALUE_SPECIFIED_IN_NO_LOG_PARAMETER, one that holds it gets `********` in its place; keys stay.
 */
export function redact(result: Dict, secrets: ReadonlySet<string>): Dict {
  return secrets.size === 0 ? result : (redactValue(result, secrets) as Dict);
}

/** The same for one text (messages, warnings). */
export const redactMessage = (text: string, secrets: ReadonlySet<string>): string =>
  secrets.size === 0 ? text : redactText(text, secrets);
