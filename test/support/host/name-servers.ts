import type { Host } from './netns.ts';
import { startProgram } from './processes.ts';

/** Says the same to whoever asks anything: the question with an RCODE (RFC 1035 4.1.1), and no answer to it. */
const SERVE = `
import { createSocket } from 'node:dgram';
for (const [address, rcode] of Object.entries(JSON.parse(process.argv[1]))) {
  const socket = createSocket('udp4');
  socket.on('message', (question, { address, port }) => {
    if (rcode === null) return;
    question[2] |= 0x80;
    question[3] = rcode;
    socket.send(question, port, address);
  });
  await new Promise((resolve) => socket.bind(53, address, resolve));
}
console.log('serving');
`;

/** Starts name servers in a host, each with the RCODE it always ends with; null: it never says anything. */
export async function startNameServers(host: Host, servers: Readonly<Record<string, number | null>>) {
  for (const address of Object.keys(servers)) await host.sh(`ip address add ${address}/32 dev lo`);
  const args = ['--input-type=module', '-e', SERVE, JSON.stringify(servers)];
  await startProgram(host, process.execPath, args, 'serving');
}
