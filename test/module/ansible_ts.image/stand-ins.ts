import { chmodSync, existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Target } from '../../../src/target/types.ts';
import { localTarget } from '../harness.ts';

/** A directory with stand-in programs, and a target that finds them first. */
export interface StandIns {
  readonly dir: string;
  readonly target: Target;
  /** What was called: one entry for each call, the words as given. */
  calls(): string[][];
}

/** `programs` maps a name to its script; each call is recorded before the script runs. */
export async function standIns(
  programs: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string>> = {},
): Promise<StandIns> {
  const dir = mkdtempSync(join(tmpdir(), 'image-test-'));
  const log = join(dir, '.calls');
  for (const [name, script] of Object.entries(programs)) {
    const file = join(dir, name);
    const record = `{ printf '%s' ${name}; for w in "$@"; do printf '\\037%s' "$w"; done; printf '\\036'; } >>${log}`;
    writeFileSync(file, `#!/bin/bash\n${record}\n${script}\n`);
    chmodSync(file, 0o755);
  }
  // The settings that are decided by probing are given, so that a test does not depend on this machine.
  const given = {
    LIBGUESTFS_BACKEND: 'direct',
    LIBGUESTFS_BACKEND_SETTINGS: 'force_tcg',
    LIBGUESTFS_HV: '/bin/true',
  };
  const target = (await localTarget()).withEnvironment({
    ...given,
    PATH: `${dir}:/usr/sbin:/usr/bin:/sbin:/bin`,
    ...env,
  });
  return {
    dir,
    target,
    calls: () =>
      existsSync(log)
        ? readFileSync(log, 'utf8')
            .split('\x1e')
            .filter((c) => c !== '')
            .map((c) => c.split('\x1f'))
        : [],
  };
}
