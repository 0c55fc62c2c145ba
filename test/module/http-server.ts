import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';

/** A small web server for tests of get_url and uri: what it answers is told by the path. */
export const content = 'hello world\n'.repeat(100);
const sha256 = 'ceebb2a573b5e0e36b9d7ddc62b93c353f302dbff63674b72f12478d142da651';
const modified = 'Wed, 01 Jan 2020 00:00:00 GMT';

function answer(req: IncomingMessage, res: ServerResponse, body: Buffer): unknown {
  const path = new URL(req.url ?? '/', 'http://x').pathname;
  const send = (code: number, text: string | Buffer, headers: Record<string, string> = {}): void => {
    const data = Buffer.from(text);
    res.writeHead(code, { 'Content-Type': 'text/plain', 'Content-Length': String(data.length), ...headers });
    res.end(req.method === 'HEAD' ? undefined : data);
  };
  switch (path) {
    case '/f':
    case '/dir/name.txt':
      if (req.headers['if-modified-since']) return send(304, '');
      return send(200, content, { 'Last-Modified': modified });
    case '/named':
      return send(200, content, { 'Content-Disposition': 'attachment; filename="given.txt"' });
    case '/redirect':
      return send(302, '', { Location: '/f' });
    case '/auth':
      if (req.headers.authorization !== `Basic ${Buffer.from('u:p').toString('base64')}`) {
        return send(401, 'no', { 'WWW-Authenticate': 'Basic realm="x"' });
      }
      return send(200, 'secret\n');
    case '/gzip':
      return send(200, gzipSync('unpacked\n'), { 'Content-Encoding': 'gzip' });
    case '/json':
      return send(200, '{"a": [1, 2.5, null], "b": "\u00fc"}', { 'Content-Type': 'application/json' });
    case '/sums':
      return send(200, `${sha256}  other\n0123  name.txt\n${sha256} *f\n`);
    case '/cookie':
      return send(200, 'c', { 'Set-Cookie': 'k=v; Path=/' });
    case '/echo': {
      const headers = Object.fromEntries(
        Object.entries(req.headers).filter(
          ([k]) => !['host', 'connection', 'accept-encoding', 'user-agent'].includes(k),
        ),
      );
      return send(
        200,
        JSON.stringify({
          method: req.method,
          body: body.toString('latin1').replace(/=+\d+==/g, '=BOUNDARY='),
          headers,
        }),
        { 'Content-Type': 'application/json' },
      );
    }
    case '/agent':
      return send(200, String(req.headers['user-agent']));
    case '/created':
      return send(201, 'made');
    case '/broken': {
      const range = /^bytes=(\d+)-/.exec(req.headers.range ?? '');
      if (range !== null) {
        const from = Number(range[1]);
        return send(206, content.slice(from), {
          'Content-Range': `bytes ${from}-${content.length - 1}/${content.length}`,
          ETag: '"1"',
        });
      }
      res.writeHead(200, { 'Content-Length': String(content.length), 'Accept-Ranges': 'bytes', ETag: '"1"' });
      res.write(content.slice(0, 500));
      setTimeout(() => res.destroy(), 50);
      return;
    }
    case '/slow':
      return;
    case '/500':
      return send(500, 'oops');
  }
  return send(404, 'not here');
}

/** Starts it on a free port of 127.0.0.9 (or the given one). */
export async function startHttpServer(
  port = 0,
): Promise<{ readonly url: string; readonly server: Server; close(): Promise<void> }> {
  const server = createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on('data', (c: Buffer) => chunks.push(c));
    req.on('end', () => answer(req, res, Buffer.concat(chunks)));
  });
  await new Promise<void>((done) => server.listen(port, '127.0.0.9', done));
  const url = `http://127.0.0.9:${(server.address() as AddressInfo).port}`;
  return {
    url,
    server,
    close: () =>
      new Promise((done) => {
        server.closeAllConnections();
        server.close(() => done());
      }),
  };
}
