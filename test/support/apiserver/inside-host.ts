import { once } from 'node:events';
import net from 'node:net';
import path from 'node:path';
import { execa } from 'execa';
import { onTestFinished } from 'vitest';
import type { Host } from '../host/netns.ts';

/** Joins each connection to a port of the loopback with a new one to a socket. */
const FORWARD = `
const net = require('node:net');
const [port, socket] = process.argv.slice(1);
net.createServer((near) => {
  const far = net.connect(socket);
  near.pipe(far).pipe(near);
  for (const [one, other] of [[near, far], [far, near]])
    one.on('error', () => other.destroy()).on('close', () => other.destroy());
}).listen(Number(port), '127.0.0.1', () => console.log('ready'));
`;

/**
 * Has a server on this machine's loopback answer at the same port of a host's loopback, for the length of a test. Sockets
 * of files are the same in all network namespaces.
 */
export async function reachableIn(host: Host, url: string): Promise<void> {
  const port = Number(new URL(url).port);
  const socket = path.join(host.root, 'apiserver.sock');
  const near = net.createServer((from) => {
    const to = net.connect(port, '127.0.0.1');
    from.pipe(to).pipe(from);
    from.on('error', () => to.destroy()).on('close', () => to.destroy());
    to.on('error', () => from.destroy()).on('close', () => from.destroy());
  });
  await once(near.listen(socket), 'listening');
  const child = execa(
    'ip',
    ['netns', 'exec', host.netns, process.execPath, '-e', FORWARD, `${port}`, socket],
    { reject: false, buffer: false },
  );
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await child;
    near.close();
  });
  await once(child.stdout, 'data');
}
