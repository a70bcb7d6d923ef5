import schema from '../../schemas/subnet-plan.schema.json' with { type: 'json' };
import {
  checkNetConf,
  checkSchema,
  entryOf,
  makeReporter,
  type NetConf,
  openingOf,
  type Reporter,
  type Source,
  type SourceNode,
  toValue,
} from '../config/index.ts';
import { isError, type Problem } from '../errors/index.ts';
import { validateSubnetPlan } from '../generated/validators.js';
import { nodeItems } from './check-node-list.ts';
import { inOrder } from './in-order.ts';
import { NO_PLAN, planNetwork, vniOf } from './network.ts';
import { type ReadNode, readNode } from './read-nodes.ts';
import { compareRanges, rangeOf } from './subnets.ts';
import type { PlanNode, SubnetPlan } from './types.ts';
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
  const { netConf, problems: netConfProblems } = checkOwnNetConf(written, source, report);
  const nodes = nodeItems(root).map((item) => withMac(readNode(item, report, netConf), netConf));
  checkUnique(nodes, report);
  for (const { item } of nodes) checkVni(item, report, netConf);
  const problems = inOrder([
    ...checkSchema(validateSubnetPlan, root, source, schema),
    ...netConfProblems,
    ...report.problems,
  ]);
  if (written === undefined || netConf === undefined || problems.some(isError)) return { problems };
  return { plan: { netConf, netConfSource: toValue(written), nodes: planNodes(nodes) }, problems };
}

/** The net-conf in a plan, if it is one that plans are made for. */
function checkOwnNetConf(
  written: SourceNode | undefined,
  source: Source,
  report: Reporter,
): { readonly netConf?: NetConf; readonly problems: readonly Problem[] } {
  if (written?.kind !== 'object') return { problems: [] };
  const checked = checkNetConf(written, source);
  if (checked.netConf !== undefined && planNetwork(checked.netConf) === undefined)
    report.error(openingOf(written), NO_PLAN.message, NO_PLAN.hint);
  return checked;
}

/** The same entry with its derived MAC, if it has none of its own and the backend is vxlan. */
function withMac(node: ReadNode, netConf: NetConf | undefined): ReadNode {
  const vni = netConf && vniOf(netConf);
  if (vni === undefined) return { ...node, vtepMac: undefined };
  if (node.vtepMac !== undefined || node.subnet === undefined) return node;
  return { ...node, vtepMac: vtepMac(node.subnet, vni) };
}

function checkVni(item: SourceNode, report: Reporter, netConf: NetConf | undefined): void {
  const place = entryOf(item, 'vni')?.value;
  const vni = netConf && vniOf(netConf);
  if (place?.kind !== 'scalar' || vni === undefined || place.value === vni) return;
  report.error(place, `vni ${place.raw} is not the net-conf's VNI ${vni}`, 'All nodes have the same VNI.');
}

function planNodes(nodes: readonly ReadNode[]): readonly PlanNode[] {
  return nodes
    .flatMap(({ name, publicIP, subnet, vtepMac }) => {
      if (name === undefined || publicIP === undefined || subnet === undefined) return [];
      const node: PlanNode = { name, publicIP, subnet, ...(vtepMac === undefined ? {} : { vtepMac }) };
      return [{ node, ...rangeOf(subnet) }];
    })
    .sort(compareRanges)
    .map(({ node }) => node);
}
