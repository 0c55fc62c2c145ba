import { createHash } from 'node:crypto';
import type { HashAlgorithm } from '../types.ts';
import { quotePath } from './quote.ts';
import type { RunResult } from './session.ts';
import { batches } from './stat.ts';

interface Hands {
  run(script: string): Promise<RunResult>;
  fail(path: string, result: RunResult): Error;
  stream(path: string, take: (chunk: Uint8Array) => void): Promise<void>;
}

const plain = /^[^\\\n\r]+$/;
const shown = (path: string): string => (path.startsWith('/') ? path : `./${path}`);

/**
 * Checksums of many files by the host's own tool, in one round trip; where it has none for this algorithm, the bytes
 * come here. With `strict`, what cannot be read throws; else it is undefined.
 */
export async function hashFiles(
  paths: readonly string[],
  algorithm: HashAlgorithm,
  strict: boolean,
  hands: Hands,
): Promise<Array<string | undefined>> {
  const tool = `${algorithm}sum`;
  const out = new Map<string, string>();
  const bulk = paths.filter((p) => plain.test(p));
  const odd = paths.filter((p) => !plain.test(p));
  const lines = [`command -v ${tool} >/dev/null 2>&1 || exit 99`];
  // a pipe or a device among many would never end
  const files = strict ? '' : '[ -f "$p" ] && ';
  for (const p of odd) lines.push(`p=${quotePath(p)}; ${files}${tool} <"$p" || printf '\\n'`);
  lines.push("printf '\\0'");
  for (const batch of batches(bulk)) {
    const list = batch.map(quotePath).join(' ');
    if (strict) lines.push(`${tool} ${list}`);
    else
      lines.push(
        `set --; for p in ${list}; do [ -f "$p" ] && set -- "$@" "$p"; done; [ $# -gt 0 ] && ${tool} "$@"; :`,
      );
  }
  const result = await hands.run(lines.join('\n'));
  if (result.rc === 99) {
    const all: Array<string | undefined> = [];
    for (const path of paths) all.push(await here(path, algorithm, strict, hands));
    return all;
  }
  const text = result.stdout.toString();
  const split = text.indexOf('\0');
  const oddLines = text.slice(0, split).split('\n');
  for (const [i, p] of odd.entries()) {
    const hex = /^[0-9a-f]+/.exec(oddLines[i] ?? '')?.[0];
    if (hex) out.set(p, hex);
  }
  for (const line of text.slice(split + 1).split('\n')) {
    const m = /^([0-9a-f]+) [ *](.*)$/.exec(line);
    if (m) out.set(m[2] ?? '', m[1] ?? '');
  }
  return paths.map((p) => {
    const hash = out.get(p) ?? out.get(shown(p));
    if (hash === undefined && strict) throw hands.fail(p, result);
    return hash;
  });
}

async function here(
  path: string,
  algorithm: HashAlgorithm,
  strict: boolean,
  hands: Hands,
): Promise<string | undefined> {
  const hash = createHash(algorithm);
  try {
    await hands.stream(path, (chunk) => void hash.update(chunk));
    return hash.digest('hex');
  } catch (error) {
    if (strict) throw error;
    return undefined;
  }
}
