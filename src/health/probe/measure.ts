import {
  type Counters,
  grownBy,
  type PingAnswer,
  type PingRequest,
  readCounters,
  sendPings,
  udpRefusal,
  unresolvedNeighbors,
} from '../../host/index.ts';
import { addressIn, FAMILY_OF, type LinkName } from '../../net/index.ts';
import type { PeerPath } from './path.ts';
import { largestFitting } from './sweep.ts';

/** Packets that are sent while counters are watched. */
export const SENT = 3;

/** What was measured of a path that small packets do not pass. */
export interface LossMeasurement {
  readonly answer: PingAnswer;
  /** How much the counters of this host grew meanwhile. */
  readonly grown: Counters;
  /** What came back from the peer's UDP port. */
  readonly portRefusal?: string;
  /** Whether nobody answers for the MAC of the public IP, or of the gateway to it. */
  readonly isUnresolved: boolean;
}

/** What was measured of a path that only large packets do not pass. */
export interface SizeMeasurement {
  /** The largest packet of a pod that passes. */
  readonly fits: number;
  /** The largest packet that the underlay passes. */
  readonly carries?: number;
}

/**
 * `answered`: a pod did. `unreachable`: the peer says that there is no pod at the addresses, so that it forwards. `silent`:
 * nothing came back.
 */
type PodsAnswer = 'answered' | 'unreachable' | 'silent';

/** What was measured of a path. */
export interface PathMeasurement {
  readonly path: PeerPath;
  readonly underlay: PingAnswer;
  readonly target: PingAnswer;
  readonly bridge: PingAnswer;
  /** Whether it forwards to pods; absent where it was not asked. */
  readonly pods?: PodsAnswer;
  /** A packet as large as pods send. */
  readonly full: PingAnswer;
  readonly loss?: LossMeasurement;
  readonly size?: SizeMeasurement;
}

/** A size that passes every link (RFC 791, RFC 8200), which a sweep begins with. */
const LEAST = { ipv4: 576, ipv6: 1280 } as const;

/** One packet, and some more where that is not answered: it may be lost by chance. */
async function sendOrRepeat(request: PingRequest): Promise<PingAnswer> {
  const answer = await sendPings(request);
  return answer.received > 0 ? answer : sendPings({ ...request, count: SENT });
}

/** Asks a peer in each way. The bridge is asked but once where it is the target. */
export async function ask(path: PeerPath): Promise<PathMeasurement> {
  const [underlay, target, asBridge, full] = await Promise.all([
    sendOrRepeat({ to: path.publicIP }),
    sendOrRepeat({ to: path.target }),
    path.bridge === path.target ? undefined : sendOrRepeat({ to: path.bridge }),
    sendOrRepeat({ to: path.target, size: path.inner }),
  ]);
  return { path, underlay, target, bridge: asBridge ?? target, full };
}

/** Pods get addresses one after the other, from the second one on (host-local). */
const ASKED_PODS = [2, 3, 4, 5, 6, 7];

/** A host gives up on a neighbor after three seconds, and says so then (kernel 6.18, mcast_solicit 3). */
const UNTIL_UNREACHABLE = 4;

async function askFirstPods({ subnet }: PeerPath, patience: number): Promise<readonly PingAnswer[]> {
  return Promise.all(ASKED_PODS.map(async (host) => sendPings({ to: addressIn(subnet, host), patience })));
}

/** Asks addresses at which the peer's first pods are; if none answers, once more for as long as the peer may take. */
async function askPods(path: PeerPath): Promise<PodsAnswer> {
  for (const patience of [1, UNTIL_UNREACHABLE]) {
    const answers = await askFirstPods(path, patience);
    if (answers.some(({ received }) => received > 0)) return 'answered';
    if (answers.some(({ refusal }) => refusal !== undefined)) return 'unreachable';
  }
  return 'silent';
}

const passes =
  (to: PeerPath['target']) =>
  async (size: number): Promise<boolean> =>
    (await sendOrRepeat({ to, size })).received > 0;

async function underlaySize({ publicIP, inner, overhead, family }: PeerPath): Promise<number | undefined> {
  const fits = passes(publicIP);
  const whole = inner + overhead;
  if (await fits(whole)) return whole;
  return (await fits(LEAST[family])) ? largestFitting(fits, LEAST[family], whole) : undefined;
}

async function measureSize(path: PeerPath): Promise<SizeMeasurement> {
  const fits = passes(path.target);
  const least = Math.min(LEAST[path.family] - path.overhead, path.inner - 1);
  const [largest, carries] = await Promise.all([largestFitting(fits, least, path.inner), underlaySize(path)]);
  return { fits: largest, ...(carries === undefined ? {} : { carries }) };
}

async function measureLoss(path: PeerPath, uplink: LinkName): Promise<LossMeasurement> {
  const { tunnel, publicIP, target, family } = path;
  const links = [uplink, ...(tunnel === undefined ? [] : [tunnel.link])];
  const before = await readCounters(links);
  const answer = await sendPings({ to: target, count: SENT });
  const grown = grownBy(before, await readCounters(links));
  const [portRefusal, unresolved] = await Promise.all([
    tunnel === undefined ? undefined : udpRefusal(publicIP, tunnel.port),
    unresolvedNeighbors(FAMILY_OF[family]),
  ]);
  return {
    answer,
    grown,
    ...(portRefusal === undefined ? {} : { portRefusal }),
    isUnresolved: unresolved.has(publicIP),
  };
}

/** Asks the bridge once more if it did not answer: a host at its limit loses packets. */
async function lookAtBridge(asked: PathMeasurement): Promise<PathMeasurement> {
  if (asked.bridge.received > 0) return asked;
  return { ...asked, bridge: await sendPings({ to: asked.path.bridge, count: SENT }) };
}

/**
 * Asks once more with a packet as large as pods send if that was not answered, and measures which sizes pass if it is not
 * answered either: a host at its limit loses packets of any size.
 */
async function lookAtSize(asked: PathMeasurement): Promise<PathMeasurement> {
  if (asked.full.received > 0) return asked;
  const { path } = asked;
  const full = await sendPings({ to: path.target, size: path.inner, count: SENT });
  return full.received > 0 ? { ...asked, full } : { ...asked, full, size: await measureSize(path) };
}

/** Looks closer where something was not answered: one path after the other, so that counters are of that one alone. */
export async function lookCloser(asked: PathMeasurement, uplink: LinkName): Promise<PathMeasurement> {
  if (asked.target.received === 0) return { ...asked, loss: await measureLoss(asked.path, uplink) };
  const closer = await lookAtSize(await lookAtBridge(asked));
  return closer.full.received === 0 ? closer : { ...closer, pods: await askPods(closer.path) };
}
