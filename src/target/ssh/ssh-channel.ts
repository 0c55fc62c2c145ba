import type { Socket } from 'node:net';
import type { ClientChannel } from 'ssh2';
import type { ByteChannel } from '../shell/channel.ts';

export function channelOf(stream: ClientChannel): ByteChannel {
  let code: number | undefined;
  stream.on('exit', (c: number | null) => {
    code = c ?? undefined;
  });
  const exited = new Promise<{ code: number | undefined; message?: string }>((resolve) => {
    stream.once('close', () =>
      resolve({ code, ...(code === undefined ? { message: 'Connection closed by remote host' } : {}) }),
    );
  });
  return { stdin: stream, stdout: stream, stderr: stream.stderr, exited, close: () => void stream.close() };
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
