import type { Socket } from 'node:net';
import { parseAddress } from '../../net/index.ts';
import { MESSAGE_BYTES, message, SMALL, smallMessage } from './protocol.ts';

/** Reads a caller's message to its end and tells it which address it was seen to come from. */
export function answer(socket: Socket): void {
  let received = 0;
  let isSmall = false;
  // A caller that was interrupted in the middle keeps nobody waiting.
  socket.unref();
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk) => {
    // The first packet has at least the word.
    isSmall ||= received === 0 && chunk.toString().startsWith(smallMessage(SMALL));
    received += chunk.length;
    // An IPv6 socket sees an IPv4 caller as ::ffff:10.244.1.2, which is read as the IPv4 address it is.
    const seen = parseAddress(socket.remoteAddress ?? '') ?? 'nobody';
    if (isSmall) socket.end(smallMessage(seen));
    else if (received >= MESSAGE_BYTES) socket.end(message(seen));
  });
}
