import escapeRegExp from 'lodash/escapeRegExp.js';

/**
 * Texts that must not reach logs: passwords asked for, values of `no_log` parameters, vault secrets. Whoever learns
 * one registers it; the log file and verbose lines are masked with all of them.
 */
const known = new Set<string>();
let pattern: RegExp | undefined;

/** What stands in a secret's place, as Ansible writes it. */
export const MASK = '********';

/** Registers a secret. Very short ones are left out: masking every "a" would hide the log, not the secret. */
export function registerSecret(secret: string): void {
  for (const text of secret.includes('\n') ? [secret, ...secret.split('\n')] : [secret]) {
    if (text.trim().length < 4 || known.has(text)) continue;
    known.add(text);
    pattern = undefined;
  }
}

/** The text with every registered secret replaced. */
export function maskSecrets(text: string): string {
  if (known.size === 0) return text;
  pattern ??= new RegExp(
    [...known]
      .sort((a, b) => b.length - a.length)
      .map((s) => escapeRegExp(s))
      .join('|'),
    'g',
  );
  return text.replace(pattern, MASK);
}

/** Forgets all secrets (tests). */
export function forgetSecrets(): void {
  known.clear();
  pattern = undefined;
}
