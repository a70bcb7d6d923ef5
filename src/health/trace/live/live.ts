import { Failure } from '../../../errors/index.ts';
import { type Counters, canPing, type PingRequest, RULE, readEchoConnection } from '../../../host/index.ts';
import type { LivePackets, Sighting, Trace, TraceHop } from '../model.ts';
import { watchPackets } from './watch.ts';
import { type WatchedHop, watchedHops } from './watched-hops.ts';

/** The packets of a trace; a Failure where they can't be sent from here. */
function requestOf({ from, destination, source }: Trace): PingRequest {
  if (from.place.at !== 'here')
    throw new Failure('usage', `${from.name} is not on this node, so that nothing can be sent from there`, {
      hint: 'Name the other end first, or run it on that node.',
    });
  if (from.kind === 'node')
    return {
      to: destination,
      ...(from.address === undefined || source === undefined ? {} : { from: source }),
    };
  const netns = from.attached?.netns;
  if (netns !== undefined) return { to: destination, netns };
  throw new Failure(
    'unavailable',
    `the network namespace of ${from.name} is not known: no packet can be sent from it`,
    {
      hint: 'Only pods in the CNI cache of this node have one; without --live the path is worked out all the same.',
    },
  );
}

/** The hops with what was seen at them. */
const withSightings = (
  hops: readonly TraceHop[],
  packet: WatchedHop['packet'],
  watched: readonly WatchedHop[],
  sightings: readonly Sighting[],
): TraceHop[] =>
  hops.map((hop, index) => {
    const at = watched.findIndex((one) => one.packet === packet && one.index === index);
    const sighting = sightings[at];
    return sighting === undefined ? hop : { ...hop, sighting };
  });

function lastSeen({ request, reply }: Pick<Trace, 'request' | 'reply'>): LivePackets['last'] {
  const all = [
    ...request.map((hop) => ({ packet: 'request' as const, hop })),
    ...reply.map((hop) => ({ packet: 'reply' as const, hop })),
  ];
  const last = all.findLast(({ hop }) => hop.sighting?.seen === 'yes');
  return last && { packet: last.packet, on: last.hop.on, interface: last.hop.interface ?? '' };
}

const dropsIn = (grown: Counters): string[] =>
  [...grown].flatMap(([name, count]) =>
    name.startsWith(RULE) ? [`${name.slice(RULE.length).trim()} +${count}`] : [],
  );

/** Sends packets along the path of a trace, and watches the links of this node. Changes nothing. */
export async function traceLive(trace: Trace): Promise<Trace> {
  const request = requestOf(trace);
  if (!(await canPing()))
    throw new Failure('unavailable', 'ping is not installed', { hint: 'apt-get install iputils-ping' });
  const hops = watchedHops(trace);
  const outer = [...trace.request, ...trace.reply].flatMap(({ sends }) => sends ?? [])[0];
  const { sent, answer, sightings, grown } = await watchPackets(hops, request, outer?.port);
  const seen = {
    request: withSightings(trace.request, 'request', hops, sightings),
    reply: withSightings(trace.reply, 'reply', hops, sightings),
  };
  const { received, refusal } = answer;
  const last = lastSeen(seen);
  const connection = trace.source && (await readEchoConnection(trace.source, trace.destination));
  return {
    ...trace,
    ...seen,
    live: {
      sent,
      answered: received,
      ...(refusal === undefined ? {} : { refusal }),
      ...(last === undefined ? {} : { last }),
      ...(connection === undefined ? {} : { connection }),
      drops: received === sent ? [] : dropsIn(grown),
    },
  };
}
