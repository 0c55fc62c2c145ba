import { TargetError } from '../types.ts';

/** One word of shell text that stands for exactly this text. A NUL cannot be in any argument. */
export function quote(text: string): string {
  if (text.includes('\0')) throw new TargetError('EINVAL', 'exec', text, 'embedded null byte');
  return /^[A-Za-z0-9_./:@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** A path as a word that no program takes for an option, nor for its standard input. */
export const quotePath = (path: string): string =>
  quote(path === '' ? './' : path.startsWith('/') ? path : `./${path}`);

/**
 * Bytes as arguments for the shell's printf, as one or more commands: everything that is not plain ASCII is written in
 * octal, so that no shell and no locale can change it.
 */
export function printBytes(bytes: Uint8Array): string {
  if (bytes.length === 0) return ':';
  const parts: string[] = [];
  const step = 30_000;
  for (let at = 0; at < bytes.length; at += step)
    parts.push(`printf '${escaped(bytes.subarray(at, at + step))}'`);
  return parts.join(' && ');
}

function escaped(bytes: Uint8Array): string {
  let out = '';
  for (const b of bytes) {
    if (b === 0x25) out += '%%';
    else if (b === 10 || (b >= 32 && b < 127 && b !== 0x27 && b !== 0x5c && (b !== 0x2d || out !== '')))
      out += String.fromCharCode(b);
    else out += `\\${b.toString(8).padStart(3, '0')}`;
  }
  return out;
}
