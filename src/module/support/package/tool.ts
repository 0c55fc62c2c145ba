import type { ExecOptions, ExecResult, Target } from '../../../target/types.ts';
import { ModuleFailure } from '../../define.ts';

/** Output of a program as text. */
export interface ToolResult {
  readonly rc: number;
  readonly stdout: string;
  readonly stderr: string;
}

export const asToolResult = (r: ExecResult): ToolResult => ({
  rc: r.rc,
  stdout: r.stdout.toString(),
  stderr: r.stderr.toString(),
});

/** Runs a program and gives its output as text; the C locale, so that what it says can be read. */
export async function tool(
  target: Target,
  argv: readonly string[],
  options: ExecOptions = {},
): Promise<ToolResult> {
  return asToolResult(
    await target.exec(argv, {
      ...options,
      env: { LANG: 'C', LC_ALL: 'C', LC_MESSAGES: 'C', LC_CTYPE: 'C', ...options.env },
    }),
  );
}

/** Fails as Ansible does where `program` was not there to run (`r` is what running it gave). */
export async function failIfMissing(target: Target, program: string, r: ToolResult): Promise<void> {
  if (r.rc !== 127 || (await target.which(program)) !== undefined) return;
  const path = ((await target.environment())['PATH'] ?? '').split(':');
  for (const d of ['/sbin', '/usr/sbin', '/usr/local/sbin']) if (!path.includes(d)) path.push(d);
  throw new ModuleFailure(`Failed to find required executable "${program}" in paths: ${path.join(':')}`);
}

/** The full path of a program that a module cannot do without. */
export async function requireProgram(target: Target, program: string): Promise<string> {
  const path = await target.which(program, ['/sbin', '/usr/sbin', '/usr/local/sbin']);
  if (path === undefined) await failIfMissing(target, program, { rc: 127, stdout: '', stderr: '' });
  return path ?? program;
}
