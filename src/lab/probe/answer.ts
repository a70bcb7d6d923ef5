import type { Socket } from 'node:net';
import { parseAddress } from '../../net/index.ts';
import { MESSAGE_BYTES, message, SMALL_KEYWORD, smallMessage } from './protocol.ts';

/** Reads a caller's whole message and answers with the source address that the listener saw. */
export function answer(socket: Socket): void {
  let received = 0;
  let isSmall = false;
  // A caller that was interrupted must not keep this process alive.
  socket.unref();
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk) => {
    // The first packet always contains the whole keyword.
    isSmall ||= received === 0 && chunk.toString().startsWith(smallMessage(SMALL_KEYWORD));
    received += chunk.length;
    // An IPv6 socket shows an IPv4 caller as ::ffff:10.244.1.2, which parseAddress reads as the IPv4 address.
    const seen = parseAddress(socket.remoteAddress ?? '') ?? 'nobody';
    if (isSmall) socket.end(smallMessage(seen));
    else if (received >= MESSAGE_BYTES) socket.end(message(seen));
  });
}
