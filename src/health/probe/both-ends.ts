import { overlayLink } from '../../backends/index.ts';
import {
  type CheckedNode,
  type Finding,
  type NamedFinding,
  NODE_CHECKS,
  namedFindings,
  outage,
  warning,
} from '../../checks/index.ts';
import { Failure } from '../../errors/index.ts';
import { dataText, type PlanNode } from '../../leases/index.ts';
import { FAMILY_NAMES, type FamilyName } from '../../net/index.ts';
import type { Link } from '../../state/index.ts';
import type { BundledNode } from '../gather/read-bundle.ts';

/** The name of what a comparison of two nodes finds. */
const CHECK = 'BothEnds';

/** The overlay link of a node as it is. */
const overlayOf = ({ network, observed }: CheckedNode, family: FamilyName): Link | undefined =>
  observed.find(
    (object): object is Link =>
      object.kind === 'link' && object.name === overlayLink(network.backend, family),
  );

/** A value that has to be the same on both, or the other's list has another. */
interface Pair {
  readonly what: string;
  readonly here: string | number | undefined;
  readonly there: string | number | undefined;
  readonly isOutage: boolean;
}

const vxlanOf = (link: Link | undefined) => (link?.spec.type === 'vxlan' ? link.spec : undefined);

/** What the overlay links of both have to have alike. */
function linkPairs(self: CheckedNode, peer: CheckedNode, family: FamilyName): Pair[] {
  const [here, there] = [overlayOf(self, family), overlayOf(peer, family)];
  const name = here?.name ?? there?.name ?? '';
  return [
    { what: `the VNI of ${name}`, here: vxlanOf(here)?.vni, there: vxlanOf(there)?.vni, isOutage: true },
    {
      what: `the UDP port of ${name}`,
      here: vxlanOf(here)?.port,
      there: vxlanOf(there)?.port,
      isOutage: true,
    },
    { what: `the MTU of ${name}`, here: here?.mtu, there: there?.mtu, isOutage: false },
  ];
}

/** What one node's list has of another, beside how that one is. */
function listPairs(lister: CheckedNode, listed: CheckedNode, family: FamilyName): Pair[] {
  const entry = lister.network.peers.find(({ name }) => name === listed.name)?.[family];
  const own = listed.network.families.find(({ name }) => name === family)?.own;
  if (entry === undefined || own === undefined) return [];
  const { backend } = lister.network;
  const of = (what: string) => `the ${what} of ${listed.name}, which ${lister.name} has on its list`;
  const mac = overlayOf(listed, family)?.mac;
  const listedMac = dataText(backend, entry);
  return [
    { what: of('subnet'), here: entry.subnet, there: own.subnet, isOutage: true },
    { what: of('public IP'), here: entry.publicIP, there: own.publicIP, isOutage: true },
    ...(mac === undefined ? [] : [{ what: of('VTEP MAC'), here: listedMac, there: mac, isOutage: true }]),
  ];
}

const networkPairs = (self: CheckedNode, peer: CheckedNode): Pair[] => [
  { what: 'the backend', here: self.network.backend.type, there: peer.network.backend.type, isOutage: true },
  ...FAMILY_NAMES.map((family) => ({
    what: `the ${family === 'ipv4' ? 'IPv4' : 'IPv6'} network`,
    here: self.netConf[family]?.network,
    there: peer.netConf[family]?.network,
    isOutage: true,
  })),
];

const differs = ({ here, there }: Pair): boolean =>
  here !== undefined && there !== undefined && here !== there;

function pairFinding({ what, here, there, isOutage }: Pair, self: string, peer: string): Finding {
  return (isOutage ? outage : warning)(
    `${what} differs: ${here}, but ${there} on ${peer}`,
    `Which is right? Set both alike: flannelctl join with the same net-conf and the same list of nodes on ${self} and ${peer}.`,
    {
      impact: isOutage
        ? `pods of ${self} and of ${peer} do not reach each other`
        : `large packets between pods of ${self} and of ${peer} may be lost`,
    },
  );
}

function requirePeer(self: CheckedNode, { bundle, subject }: BundledNode): PlanNode | undefined {
  if (bundle.redacted)
    throw new Failure('invalidConfig', 'a redacted bundle can’t be compared with this node', {
      hint: 'Gather it without --redact.',
    });
  const listed = self.network.peers.find(({ name }) => name === subject.name);
  if (listed === undefined && self.name === subject.name)
    throw new Failure('invalidConfig', `the bundle is of this node, ${self.name}`, {
      hint: 'Give one of a peer: flannelctl gather, typed there.',
    });
  return listed;
}

const notListed = (self: string, peer: string): Finding =>
  outage(
    `${self} does not have ${peer} on its list of nodes`,
    `flannelctl join with a list that has ${peer}`,
    {
      impact: `pods of ${self} do not reach pods of ${peer}`,
    },
  );

/** What the peer's own checks find there that cuts pods off, as it is told here. */
const ofPeer = ({ check, ...finding }: NamedFinding, peer: string): NamedFinding => ({
  ...finding,
  check,
  message: `on ${peer}: ${finding.message}`,
  hint: `On ${peer}: ${finding.hint}`,
});

/** Compares a node with what was gathered of a peer: what has to be alike, and what the peer's own checks find. */
export async function comparedEnds(self: CheckedNode, peer: BundledNode): Promise<NamedFinding[]> {
  const { subject, facts } = peer;
  if (requirePeer(self, peer) === undefined) return [{ check: CHECK, ...notListed(self.name, subject.name) }];
  const pairs = [
    ...networkPairs(self, subject),
    ...FAMILY_NAMES.flatMap((family) => [
      ...linkPairs(self, subject, family),
      ...listPairs(self, subject, family),
      ...listPairs(subject, self, family),
    ]),
  ];
  const differing = pairs
    .filter(differs)
    .map((pair) => ({ check: CHECK, ...pairFinding(pair, self.name, subject.name) }));
  const there = (await namedFindings(NODE_CHECKS, subject, facts)).filter(
    ({ effect }) => effect === 'outage',
  );
  return [...differing, ...there.map((finding) => ofPeer(finding, subject.name))];
}
