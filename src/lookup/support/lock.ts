import { createHash } from 'node:crypto';
import { closeSync, existsSync, openSync, unlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeDirs } from '../../config/make-dirs.ts';
import { lookupFailure } from './files.ts';

/** How long another run may hold the lock, in milliseconds; as in Ansible. */
const PATIENCE = 7000;
const STEP = 20;

/** Waits without giving way: the lock is held for moments only. */
const pause = (): void => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, STEP);

/**
 * Runs `f` while no other run (ours or a real Ansible, which knows the same lock file) works on `path`. The directory
 * is made if it is missing, private to its owner.
 * @throws the lookup's error where the lock is not free within seven seconds
 */
export function locked<T>(path: string, f: () => T): T {
  const directory = dirname(path);
  const lock = join(directory, `${createHash('sha1').update(path).digest('hex')}.ansible_lockfile`);
  makeDirs(directory, 0o700);
  for (let waited = 0; !acquire(lock); waited += STEP) {
    if (waited >= PATIENCE)
      throw lookupFailure(
        `Password lookup cannot get the lock in 7 seconds, abort...This may caused by un-removed lockfileyou can manually remove it from controller machine at ${lock} and try again`,
      );
    pause();
  }
  try {
    return f();
  } finally {
    if (existsSync(lock)) unlinkSync(lock);
  }
}

function acquire(lock: string): boolean {
  try {
    closeSync(openSync(lock, 'wx', 0o600));
    return true;
  } catch (e) {
    if ((e as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw e;
  }
}
