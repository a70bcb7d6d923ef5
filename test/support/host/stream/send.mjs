// Sends numbered datagrams at a rate until its stdin ends: node send.mjs ADDRESS PORT PER_SECOND
// Each holds its number, from 1, and the milliseconds since the start at which it was sent. Those with the number 0 only ask
// whether the other end hears: it says `heard`. In the end it prints how many were sent and for how long.
import { createSocket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import { performance } from 'node:perf_hooks';

const [address, port, perSecond] = [process.argv[2], Number(process.argv[3]), Number(process.argv[4])];
const family = isIPv6(address) ? 6 : 4;

/** More at once would fill the queues on the way, and be a loss of its own. */
const CATCH_UP = 10;

const socket = createSocket({
  type: `udp${family}`,
  sendBufferSize: 4 << 20,
  lookup: (host, _, done) => done(null, host, family),
});

/** Not a number that can't be sent is left out: it was sent for the one who counts, and is lost. */
function send(number, ms) {
  const datagram = Buffer.alloc(12);
  datagram.writeUInt32BE(number, 0);
  datagram.writeDoubleBE(ms, 4);
  socket.send(datagram, port, address, () => {});
}

function stream() {
  const began = performance.now();
  let sent = 0;
  const timer = setInterval(() => {
    const ms = performance.now() - began;
    // A sender that was kept from its work makes up for it, but not all at once.
    const due = Math.min(Math.floor((ms * perSecond) / 1000), sent + CATCH_UP);
    while (sent < due) send(++sent, ms);
  }, 1);
  process.stdin.on('end', () => {
    clearInterval(timer);
    process.stdout.write(`${JSON.stringify({ sent, ms: performance.now() - began })}\n`);
    setTimeout(() => process.exit(), 10);
  });
}

const asking = setInterval(() => send(0, 0), 20);
socket.once('message', () => {
  clearInterval(asking);
  socket.on('message', () => {});
  process.stdout.write('streaming\n');
  stream();
});
process.stdin.resume();
