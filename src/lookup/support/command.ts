import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { nativeText } from '../../template/support/py.ts';
import type { Value } from '../../value/types.ts';
import { lookupFailure } from './files.ts';

/** Runs a command in /bin/sh with nothing on stdin; stderr goes where ours goes. A signal gives its negative number, as Python's Popen does. */
export function commandOutput(
  command: string,
  cwd: string,
): Promise<{ readonly code: number; readonly stdout: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn('/bin/sh', ['-c', command], { cwd, stdio: ['ignore', 'pipe', 'inherit'] });
    const chunks: Buffer[] = [];
    child.stdout.on('data', (c: Buffer) => chunks.push(c));
    child.on('error', reject);
    child.on('close', (code, signal) =>
      resolve({
        code: code ?? (signal ? -constants.signals[signal] : 1),
        stdout: Buffer.concat(chunks).toString('utf8'),
      }),
    );
  });
}

/** What each of the commands prints. Throws the lookup's error where one fails. */
export async function commandOutputs(
  lookup: string,
  terms: readonly Value[],
  cwd: string,
): Promise<string[]> {
  const out: string[] = [];
  for (const term of terms) {
    const command = nativeText(term);
    const { code, stdout } = await commandOutput(command, cwd);
    if (code !== 0) throw lookupFailure(`lookup_plugin.${lookup}(${command}) returned ${code}`);
    out.push(stdout);
  }
  return out;
}
