import { expect } from 'vitest';

/** The kinds of mistakes of which there are cases, each a topic `broken-<kind>`. */
export const brokenKinds = [
  'yaml',
  'keyword',
  'arguments',
  'templates',
  'roles',
  'inventory',
  'vault',
  'command-line',
] as const;

/** What the answer to a broken input must be, beside what was recorded: no stack trace, and its place (what does not end is killed after a while). */
export function expectGoodError(name: string, files: Record<string, string>): void {
  const all = Object.values(files).join('\n');
  expect(all, 'a stack trace').not.toMatch(/\n {4}at |node:internal|\bE[A-Z]{4,}: [a-z]/);
  // an error in a file says in which, and where it stands
  if (!/^broken-(?:yaml|keyword|roles)\//.test(name) || !/ERROR! /.test(files['stderr'] ?? '')) return;
  if (/was not found|could not be found|Could not find|Empty playbook|found no/.test(all)) return;
  expect(all).toMatch(/The error appears to be in '[^']+': line \d+, column \d+|line \d+, column \d+|\/w\//);
}
