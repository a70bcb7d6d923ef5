import type { NetConf } from '../config/index.ts';
import { Failure } from '../errors/index.ts';
import { inputName, readInput } from '../host/index.ts';
import { explicitMac, type FamilyRequest, type NodeRequest, type PlanNode } from '../leases/index.ts';
import { FAMILY_NAMES, type FamilyName } from '../net/index.ts';
import type { Given } from './given.ts';
import { type GivenNetConf, readNetConf } from './inputs.ts';
import { movedSubnet } from './moved-subnet.ts';
import { readPlan } from './read-plan.ts';
import type { NodeRecord } from './record.ts';

/** The network to build and the nodes known to be in it. */
export interface Basis extends GivenNetConf {
  readonly nodes: readonly NodeRequest[];
}

/** The plan to start from: the one given, else the one remembered, else an empty one of the net-conf given. */
export async function readBasis(given: Given, record: NodeRecord | undefined): Promise<Basis> {
  const plan =
    given.plan === undefined
      ? record?.plan
      : await readPlan(inputName(given.plan), await readInput(given.plan));
  if (given.netConf !== undefined) {
    const read = await readNetConf(given.netConf);
    return { ...read, nodes: plan === undefined ? [] : requestsOf(plan, read.netConf) };
  }
  if (plan !== undefined) return { ...plan, nodes: requestsOf(plan, plan.netConf), warnings: [] };
  throw new Failure('usage', 'this node has not been set up yet, so it has to be told the network', {
    hint: 'Give --net-conf FILE, or --plan FILE.',
  });
}

/** The nodes of a plan, as those who ask for what they have in what may be another network by now. */
const requestsOf = (
  plan: Pick<Basis, 'netConf'> & { nodes: readonly PlanNode[] },
  netConf: NetConf,
): NodeRequest[] =>
  plan.nodes.map((node) => ({
    name: node.name,
    ...Object.fromEntries(FAMILY_NAMES.flatMap((family) => requestOf(node, family, plan.netConf, netConf))),
  }));

/** A node keeps its subnet, and a MAC of its own. One that followed from the old subnet and VNI follows the new ones. */
function requestOf(
  node: PlanNode,
  family: FamilyName,
  before: NetConf,
  now: NetConf,
): [FamilyName, FamilyRequest][] {
  const own = node[family];
  if (own === undefined || now[family] === undefined) return [];
  const { backend } = before;
  const mac = backend.type === 'vxlan' ? explicitMac(own, backend.vni) : undefined;
  const pin = movedSubnet(node.name, own.subnet, before[family], now[family]);
  return [[family, { publicIP: own.publicIP, pin, ...(mac === undefined ? {} : { vtepMac: mac }) }]];
}
