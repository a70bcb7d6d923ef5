import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type Capture,
  type Counters,
  grownBy,
  type MarkedPackets,
  type PingAnswer,
  type PingRequest,
  readCounters,
  readLinkCounters,
  sendPings,
  startCapture,
} from '../../../host/index.ts';
import type { Sighting } from '../model.ts';
import { capturedSighting, countedSighting } from './sightings.ts';
import type { WatchedHop } from './watched-hops.ts';

/** Packets that are sent, at the interval that iputils allows everybody. */
const SENT = 3;
/** How long links are watched before, in milliseconds, because other traffic counts as well. */
const WINDOW = 1000;
/** The size of a packet in bytes, far from that of ARP and of small echo requests. */
const SIZE = 164;

/** What was seen while packets were sent. */
export interface Watched {
  readonly sent: number;
  readonly answer: PingAnswer;
  readonly sightings: readonly Sighting[];
  /** How much the counters of this host grew. */
  readonly grown: Counters;
}

const keyOf = ({ link, netns = '' }: WatchedHop): string => `${netns} ${link}`;

/** One of each link, however many hops pass it. */
const linksOf = (hops: readonly WatchedHop[]): WatchedHop[] => [
  ...new Map(hops.map((hop) => [keyOf(hop), hop])).values(),
];

type Captures = ReadonlyMap<string, Capture>;

async function startCaptures(
  hops: readonly WatchedHop[],
  pattern: string,
  udpPort: number | undefined,
): Promise<Captures> {
  const packets = { pattern, ...(udpPort === undefined ? {} : { udpPort }) };
  const started = await Promise.all(
    linksOf(hops).map(async (hop) => [keyOf(hop), await startCapture(hop, packets)] as const),
  );
  return new Map(started.flatMap(([key, capture]) => (capture === undefined ? [] : [[key, capture]])));
}

async function endCaptures(captures: Captures): Promise<ReadonlyMap<string, MarkedPackets>> {
  const ended = [...captures].map(async ([key, capture]) => [key, await capture.end()] as const);
  return new Map(await Promise.all(ended));
}

type ByNamespace = ReadonlyMap<string, Counters>;

async function countersOf(hops: readonly WatchedHop[]): Promise<ByNamespace> {
  const namespaces = [...new Set(hops.map(({ netns }) => netns))];
  const read = namespaces.map(async (netns) => [netns ?? '', await readLinkCounters(netns)] as const);
  return new Map(await Promise.all(read));
}

const grownAt = (before: ByNamespace, after: ByNamespace, { netns = '' }: WatchedHop): Counters =>
  grownBy(before.get(netns) ?? new Map(), after.get(netns) ?? new Map());

/** Sends packets and watches links by tcpdump, or by their counters where that can't be done. */
export async function watchPackets(
  hops: readonly WatchedHop[],
  request: PingRequest,
  udpPort: number | undefined,
): Promise<Watched> {
  const pattern = randomBytes(16).toString('hex');
  const captures = await startCaptures(hops, pattern, udpPort);
  const counted = hops.filter((hop) => !captures.has(keyOf(hop)));
  const first = await countersOf(counted);
  if (counted.length > 0) await sleep(WINDOW);
  const [before, ofHost] = [await countersOf(counted), await readCounters([])];
  const sending = sendPings({ ...request, count: SENT, size: SIZE, pattern });
  const answer = await sending.catch(async (error: unknown) => {
    await endCaptures(captures);
    throw error;
  });
  const [after, ofHostAfter] = [await countersOf(counted), await readCounters([])];
  const captured = await endCaptures(captures);
  const sightings = hops.map((hop) => {
    const marked = captured.get(keyOf(hop));
    if (marked !== undefined) return capturedSighting(marked, hop);
    const windows = { idle: grownAt(first, before, hop), busy: grownAt(before, after, hop) };
    return countedSighting(windows, hop, SIZE);
  });
  return { sent: SENT, answer, sightings, grown: grownBy(ofHost, ofHostAfter) };
}
