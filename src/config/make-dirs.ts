import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Makes a directory and those above it; one that is there is kept. Not mkdirSync's `recursive`, which never ends where
 * a file system takes no new directories and says that something is missing (/proc).
 */
export function makeDirs(path: string, mode = 0o777): void {
  if (isDirectory(path)) return;
  const above = dirname(path);
  if (above !== path) makeDirs(above, mode);
  try {
    mkdirSync(path, { mode });
  } catch (e) {
    // another process may have been faster
    if (!isDirectory(path)) throw e;
  }
}

const isDirectory = (path: string): boolean =>
  statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
