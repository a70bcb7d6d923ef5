import {
  isCutOff,
  type NodeStatus,
  type ObjectState,
  PEER_OBJECTS,
  type PeerStatus,
} from '../../health/index.ts';
import { paint } from '../paint.ts';
import { table } from '../table.ts';

/** The limit of peers that are listed; with more, those without problems are one line. */
const PEERS_LISTED = 20;

/** What of a status is shown. */
export interface StatusTextOptions {
  /** Whether only peers and objects with problems are shown. */
  readonly failing: boolean;
  /** Whether nothing is folded. */
  readonly verbose: boolean;
}

const STATES: Readonly<Partial<Record<ObjectState, string>>> = { ok: 'ok', none: '-' };

const stateText = (state: ObjectState): string => STATES[state] ?? state.toUpperCase();

const REACH: Readonly<Record<PeerStatus['reach'], string>> = {
  yes: 'yes',
  no: 'NO',
  unclear: '?',
  notProbed: '-',
};

/** Paints the states that are problems. They are upper-case, as no node's name is. */
const paintStates = (text: string): string =>
  text.replaceAll(/\b(?:MISSING|WRONG|FOREIGN|NO)\b/g, (state) => paint.boldRed(state));

const rowOf = ({ name, publicIP, subnet, objects, reach }: PeerStatus): string[] => [
  name,
  publicIP,
  subnet,
  ...PEER_OBJECTS.map((kind) => stateText(objects[kind])),
  REACH[reach],
];

const HEAD = ['PEER', 'PUBLIC IP', 'SUBNET', ...PEER_OBJECTS.map((kind) => kind.toUpperCase()), 'REACH'];

const peerTable = (peers: readonly PeerStatus[]): string[] =>
  peers.length === 0 ? [] : [paintStates(table([HEAD, ...peers.map(rowOf)]))];

const MEANINGS = {
  no: 'REACH NO: no answer to ping (where ICMP is filtered: --no-probe)',
  unclear: 'REACH ?: no answer to ping, but its MAC address is confirmed: ICMP may be filtered',
} as const;

const legend = (peers: readonly PeerStatus[]): string[] =>
  (['no', 'unclear'] as const)
    .filter((reach) => peers.some((peer) => peer.reach === reach))
    .map((reach) => MEANINGS[reach]);

/** Peers in one line. */
function foldedLine(peers: readonly PeerStatus[], what: string): string {
  const counted = (reach: PeerStatus['reach']): number => peers.filter((peer) => peer.reach === reach).length;
  const parts = [
    `${counted('yes')} answered`,
    ...(counted('unclear') > 0 ? [`${counted('unclear')} without an answer to ping`] : []),
    `${counted('notProbed')} not probed`,
  ];
  return `${peers.length} ${what}: ${parts.join(', ')} (-v lists them)`;
}

/** Peers with problems first, because an operator looks for those. */
export function peerLines(
  { peers }: Pick<NodeStatus, 'peers'>,
  { failing, verbose }: StatusTextOptions,
): string[] {
  const bad = peers.filter(isCutOff);
  const good = failing ? [] : peers.filter((peer) => !isCutOff(peer));
  if (verbose || bad.length + good.length <= PEERS_LISTED)
    return [...peerTable([...bad, ...good]), ...legend([...bad, ...good])];
  const shown = bad.slice(0, PEERS_LISTED);
  const rest = bad.length - shown.length;
  return [
    ...peerTable(shown),
    ...(rest === 0 ? [] : [`… and ${rest} more peers with problems (-v lists them)`]),
    ...legend([...shown, ...good]),
    ...(good.length === 0
      ? []
      : [foldedLine(good, bad.length === 0 ? 'peers, all objects match' : 'other peers, all objects match')]),
  ];
}
