import type { Socket } from 'node:net';
import { MESSAGE_BYTES, message } from './protocol.ts';

/** Reads a caller's message to its end and tells it which address it was seen to come from. */
export function answer(socket: Socket): void {
  let received = 0;
  // A caller that was cut off in the middle keeps nobody waiting.
  socket.unref();
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk) => {
    received += chunk.length;
    if (received >= MESSAGE_BYTES) socket.end(message(socket.remoteAddress ?? 'nobody'));
  });
}
