import type { Endpoint, Trace, TraceHop } from '../model.ts';

/** A link of a path, and the direction in which the packet passes it. */
export interface WatchedHop {
  readonly packet: 'request' | 'reply';
  readonly index: number;
  readonly link: string;
  /** The path of the network namespace; this one if absent. */
  readonly netns?: string;
  readonly direction: 'rx' | 'tx';
}

const isHere = ({ place }: Endpoint): boolean => place.at === 'here';

/** From the host, the end of a pod's interface is seen the other way round than from the pod. */
function directionAt(hops: readonly TraceHop[], index: number, from: Endpoint): 'rx' | 'tx' {
  const hop = hops[index];
  const leavesPod = isHere(from) && from.kind === 'pod';
  const isFirst = hops.findIndex(({ kind }) => kind === hop?.kind) === index;
  if (hop?.kind === 'port' || hop?.kind === 'bridge') return leavesPod && isFirst ? 'rx' : 'tx';
  if (hop?.kind === 'interface') return hop.on === from.name ? 'tx' : 'rx';
  return isHere(from) ? 'tx' : 'rx';
}

const LINKS = ['interface', 'port', 'bridge', 'overlay', 'uplink'];

const isWatched = ({ kind, interface: link, state, object }: TraceHop): boolean =>
  LINKS.includes(kind) && link !== undefined && state !== 'expected' && object !== 'missing';

/** What a bridge switches between its ports does not pass the bridge's own link. */
const isSwitched = ({ from, to }: Trace, { kind }: TraceHop): boolean =>
  kind === 'bridge' && [from, to].every((end) => end.kind === 'pod' && isHere(end));

function hopsOf(trace: Trace, packet: 'request' | 'reply'): WatchedHop[] {
  const { node, from, to } = trace;
  const hops = trace[packet];
  return hops.flatMap((hop, index) => {
    const pod = [from, to].find(({ name, kind }) => kind === 'pod' && name === hop.on && name !== node);
    const netns = pod?.attached?.netns;
    if (!isWatched(hop) || isSwitched(trace, hop) || (pod !== undefined && netns === undefined)) return [];
    return [
      {
        packet,
        index,
        link: hop.interface ?? '',
        ...(netns === undefined ? {} : { netns }),
        direction: directionAt(hops, index, packet === 'request' ? from : to),
      },
    ];
  });
}

/** The links of this node, and of its pods, that a packet and its reply pass. */
export const watchedHops = (trace: Trace): WatchedHop[] => [
  ...hopsOf(trace, 'request'),
  ...hopsOf(trace, 'reply'),
];
