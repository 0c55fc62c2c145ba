import { mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { loadSettings } from '../../src/config/settings.ts';
import type { Dict, VaultText } from '../../src/value/types.ts';
import { DataLoader } from '../../src/vault/data-loader.ts';
import { isVault, Vault } from '../../src/vault/vault.ts';

const dir = mkdtempSync(join(tmpdir(), 'vault-test-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));
const settings = loadSettings({ cwd: dir, env: { HOME: dir, ANSIBLE_CONFIG: '/dev/null' } });
const secret = (id: string, password: string) => ({ id, password: Buffer.from(password) });
// Written by ansible-vault 2.14.18 with the password "pw".
const real = readFileSync(new URL('data/secret.vault', import.meta.url), 'utf8');
const realId = readFileSync(new URL('data/secret-id.vault', import.meta.url), 'utf8');

it('opens what ansible-vault wrote, whichever id the secret has', () => {
  expect(new Vault([secret('other', 'no'), secret('default', 'pw')]).decrypt(real).toString()).toBe(
    'hello: wörld\n',
  );
  expect(realId.split('\n')[0]).toBe('$ANSIBLE_VAULT;1.2;AES256;dev');
  expect(new Vault([secret('dev', 'pw')], { matchId: true }).decryptText(realId)).toBe('hello: wörld\n');
  expect(() => new Vault([secret('x', 'pw')], { matchId: true }).decrypt(realId)).toThrow(
    'Decryption failed',
  );
});
it('fails with the words of Ansible', () => {
  expect(() => new Vault().decrypt(real)).toThrow('Attempting to decrypt but no vault secrets found');
  expect(() => new Vault([secret('default', 'bad')]).decrypt(real, '/f')).toThrow(
    'Decryption failed (no vault secrets were found that could decrypt) on /f',
  );
  expect(() => new Vault([secret('default', 'pw')]).decrypt(real.replace(/\n3/, '\n4'))).toThrow();
});
it('reads back what it wrote', () => {
  const v = new Vault([secret('dev', 'pw')]);
  for (const text of ['', 'a', 'x'.repeat(15), 'x'.repeat(16), 'é\n'.repeat(1000)]) {
    const sealed = v.encrypt(text, 'dev');
    expect(isVault(sealed)).toBe(true);
    expect(v.decryptText(sealed)).toBe(text);
  }
});
it('takes what cannot be looked at for not there', () => {
  const loader = new DataLoader({ settings });
  symlinkSync('loop', join(dir, 'loop'));
  for (const name of ['x'.repeat(300), 'loop', 'loop/x', 'pw/x']) {
    expect(loader.exists(name)).toBe(false);
    expect(() => loader.loadFile(name)).toThrow('Could not find or access');
  }
});
it('loads files: copies of its own, vaults, errors; plain copies are private and removed', () => {
  const loader = new DataLoader({ settings, vaultSecrets: [secret('default', 'pw')] });
  writeFileSync(join(dir, 'a.yml'), 'x: {y: [1]}\n');
  const one = loader.loadFile('a.yml') as Dict;
  (one.get('x') as Dict).set('z', 2);
  expect((loader.loadFile('a.yml') as Dict).get('x')).toEqual(new Map([['y', [1]]]));
  writeFileSync(join(dir, 'v.yml'), real);
  expect(loader.loadFile('v.yml')).toEqual(new Map([['hello', 'wörld']]));
  const plain = loader.plainFile('v.yml');
  expect(statSync(plain).mode & 0o777).toBe(0o600);
  const waiting = process.listenerCount('exit');
  for (let i = 0; i < 12; i++) {
    writeFileSync(join(dir, `v${i}.yml`), real);
    loader.plainFile(`v${i}.yml`);
  }
  expect(process.listenerCount('exit')).toBe(waiting);
  loader.cleanup();
  expect(() => statSync(plain)).toThrow();
  expect(() => loader.readFile('/nope')).toThrow(
    "Unable to retrieve file contents\nCould not find or access '/nope' on the Ansible Controller.\nIf you are using a module and expect the file to exist on the remote, see the remote_src option",
  );
  const inline = `k: !vault |\n${real
    .trim()
    .split('\n')
    .map((l) => `  ${l}`)
    .join('\n')}\n`;
  expect(((loader.parse(inline) as Dict).get('k') as VaultText).text).toBe('hello: wörld\n');
});
