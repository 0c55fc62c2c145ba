import { spawn } from 'node:child_process';

/** Runs a command in /bin/sh; stderr goes where ours goes. A signal gives its negative number, as Python's Popen does. */
export function commandOutput(
  command: string,
  cwd: string,
): Promise<{ readonly code: number; readonly stdout: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn('/bin/sh', ['-c', command], { cwd, stdio: ['inherit', 'pipe', 'inherit'] });
    const chunks: Buffer[] = [];
    child.stdout.on('data', (c: Buffer) => chunks.push(c));
    child.on('error', reject);
    child.on('close', (code, signal) =>
      resolve({ code: code ?? (signal ? -1 : 1), stdout: Buffer.concat(chunks).toString('utf8') }),
    );
  });
}
