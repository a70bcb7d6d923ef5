import { type CheckedNode, type NamedFinding, NODE_CHECKS, outage, warning } from '../../../checks/index.ts';
import { Failure } from '../../../errors/index.ts';
import type { PlanNode } from '../../../leases/index.ts';
import { FAMILY_NAMES, type NodeName } from '../../../net/index.ts';
import { bundledFindings } from '../../bundle/bundled-findings.ts';
import type { BundledNode } from '../../bundle/read-bundle.ts';
import { linkPairs } from './links.ts';
import { listHint, listPairs } from './lists.ts';
import { networkPairs } from './networks.ts';
import type { Pair } from './pair.ts';

/** The name of what a comparison of two nodes finds. */
const CHECK = 'BothEnds';

const differs = ({ here, there }: Pair): boolean =>
  here !== undefined && there !== undefined && here !== there;

function pairFinding({ message, loses, hint, follows }: Pair, self: NodeName, peer: NodeName): NamedFinding {
  const found = (loses === 'all' ? outage : warning)(message, hint, {
    impact:
      loses === 'all'
        ? `Pods of ${self} and of ${peer} do not reach each other.`
        : `Large packets between pods of ${self} and of ${peer} may be lost.`,
    ...(follows === undefined ? {} : { follows: follows.checks }),
  });
  return { check: CHECK, ...found, ...(follows?.node.name === peer ? { on: peer } : {}) };
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

const notListed = (self: CheckedNode, peer: CheckedNode): NamedFinding => ({
  check: CHECK,
  ...outage(`${self.name} does not have ${peer.name} on its list of nodes`, listHint(self, peer), {
    impact: `Pods of ${self.name} do not reach pods of ${peer.name}.`,
  }),
});

/** What the peer's own checks find there that cuts pods off, as it is told here, where it can't be mended. */
const ofPeer = ({ fix, ...finding }: NamedFinding, peer: NodeName): NamedFinding => ({
  ...finding,
  on: peer,
  message: `on ${peer}: ${finding.message}`,
  ...(finding.impact === undefined ? {} : { impact: `On ${peer}: ${finding.impact}` }),
  hint: finding.hint
    .split('\n')
    .map((line) => `On ${peer}: ${line}`)
    .join('\n'),
});

/** Compares a node with what was gathered of a peer: what has to be alike, and what the peer's own checks find. */
export async function comparedEnds(self: CheckedNode, peer: BundledNode): Promise<NamedFinding[]> {
  const { subject } = peer;
  if (requirePeer(self, peer) === undefined) return [notListed(self, subject)];
  const pairs = [
    ...networkPairs(self, subject),
    ...FAMILY_NAMES.flatMap((family) => [
      ...linkPairs(self, subject, family),
      ...listPairs(self, subject, family),
      ...listPairs(subject, self, family),
    ]),
  ];
  const differing = pairs.filter(differs).map((pair) => pairFinding(pair, self.name, subject.name));
  const there = await Promise.all(NODE_CHECKS.map(async (check) => bundledFindings(peer, check)));
  const outages = there.flatMap((found) => found ?? []).filter(({ effect }) => effect === 'outage');
  return [...differing, ...outages.map((finding) => ofPeer(finding, subject.name))];
}
