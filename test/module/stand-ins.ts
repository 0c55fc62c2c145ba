import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Target } from '../../src/target/types.ts';
import { localTarget } from './harness.ts';

export interface StandIns {
  readonly target: Target;
  readonly dir: string;
  /** The commands that ran since the last call, a line each: name and arguments. */
  commands(): string[];
}

/**
 * Programs that stand before the real ones in PATH and write down how they were called. A script sees its arguments
 * as usual, and the directory of the stand-ins as $STATE.
 */
export async function standIns(scripts: Readonly<Record<string, string>>): Promise<StandIns> {
  const dir = mkdtempSync(join(tmpdir(), 'stand-ins-'));
  const bin = join(dir, 'bin');
  mkdirSync(bin);
  const log = join(dir, 'log');
  for (const [name, script] of Object.entries(scripts)) {
    const file = join(bin, name);
    writeFileSync(
      file,
      `#!/bin/sh\nSTATE='${dir}'\nprintf '%s\\n' "${name}\${*:+ }$*" >> '${log}'\n${script}\n`,
    );
    chmodSync(file, 0o755);
  }
  const local = await localTarget();
  return {
    dir,
    target: local.withEnvironment({ PATH: `${bin}:${process.env['PATH']}` }),
    commands: () => {
      if (!existsSync(log)) return [];
      const lines = readFileSync(log, 'utf8')
        .split('\n')
        .filter((l) => l !== '');
      rmSync(log);
      return lines;
    },
  };
}
