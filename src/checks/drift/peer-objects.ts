import { familyOf } from '../../net/index.ts';
import { peerAddress, showObject } from '../../state/index.ts';
import type { CheckedNode, Finding, NodeCheck } from '../check.ts';
import { someNames } from '../some-names.ts';
import { findByCause, PEER_NEXTHOPS } from './causes.ts';
import { type Difference, differencesIn, isMissing } from './differences.ts';
import { driftCheck, driftFinding } from './drift-finding.ts';

type PeerKind = 'route' | 'nexthop' | 'neighbor' | 'fdb';

const peersOf = (differences: readonly Difference<PeerKind>[]): string =>
  someNames([...new Set(differences.map(({ to }) => to.peer ?? showObject(to)))]).text;

/** `no route to n2, n3; wrong route to n4` */
function messageOf(noun: string, differences: readonly Difference<PeerKind>[]): string {
  const missing = differences.filter(isMissing);
  const wrong = differences.filter((one) => !isMissing(one));
  return [
    ...(missing.length === 0 ? [] : [`no ${noun} ${peersOf(missing)}`]),
    ...(wrong.length === 0 ? [] : [`wrong ${noun} ${peersOf(wrong)}`]),
  ].join('; ');
}

const FAMILY_WORDS = { 4: 'IPv4', 6: 'IPv6' } as const;

/** ` over IPv6`, on a node with two families of which one is affected. */
function familyText(
  { network: { families } }: CheckedNode,
  differences: readonly Difference<PeerKind>[],
): string {
  const affected = new Set(differences.flatMap(({ to }) => peerAddress(to) ?? []).map(familyOf));
  const [family] = affected;
  return families.length < 2 || affected.size !== 1 || family === undefined
    ? ''
    : ` over ${FAMILY_WORDS[family]}`;
}

interface PeerCheck {
  readonly name: string;
  readonly kind: PeerKind;
  /** The object, up to the names of the peers. */
  readonly noun: string;
  readonly symptom: string;
}

const peerCheck = ({ name, kind, noun, symptom }: PeerCheck): NodeCheck =>
  driftCheck({
    name,
    symptom,
    find: (node): readonly Finding[] =>
      findByCause(node, differencesIn(node, kind), (some) =>
        driftFinding(some, {
          message: messageOf(noun, some),
          impact: `Pods of this node reach no pod of ${peersOf(some)}${familyText(node, some)}.`,
          isOutage: true,
        }),
      ),
  });

/** What leads to peers, in the order in which one needs the other. */
export const peerDrift: readonly NodeCheck[] = [
  peerCheck({
    name: PEER_NEXTHOPS,
    kind: 'nexthop',
    noun: 'nexthop to',
    symptom: 'Pods of one or more nodes are not reached: the nexthop of the route to them is gone or wrong',
  }),
  peerCheck({
    name: 'PeerRoutes',
    kind: 'route',
    noun: 'route to',
    symptom:
      'Pods of one or more nodes are not reached: “no route to host”, or packets leave by the default route',
  }),
  peerCheck({
    name: 'PeerNeighbors',
    kind: 'neighbor',
    noun: 'neighbor entry of',
    symptom:
      'Pods of one or more nodes are not reached, though the route is there: flannel.1 lacks their MAC',
  }),
  peerCheck({
    name: 'PeerFdb',
    kind: 'fdb',
    noun: 'FDB entry for',
    symptom: 'Pods of one or more nodes are not reached: packets for them leave to no node or to another one',
  }),
];
