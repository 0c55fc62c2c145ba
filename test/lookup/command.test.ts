import { expect, test } from 'vitest';
import { commandOutput } from '../../src/lookup/support/command.ts';

test('a command of a lookup has nothing on stdin', async () => {
  expect(await commandOutput('cat; echo done', '/')).toEqual({ code: 0, stdout: 'done\n' });
});

test('a signal is told by its negative number', async () => {
  expect((await commandOutput('kill -9 $$', '/')).code).toBe(-9);
});
