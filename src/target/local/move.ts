import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  utimesSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { errnoText, targetError } from '../errno.ts';
import { TargetError } from '../types.ts';

/** A rename that fails so may still work as a copy. */
const workable = new Set(['EPERM', 'EXDEV', 'EACCES', 'ETXTBSY', 'EBUSY']);
const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? 'EIO';
const words = (error: unknown, a: string, b?: string): string =>
  `${errnoText(codeOf(error))}: b'${a}'${b === undefined ? '' : ` -> b'${b}'`}`;

/** What only its owner or root may do; a user without the right keeps what can be kept. */
function unlessForbidden(op: string, path: string, call: () => void): void {
  try {
    call();
  } catch (error) {
    if (codeOf(error) !== 'EPERM') throw targetError(error, op, path);
  }
}

let selinux: boolean | undefined;
const hasSelinux = (): boolean => (selinux ??= existsSync('/sys/fs/selinux/enforce'));

/**
 * Puts a file in the place of another with the outcome of Ansible's atomic_move. TargetError messages are Ansible's.
 */
export function moveFile(from: string, to: string, unsafeWrites: boolean): void {
  let before: Stats | undefined;
  try {
    before = statSync(to);
  } catch {
    // a new file
  }
  if (before !== undefined) {
    const { mode, uid, gid } = before;
    unlessForbidden('chmod', from, () => {
      chmodSync(from, mode & 0o7777);
      chownSync(from, uid, gid);
      // chown by a user clears set-id bits
      if (mode & 0o6000) chmodSync(from, mode & 0o7777);
    });
    if (hasSelinux()) spawnSync('chcon', ['--reference', to, '--', from], { stdio: 'ignore' });
  }
  try {
    renameSync(from, to);
  } catch (error) {
    if (!workable.has(codeOf(error)))
      throw new TargetError(
        codeOf(error),
        'move',
        to,
        `Could not replace file: ${from} to ${to}: ${words(error, from, to)}`,
      );
    replaceByCopy(from, to, before, unsafeWrites);
  }
  if (before === undefined) {
    chmodSync(to, 0o666 & ~process.umask());
    try {
      chownSync(to, process.geteuid?.() ?? -1, process.getegid?.() ?? -1);
    } catch {
      // not ours to change
    }
    if (hasSelinux()) spawnSync('restorecon', ['--', to], { stdio: 'ignore' });
  }
}

/** Copies beside the destination, so that the last step is a rename again. */
function replaceByCopy(from: string, to: string, before: Stats | undefined, unsafeWrites: boolean): void {
  const beside = join(
    dirname(to),
    `.ansible_tmp${randomBytes(4).toString('hex')}${basename(to).slice(0, 200)}`,
  );
  try {
    closeSync(openSync(beside, 'wx', 0o600));
  } catch (error) {
    if (unsafeWrites) {
      overwrite(from, to);
      return;
    }
    throw new TargetError(
      codeOf(error),
      'move',
      to,
      `The destination directory (${dirname(to)}) is not writable by the current user. Error was: ${words(error, beside)}`,
    );
  }
  try {
    try {
      const source = statSync(from);
      copyFileSync(from, beside);
      chmodSync(beside, source.mode & 0o7777);
      utimesSync(beside, source.atime, source.mtime);
      unlessForbidden('chown', beside, () => {
        if (before !== undefined) chownSync(beside, before.uid, before.gid);
        if (before !== undefined && before.mode & 0o6000) chmodSync(beside, before.mode & 0o7777);
      });
      if (before !== undefined && hasSelinux())
        spawnSync('chcon', ['--reference', to, '--', beside], { stdio: 'ignore' });
    } catch (error) {
      if (unsafeWrites) {
        overwrite(from, to);
        return;
      }
      throw new TargetError(
        codeOf(error),
        'move',
        to,
        `Failed to replace file: ${from} to ${to}: ${words(error, from)}`,
      );
    }
    try {
      renameSync(beside, to);
    } catch (error) {
      if (unsafeWrites && codeOf(error) === 'EBUSY') {
        overwrite(beside, to, from);
        return;
      }
      throw new TargetError(
        codeOf(error),
        'move',
        to,
        `Unable to make ${from} into to ${to}, failed final rename from ${beside}: ${words(error, beside, to)}`,
      );
    }
    rmSync(from, { force: true });
  } finally {
    rmSync(beside, { force: true });
  }
}

/** The user asked for it: writes over the destination in place. */
function overwrite(from: string, to: string, remove = from): void {
  try {
    const input = openSync(from, 'r');
    try {
      const output = openSync(to, 'w');
      try {
        const buffer = Buffer.allocUnsafe(1 << 20);
        for (let n = readSync(input, buffer); n > 0; n = readSync(input, buffer)) {
          for (let at = 0; at < n; ) at += writeSync(output, buffer, at, n - at);
        }
        fsyncSync(output);
      } finally {
        closeSync(output);
      }
    } finally {
      closeSync(input);
    }
  } catch (error) {
    throw new TargetError(
      codeOf(error),
      'move',
      to,
      `Could not write data to file (${to}) from (${from}): ${words(error, to)}`,
    );
  }
  rmSync(remove, { force: true });
}
