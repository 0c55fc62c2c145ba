import type { ExecOptions, ExecResult, Target } from '../../../target/types.ts';

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
