import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { exchange } from '../../src/module/support/http/exchange.ts';
import type { HttpRequest } from '../../src/module/support/http/types.ts';
import { wgetHop } from '../../src/module/support/http/wget-hop.ts';
import { localTarget, runModule } from './harness.ts';

const body = 'x'.repeat(5000);
const seen: Array<{ readonly url: string; readonly headers: IncomingMessage['headers'] }> = [];
const servers: Server[] = [];
const dir = mkdtempSync(join(tmpdir(), 'http-faults-'));
let [here, elsewhere] = ['', ''];

function answer(req: IncomingMessage, res: ServerResponse): void {
  seen.push({ url: req.url ?? '', headers: req.headers });
  const again = seen.filter((s) => s.url === req.url).length > 1;
  switch (req.url) {
    // breaks off once; the second time the whole comes anew, not the rest
    case '/restart':
      res.writeHead(200, { 'Content-Length': '5000', ETag: '"1"' });
      if (again) res.end(body);
      else {
        res.write(body.slice(0, 2000));
        setTimeout(() => res.destroy(), 600);
      }
      return;
    case '/cut':
      res.writeHead(200, { 'Content-Length': '5000' });
      res.write(body.slice(0, 2000));
      setTimeout(() => res.destroy(), 50);
      return;
    case '/away':
      res.writeHead(302, { Location: `${elsewhere}/end`, 'Set-Cookie': 'own=1; Path=/' }).end();
      return;
    case '/stay':
      res.writeHead(302, { Location: '/end', 'Set-Cookie': ['a=1; Path=/', 'b=2; Path=/other'] }).end();
      return;
    case '/guarded':
      res.writeHead(302, { Location: `${elsewhere}/asks` }).end();
      return;
    case '/asks':
      res.writeHead(401, { 'WWW-Authenticate': 'Basic realm="x"' }).end('no');
      return;
    case '/nowhere':
      res.writeHead(302, { Location: 'http://[bad' }).end();
      return;
  }
  res.writeHead(200).end('end');
}

const serve = async (): Promise<number> => {
  const server = createServer(answer);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
};

beforeAll(async () => {
  here = `http://127.0.0.1:${await serve()}`;
  elsewhere = `http://localhost:${await serve()}`;
});
afterAll(() => {
  for (const s of servers) s.close();
  rmSync(dir, { recursive: true });
});

const ctx = () => ({ target: localTarget(), signal: new AbortController().signal, live: () => undefined });
const request = (path: string, more: Partial<HttpRequest> = {}): HttpRequest => ({
  url: here + path,
  method: 'GET',
  headers: [],
  unredirected: [],
  timeout: 10,
  forceBasic: false,
  validateCerts: true,
  useProxy: false,
  follow: 'all',
  decompress: true,
  hashes: [],
  resume: 0,
  ...more,
});
const last = () => seen.at(-1)!;

describe('downloads that break off', () => {
  test('what comes anew is written from the beginning of the file', async () => {
    const dest = join(dir, 'restarted');
    const r = await runModule('get_url', { url: `${here}/restart`, dest, use_proxy: false });
    expect(r.msg).toBe('OK (5000 bytes)');
    expect(readFileSync(dest, 'utf8')).toBe(body);
  });

  test("a part of a file is no success of the host's wget", async () => {
    const into = join(dir, 'part');
    await expect(wgetHop(ctx(), request('/cut', { into }))).rejects.toThrow('the download broke off');
  });

  test('a directory behind a file address is told', async () => {
    const r = await runModule('get_url', { url: `file://${dir}`, dest: join(dir, 'copy') });
    expect(r.msg).toBe(`Request failed: <urlopen error [Errno 21] Is a directory: '${dir}'>`);
  });
});

describe('redirects', () => {
  test('cookies go to the server that gave them only, and below their path', async () => {
    await exchange(ctx(), request('/stay'));
    expect(last().headers.cookie).toBe('a=1');
    await exchange(ctx(), request('/away'));
    expect(last().url).toBe('/end');
    expect(last().headers.cookie).toBeUndefined();
  });

  test('a password is not given to another server that asks for one', async () => {
    const answer = await exchange(ctx(), request('/guarded', { username: 'u', password: 'secret' }));
    expect(answer.status).toBe(401);
    expect(seen.filter((s) => s.url === '/asks').map((s) => s.headers.authorization)).toEqual([undefined]);
  });

  test('an address that is none is told', async () => {
    await expect(exchange(ctx(), request('/nowhere'))).rejects.toThrow('redirects to what is no address');
    const r = await runModule('uri', { url: `${here}/nowhere`, follow_redirects: 'none', status_code: 302 });
    expect(r.location).toBe('http://[bad');
  });
});
