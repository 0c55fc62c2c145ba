import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { unsupportedRoute } from '../../src/lookup/support/unsupported-route.ts';

const home = mkdtempSync(join(tmpdir(), 'url-lookup-'));
writeFileSync(join(home, '.netrc'), 'machine known.example login me password x\n', { mode: 0o600 });
afterAll(() => rmSync(home, { recursive: true }));
const both = { proxy: true, netrc: true };

describe('what the url lookup does not do', () => {
  test('a proxy of the environment is refused, unless no_proxy or use_proxy say otherwise', () => {
    const env = { http_proxy: 'http://127.0.0.1:3128', HOME: '/nonexistent' };
    expect(unsupportedRoute('http://a.example/x', env, both)).toContain('http_proxy is set');
    expect(unsupportedRoute('https://a.example/x', env, both)).toBeUndefined();
    expect(unsupportedRoute('http://a.example/x', { ...env, no_proxy: 'b, .example' }, both)).toBeUndefined();
    expect(unsupportedRoute('http://a.example/x', env, { ...both, proxy: false })).toBeUndefined();
  });

  test('a .netrc that names the host is refused, unless use_netrc says otherwise', () => {
    expect(unsupportedRoute('http://known.example/', { HOME: home }, both)).toContain('names known.example');
    expect(unsupportedRoute('http://other.example/', { HOME: home }, both)).toBeUndefined();
    expect(
      unsupportedRoute('http://known.example/', { HOME: home }, { ...both, netrc: false }),
    ).toBeUndefined();
  });

  test('what is no URL is left to the download, which words it', () => {
    expect(unsupportedRoute('nonsense', { HOME: home }, both)).toBeUndefined();
  });
});
