import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ModeError, symbolicMode } from '../../../src/module/support/mode.ts';

/** [text, mode before, directory, mode after or error], as the real Ansible answered with umask 022. */
type Case = readonly [string, number, boolean, number | string];
const cases = JSON.parse(
  readFileSync(join(import.meta.dirname, '../data/oracle/symbolic-modes.json'), 'utf8'),
) as Case[];

test.each(cases)('%s on %i (directory: %s)', (text, before, directory, after) => {
  if (typeof after === 'string')
    expect(() => symbolicMode(text, before, directory, 0o022)).toThrow(new ModeError(after));
  else expect(symbolicMode(text, before, directory, 0o022)).toBe(after);
});
