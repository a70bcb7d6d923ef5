import { vtepMac } from '../backends/index.ts';
import type { NetConf } from '../config/index.ts';
import type { NodeFamily, PlanNode } from '../flannel/index.ts';
import { FAMILY_NAMES, type FamilyName } from '../net/index.ts';
import { collectFindings, type Find, type Finding } from './findings.ts';
import { NODE_KEYS } from './keys.ts';
import { vniOf } from './network.ts';
import { byPlace } from './places.ts';
import { type ReadFamily, type ReadNode, readNode } from './read-nodes.ts';
import { checkUnique } from './unique.ts';

/**
 * Reads the nodes of a subnet plan by the rules that hold for all plans, be they written or made: gives the nodes, in
 * order, and everything that is wrong or odd about them. Without a net-conf they are checked as far as they can be.
 */
export function planNodes(
  entries: readonly unknown[],
  netConf: NetConf | undefined,
): { readonly nodes: readonly PlanNode[]; readonly findings: readonly Finding[] } {
  const { findings, find } = collectFindings();
  const read = entries.map((entry, i) => withMacs(readNode(entry, i, find, netConf), netConf));
  checkUnique(read, find);
  for (const node of read) {
    checkVni(node, find, netConf);
    checkSubnets(node, find, netConf);
  }
  return { nodes: netConf === undefined ? [] : nodesOf(read, netConf), findings };
}

/** The same entry with its derived MACs, if it has none of its own and the backend is vxlan. */
function withMacs(node: ReadNode, netConf: NetConf | undefined): ReadNode {
  const vni = netConf && vniOf(netConf);
  const withMac = (family: ReadFamily): ReadFamily => {
    if (vni === undefined) return { ...family, vtepMac: undefined };
    if (family.vtepMac !== undefined || family.subnet === undefined) return family;
    return { ...family, vtepMac: vtepMac(family.subnet, vni) };
  };
  return { ...node, ipv4: withMac(node.ipv4), ipv6: withMac(node.ipv6) };
}

/** A plan has given each node a subnet of every family that it has a public IP of. */
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

function checkVni({ index, written }: ReadNode, find: Find, netConf: NetConf | undefined): void {
  const { vni: value } = written;
  const vni = netConf && vniOf(netConf);
  if (value === undefined || typeof value === 'object' || vni === undefined || value === vni) return;
  find({
    index,
    key: 'vni',
    message: `vni ${JSON.stringify(value)} is not the net-conf's VNI ${vni}`,
    hint: 'All nodes have the same VNI.',
  });
}

/** What a plan says of one family of a node; nothing if the family is off. */
function planFamily(
  family: FamilyName,
  { publicIP, subnet, vtepMac: mac }: ReadFamily,
  netConf: NetConf,
): [FamilyName, NodeFamily][] {
  if (netConf[family] === undefined || publicIP === undefined || subnet === undefined) return [];
  return [[family, { publicIP, subnet, ...(mac === undefined ? {} : { vtepMac: mac }) }]];
}

const nodesOf = (nodes: readonly ReadNode[], netConf: NetConf): readonly PlanNode[] =>
  nodes
    .flatMap((node): PlanNode[] => {
      if (node.name === undefined) return [];
      const own = FAMILY_NAMES.flatMap((family) => planFamily(family, node[family], netConf));
      return [{ name: node.name, ...Object.fromEntries(own) }];
    })
    .toSorted(byPlace);
