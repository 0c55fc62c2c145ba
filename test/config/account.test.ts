import { expect, it, vi } from 'vitest';

// a container that runs as a number (docker run -u 54321)
vi.mock('node:os', async (original) => ({
  ...(await original<typeof import('node:os')>()),
  userInfo: () => {
    throw new Error('uv_os_get_passwd returned ENOENT');
  },
}));

it('an account without an entry goes by its number and has no home', async () => {
  const { accountHomeDir, accountName } = await import('../../src/config/account.ts');
  const { expandUser } = await import('../../src/config/paths.ts');
  expect(accountName()).toBe(String(process.getuid?.()));
  expect(accountHomeDir()).toBeUndefined();
  expect(expandUser('~/x', {})).toBe('~/x');
  expect(expandUser('~/x', { HOME: '/h' })).toBe('/h/x');
});
