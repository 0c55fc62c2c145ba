import { setTimeout as sleep } from 'node:timers/promises';
import { ModuleFailure } from '../../define.ts';
import type { ToolResult } from './tool.ts';

/** Words of apt-get that fetch the package lists; a list that could not be fetched is an error for newer ones, too. */
export const aptUpdateWords = ['update', '-o', 'APT::Update::Error-Mode=any'] as const;

/** Fetches the package lists; again after a growing delay where that fails, `retries` times in all. */
export async function fetchLists(
  update: () => Promise<ToolResult>,
  retries: number,
  maxDelay: number,
  signal: AbortSignal,
): Promise<void> {
  let error = '';
  for (let i = 0; i < Math.max(1, retries); i++) {
    const r = await update();
    if (r.rc === 0) return;
    error = r.stderr
      .trim()
      .replace(/^([EW]): /gm, '$1:')
      .replaceAll('\n', ', ');
    if (i + 1 < retries)
      await sleep(Math.min(2 ** i, maxDelay) * 1000 + Math.random() * 1000, undefined, { signal });
  }
  throw new ModuleFailure(`Failed to update apt cache: ${error || 'unknown reason'}`);
}
