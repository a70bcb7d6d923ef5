import { createSocket } from 'node:dgram';
import { errorCode } from '../../errors/index.ts';
import { type Address, familyOf } from '../../net/index.ts';

/** How long a refusal may take, in milliseconds. */
const PATIENCE = 700;

/** A VXLAN header without the flag that its VNI is valid, which every kernel drops (RFC 7348, 5). */
const IGNORED_HEADER = Buffer.alloc(8);

/**
 * What comes back for a packet to a UDP port: `ECONNREFUSED` where nothing listens there, or a firewall says so;
 * undefined where nothing comes back.
 */
export async function udpRefusal(address: Address, port: number): Promise<string | undefined> {
  const socket = createSocket(familyOf(address) === 4 ? 'udp4' : 'udp6');
  try {
    return await new Promise((resolve) => {
      const timer = setTimeout(() => resolve(undefined), PATIENCE);
      socket.on('error', (error) => {
        clearTimeout(timer);
        resolve(errorCode(error));
      });
      socket.on('connect', () => socket.send(IGNORED_HEADER));
      socket.connect(port, address);
    });
  } finally {
    socket.close();
  }
}
