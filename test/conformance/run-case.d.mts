export interface CaseResult {
  readonly results: ReadonlyArray<{
    readonly exit: string;
    readonly stdout: string;
    readonly stderr: string;
  }>;
  readonly tree: readonly string[];
}
export const casesDir: string;
export function listCases(wanted?: readonly string[]): string[];
export function runCase(
  name: string,
  program: readonly string[],
  options?: { timeout?: number; over?: { config: string; become: boolean } | undefined },
): Promise<CaseResult>;
export const loginServer: string;
export function expectedFiles(result: CaseResult): Record<string, string>;
export function expectedOf(name: string): Record<string, string>;
export function hintsOf(name: string): Record<string, string>;
export function withoutHints(name: string, files: Record<string, string>): Record<string, string>;
export function addedLines(theirs: string, ours: string): string | undefined;
