import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { entering } from '../exec/entering.ts';
import { type MarkedPackets, markedPackets } from './marked-packets.ts';
import { withTimeout } from './with-timeout.ts';

/** A link in a network namespace; in this one if it has no path. */
export interface WatchPoint {
  readonly link: string;
  readonly netns?: string;
}

/** What is watched for: packets that are filled with a pattern, also inside those for a UDP port. */
export interface WatchedPackets {
  readonly pattern: string;
  readonly udpPort?: number;
}

/** A running capture; its end gives what was seen. */
export interface Capture {
  readonly end: () => Promise<MarkedPackets>;
}

/** The limit of packets that one capture reads, so that a flood does not fill memory. */
const MOST_PACKETS = '5000';
/** The bytes that are read of a packet: the headers of a tunnel, and those and the pattern of the packet inside. */
const READ_BYTES = '256';
const MOST_MILLISECONDS = 3000;
/** How long a packet may take from the kernel to the text. */
const SETTLING = 150;

/** Small packets only: on an uplink the filter has to leave other traffic alone. */
const filterOf = ({ udpPort }: WatchedPackets): string =>
  udpPort === undefined ? 'icmp or icmp6' : `icmp or icmp6 or (udp port ${udpPort} and less 256)`;

/** Not in promiscuous mode, which would change the link. */
const commandAt = ({ link, netns }: WatchPoint, packets: WatchedPackets): string[] => [
  ...entering(netns),
  'tcpdump',
  ...['-p', '-n', '-l', '-x', '--immediate-mode', '-s', READ_BYTES, '-c', MOST_PACKETS, '-i', link],
  filterOf(packets),
];

type Tcpdump = ChildProcessByStdio<null, Readable, Readable>;

/** Whether it listens: it says so once, and ends where it can't. */
async function listens(child: Tcpdump): Promise<boolean> {
  let said = '';
  const ready = new Promise<boolean>((resolve) => {
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      if (said.includes('listening on')) resolve(true);
    });
    child.once('error', () => resolve(false));
    child.once('close', () => resolve(false));
  });
  return withTimeout(ready, MOST_MILLISECONDS, false);
}

async function stop(child: Tcpdump): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const closed = once(child, 'close');
  child.kill('SIGINT');
  await withTimeout(closed, MOST_MILLISECONDS, undefined);
  child.kill('SIGKILL');
}

/** Watches a link by tcpdump; undefined where that can't be done. */
export async function startCapture(point: WatchPoint, packets: WatchedPackets): Promise<Capture | undefined> {
  const [file = '', ...args] = commandAt(point, packets);
  const child = spawn(file, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, LC_ALL: 'C' },
  });
  const texts: string[] = [];
  child.stdout.setEncoding('utf8').on('data', (text: string) => texts.push(text));
  if (!(await listens(child))) {
    await stop(child);
    return undefined;
  }
  return {
    end: async () => {
      await sleep(SETTLING);
      await stop(child);
      return markedPackets(texts.join(''), packets.pattern);
    },
  };
}
