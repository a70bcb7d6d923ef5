// Writes down which datagrams of send.mjs arrive: node receive.mjs ADDRESS
// Says its port first. Once its stdin has told how many were sent, it waits for those under way and prints what it has.
import { createSocket } from 'node:dgram';
import { readFileSync } from 'node:fs';
import { isIPv6 } from 'node:net';
import { createInterface } from 'node:readline';

const address = process.argv[2];
const family = isIPv6(address) ? 6 : 4;
const QUIET_MS = 500;

/** Datagrams that this network namespace dropped because a receiver was too slow. */
function overflown() {
  const words = (file) =>
    readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .map((line) => line.split(/\s+/));
  if (family === 6) return Number(words('/proc/net/snmp6').find(([key]) => key === 'Udp6RcvbufErrors')?.[1]);
  const [keys, values] = words('/proc/net/snmp').filter(([key]) => key === 'Udp:');
  return Number(values[keys.indexOf('RcvbufErrors')]);
}

const numbers = [];
const times = [];
let last = Date.now();
const before = overflown();

const socket = createSocket({ type: `udp${family}`, recvBufferSize: 4 << 20 });
socket.on('message', (datagram, from) => {
  const number = datagram.readUInt32BE(0);
  if (number === 0) {
    socket.send('heard', from.port, from.address);
    return;
  }
  numbers.push(number);
  times.push(datagram.readDoubleBE(4));
  last = Date.now();
});
socket.bind(0, address, () => process.stdout.write(`port ${socket.address().port}\n`));

createInterface(process.stdin).once('line', (sent) => {
  last = Date.now();
  const timer = setInterval(() => {
    if (new Set(numbers).size < Number(sent) && Date.now() - last < QUIET_MS) return;
    clearInterval(timer);
    process.stdout.write(`${JSON.stringify({ numbers, times, overflown: overflown() - before })}\n`, () =>
      process.exit(),
    );
  }, 20);
});
