import { type CniAttachment, cniAttachments, packetRules } from '../../../host/index.ts';
import { familyOf, type Prefix, parseAddress, prefixFamily } from '../../../net/index.ts';
import { shellCommand } from '../../../words/index.ts';
import { type CheckedNode, nodeCheck, warning } from '../../check.ts';
import { nodeAttachments, withoutLength } from '../../cni/addresses/of-node.ts';
import { type Decision, decisionEvidence, decisionsAt } from '../decided.ts';
import { chainName, iptablesOf } from '../obstacles.ts';
import type { Packet } from '../packet.ts';
import { podPackets } from '../packets.ts';

/** Rules of single pods are alike: a few of them are asked for. */
const MOST_ASKED = 3;

/** The packets of pods that there are: the bridge plugin's `ipMasq` makes a chain for each. */
const ofRealPods = (
  node: CheckedNode,
  attached: readonly CniAttachment[],
  all: readonly Packet[],
): Packet[] =>
  nodeAttachments(node, attached)
    .slice(0, MOST_ASKED)
    .flatMap(({ addresses }) => addresses.map((address) => parseAddress(withoutLength(address))))
    .flatMap((source) =>
      all.flatMap((packet) =>
        source !== undefined &&
        packet.iif === node.network.bridge &&
        familyOf(packet.source) === familyOf(source)
          ? [{ ...packet, source }]
          : [],
      ),
    );

/** What ends the chain for packets between pods. */
function exempt({ chain }: Decision, networks: readonly Prefix[]): string {
  const network = networks.find((one) => hasSameFamily(chain.family, one)) ?? '';
  const { engine, family, table, name } = chain;
  if (engine !== 'nft')
    return shellCommand([
      iptablesOf(chain),
      '-t',
      table,
      '-I',
      name,
      '-s',
      network,
      '-d',
      network,
      '-j',
      'ACCEPT',
    ]);
  const word = network.includes(':') ? 'ip6' : 'ip';
  return shellCommand([
    'nft',
    'insert',
    'rule',
    family,
    table,
    name,
    word,
    'saddr',
    network,
    word,
    'daddr',
    network,
    'accept',
  ]);
}

const hasSameFamily = (family: string, network: Prefix): boolean =>
  family === 'inet' || (family === 'ip') === (prefixFamily(network) === 4);

/** Whether pods see each other's own addresses. */
export const podMasquerade = nodeCheck({
  name: 'PodMasquerade',
  symptom: "A server sees the node's address, or that of cni0, in place of the client pod's",
  when: [],
  needs: ({ root }) => ({ rules: packetRules, attached: cniAttachments(root) }),
  run: (node, { rules, attached }) => {
    const { network } = node;
    const all = podPackets(network);
    const packets = [...all, ...ofRealPods(node, attached, all)];
    const networks = network.families.map((family) => family.network.network);
    return decisionsAt(rules, 'postrouting', packets, 'masquerade').map((decision) =>
      warning(
        `${chainName(decision.chain)} masquerades packets between pods (${decision.fate.rule})`,
        `Take the rule away, or exempt the pod network: ${exempt(decision, networks)}`,
        {
          evidence: [decisionEvidence(decision)],
          impact:
            'Pods see an address of a node in place of that of the pod: network policies and allow-lists fail.',
          follows: ['DoubleMasquerade', 'PodsOutside'],
        },
      ),
    );
  },
});
