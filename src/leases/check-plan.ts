import schema from '../../schemas/subnet-plan.schema.json' with { type: 'json' };
import {
  checkNetConf,
  checkSchema,
  entryOf,
  makeReporter,
  type NetConf,
  type Reporter,
  type Source,
  type SourceNode,
  toValue,
} from '../config/index.ts';
import { isError, type Problem } from '../errors/index.ts';
import { validateSubnetPlan } from '../generated/validators.js';
import { FAMILY_NAMES, type FamilyName } from '../net/index.ts';
import { nodeItems } from './check-node-list.ts';
import { inOrder } from './in-order.ts';
import { NODE_KEYS } from './keys.ts';
import { vniOf } from './network.ts';
import { byPlace } from './places.ts';
import { type ReadFamily, type ReadNode, readNode } from './read-nodes.ts';
import type { NodeFamily, PlanNode, SubnetPlan } from './types.ts';
import { checkUnique } from './unique.ts';
import { vtepMac } from './vtep-mac.ts';

/**
 * Reads a subnet plan (schemas/subnet-plan.schema.json), written by `plan` or by hand: gives the plan if there is
 * no error, and every problem of its net-conf and its nodes. Entries may stand in any order.
 */
export function checkPlan(
  root: SourceNode,
  source: Source,
): { readonly plan?: SubnetPlan; readonly problems: readonly Problem[] } {
  const report = makeReporter(source);
  const written = entryOf(root, 'netConf')?.value;
  const { netConf, problems: netConfProblems } = checkOwnNetConf(written, source);
  const nodes = nodeItems(root).map((item) => withMacs(readNode(item, report, netConf), netConf));
  checkUnique(nodes, report);
  for (const node of nodes) {
    checkVni(node.item, report, netConf);
    checkSubnets(node, report, netConf);
  }
  const problems = inOrder([
    ...checkSchema(validateSubnetPlan, root, source, schema),
    ...netConfProblems,
    ...report.problems,
  ]);
  if (written === undefined || netConf === undefined || problems.some(isError)) return { problems };
  return { plan: { netConf, netConfSource: toValue(written), nodes: planNodes(nodes, netConf) }, problems };
}

/** The net-conf in a plan. */
function checkOwnNetConf(
  written: SourceNode | undefined,
  source: Source,
): { readonly netConf?: NetConf; readonly problems: readonly Problem[] } {
  return written?.kind === 'object' ? checkNetConf(written, source) : { problems: [] };
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
function checkSubnets({ item, ...node }: ReadNode, report: Reporter, netConf: NetConf | undefined): void {
  for (const family of FAMILY_NAMES.filter((name) => netConf?.[name] !== undefined)) {
    const { publicIP, subnet } = NODE_KEYS[family];
    const place = entryOf(item, publicIP);
    if (place === undefined || entryOf(item, subnet) !== undefined) continue;
    report.error(
      place.keyRange,
      `${node.name ?? 'a node'} has ${publicIP}, but no ${subnet}`,
      `Give it one, or have plans made: flannelctl plan --net-conf FILE --nodes FILE`,
    );
  }
}

function checkVni(item: SourceNode, report: Reporter, netConf: NetConf | undefined): void {
  const place = entryOf(item, 'vni')?.value;
  const vni = netConf && vniOf(netConf);
  if (place?.kind !== 'scalar' || vni === undefined || place.value === vni) return;
  report.error(place, `vni ${place.raw} is not the net-conf's VNI ${vni}`, 'All nodes have the same VNI.');
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

const planNodes = (nodes: readonly ReadNode[], netConf: NetConf): readonly PlanNode[] =>
  nodes
    .flatMap((node): PlanNode[] => {
      if (node.name === undefined) return [];
      const own = FAMILY_NAMES.flatMap((family) => planFamily(family, node[family], netConf));
      return [{ name: node.name, ...Object.fromEntries(own) }];
    })
    .toSorted(byPlace);
