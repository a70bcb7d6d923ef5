import { leaseRules } from '../../backends/index.ts';
import type { NetConf } from '../../config/index.ts';
import type { NodeFamily, PlanNode } from '../../flannel/index.ts';
import { FAMILY_NAMES, type FamilyName } from '../../net/index.ts';
import { collectFindings, type Find, type NodeFinding } from '../findings.ts';
import { inFamilies } from '../in-families.ts';
import { NODE_KEYS } from '../keys.ts';
import { derivedData } from '../nodes/explicit-data.ts';
import { nodeReader, type ReadFamily, type ReadNode } from '../nodes/read-nodes.ts';
import { checkUnique } from '../nodes/unique.ts';
import type { ReadKnown } from './known-nodes.ts';
import { byPlace } from './places.ts';

/**
 * Reads the nodes of a subnet plan by the rules of all plans, written or computed: returns the nodes in order, and
 * all their problems. Without a net-conf they are checked as far as possible.
 * @param known reads the entries of which only what they share with others has to be checked
 */
export function planNodes(
  entries: readonly unknown[],
  netConf: NetConf | undefined,
  known: ReadKnown = () => undefined,
): { readonly nodes: readonly PlanNode[]; readonly findings: readonly NodeFinding[] } {
  const { findings, find } = collectFindings();
  const readNode = nodeReader(netConf, find);
  const read = entries.map((entry, i) => known(entry, i) ?? withData(readNode(entry, i), netConf));
  checkUnique(read, find, netConf);
  for (const node of read) {
    checkShared(node, find, netConf);
    checkSubnets(node, find, netConf);
  }
  return { nodes: netConf === undefined ? [] : nodesOf(read, netConf), findings };
}

/** An entry with the lease data of its backend: derived from its subnet, unless it has its own. */
const withData = (node: ReadNode, netConf: NetConf | undefined): ReadNode => ({
  ...node,
  ipv4: familyWithData(node.ipv4, netConf),
  ipv6: familyWithData(node.ipv6, netConf),
});

function familyWithData(family: ReadFamily, netConf: NetConf | undefined): ReadFamily {
  const rules = netConf && leaseRules(netConf.backend.type);
  if (netConf === undefined || rules === undefined) return { ...family, data: undefined };
  if (family.data?.rules === rules || family.subnet === undefined) return family;
  const value = derivedData(netConf.backend, family.subnet);
  return { ...family, data: value && { rules, value } };
}

/** A plan has a subnet for each family of which a node has a public IP. */
function checkSubnets({ index, written, name }: ReadNode, find: Find, netConf: NetConf | undefined): void {
  for (const family of FAMILY_NAMES) {
    if (netConf?.[family] === undefined) continue;
    const { publicIP, subnet } = NODE_KEYS[family];
    if (!(publicIP in written) || subnet in written) continue;
    find({
      index,
      key: publicIP,
      isOfKey: true,
      message: `${name ?? 'a node'} has ${publicIP}, but no ${subnet}`,
      hint: 'Give it one, or have plans made: flannelctl plan --net-conf FILE --nodes FILE',
    });
  }
}

/** The shared value of a backend is the net-conf's on all nodes. */
function checkShared({ index, written }: ReadNode, find: Find, netConf: NetConf | undefined): void {
  const shared = netConf && leaseRules(netConf.backend.type)?.shared;
  if (netConf === undefined || shared === undefined) return;
  const { key, called } = shared;
  const [value, own] = [written[key], shared.of(netConf.backend)];
  if (value === undefined || typeof value === 'object' || value === own) return;
  find({
    index,
    key,
    message: `${key} ${JSON.stringify(value)} is not the net-conf's ${called} ${own}`,
    hint: `All nodes have the same ${called}.`,
  });
}

/** The values of one family of a node in a plan; undefined if the family is off. */
function planFamily(
  family: FamilyName,
  { publicIP, subnet, data }: ReadFamily,
  netConf: NetConf,
): NodeFamily | undefined {
  if (netConf[family] === undefined || publicIP === undefined || subnet === undefined) return undefined;
  return { publicIP, subnet, ...(data && { data: data.value }) };
}

const nodesOf = (nodes: readonly ReadNode[], netConf: NetConf): readonly PlanNode[] =>
  nodes
    .flatMap((node): PlanNode[] => {
      if (node.name === undefined) return [];
      return [{ name: node.name, ...inFamilies((family) => planFamily(family, node[family], netConf)) }];
    })
    .toSorted(byPlace);
