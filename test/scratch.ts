import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Vitest's global set-up: every temporary directory of the tests lies in one, which goes with the run. */
export default function setup(): () => void {
  const dir = mkdtempSync(join(tmpdir(), 'ats-'));
  // tests become other users, who make files there as well
  chmodSync(dir, 0o1777);
  process.env.TMPDIR = dir;
  return () => rmSync(dir, { recursive: true, force: true, maxRetries: 3 });
}
