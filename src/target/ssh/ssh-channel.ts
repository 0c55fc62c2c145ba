import type { Socket } from 'node:net';
import type { ClientChannel } from 'ssh2';
import type { ByteChannel } from '../shell/channel.ts';

export function channelOf(stream: ClientChannel): ByteChannel {
  let code: number | undefined;
  stream.on('exit', (c: number | null) => {
    code = c ?? undefined;
  });
  let gone = (): void => {};
  const exited = new Promise<{ code: number | undefined; message?: string }>((resolve) => {
    gone = () =>
      resolve({ code, ...(code === undefined ? { message: 'Connection closed by remote host' } : {}) });
    stream.once('close', gone);
  });
  const close = (): void => {
    stream.close();
    // a host that does not answer any more does not say that it is closed
    setTimeout(gone, 2000).unref();
  };
  return { stdin: stream, stdout: stream, stderr: stream.stderr, exited, close };
}

/** ssh2 writes a packet in three pieces: what comes in one turn goes out in one write. */
export function gathered(socket: Socket): Socket {
  const write = socket.write.bind(socket) as (...args: unknown[]) => boolean;
  let corked = false;
  socket.write = (...args: unknown[]): boolean => {
    if (!corked) {
      corked = true;
      socket.cork();
      process.nextTick(() => {
        corked = false;
        socket.uncork();
      });
    }
    return write(...args);
  };
  return socket;
}
