import { createServer } from 'node:net';
import { text } from 'node:stream/consumers';
import { mapLimited } from '../parallel.ts';
import { dial } from './dial.ts';
import type { Target } from './protocol.ts';

/** More at once would be answered late for no fault of the network: all answers come from one process. */
const DIALS_AT_A_TIME = 24;

/**
 * Opens a TCP port in this network namespace and hands it to the parent process, which answers from then on: a socket
 * stays in the namespace it was made in. So a pod costs no process while it is probed.
 */
function listen(): void {
  const server = createServer();
  server.on('error', (error) => {
    process.stderr.write(error.message);
    process.exit(1);
  });
  // The parent hangs up when it has the socket. It also does by ending, so nothing is left behind.
  process.on('disconnect', () => process.exit(0));
  // On all addresses: of both families where the kernel has IPv6, and of IPv4 where it has not.
  server.listen(0, () => {
    const bound = server.address();
    process.send?.({ port: typeof bound === 'object' ? bound?.port : undefined }, server);
  });
}

/** Dials all targets given on stdin and prints what came of it; both JSON. */
async function dialAll(): Promise<void> {
  const targets = JSON.parse(await text(process.stdin)) as Target[];
  process.stdout.write(JSON.stringify(await mapLimited(targets, DIALS_AT_A_TIME, dial)));
}

if (process.argv[2] === 'listen') listen();
else void dialAll();
