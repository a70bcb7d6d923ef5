import { createServer } from 'node:net';
import { text } from 'node:stream/consumers';
import { mapLimited } from '../base/parallel.ts';
import { dial } from './dial.ts';
import type { Target } from './protocol.ts';

/**
 * The limit of parallel dials. With more, answers would be late through no fault of the network, because one process
 * answers all.
 */
const DIALS_AT_A_TIME = 24;

/**
 * Opens a TCP port in this network namespace and passes the socket to the parent process, which answers from then on. A
 * socket stays in the namespace it was created in, so a pod needs no process of its own while it is probed.
 */
function listen(): void {
  const server = createServer();
  server.on('error', (error) => {
    process.stderr.write(error.message);
    process.exit(1);
  });
  // The parent closes the channel when it has the socket, or by exiting. Either ends this process.
  process.on('disconnect', () => process.exit(0));
  // Listens on all addresses: of both families if the kernel has IPv6, else of IPv4.
  server.listen(0, () => {
    const bound = server.address();
    process.send?.({ port: typeof bound === 'object' ? bound?.port : undefined }, server);
  });
}

/** Dials all targets given on stdin and prints the results; both are JSON. */
async function dialAll(): Promise<void> {
  const targets = JSON.parse(await text(process.stdin)) as Target[];
  process.stdout.write(JSON.stringify(await mapLimited(targets, DIALS_AT_A_TIME, dial)));
}

if (process.argv[2] === 'listen') listen();
else void dialAll();
