import type { NetConf } from '../config/index.ts';
import { Failure } from '../errors/index.ts';
import { inputName, readInput } from '../host/index.ts';
import { type NodeRequest, type PlanNode, vtepMac } from '../leases/index.ts';
import type { Given } from './given.ts';
import { type GivenNetConf, readNetConf } from './inputs.ts';
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
  const nodes = plan === undefined ? [] : plan.nodes.map((node) => asRequest(node, plan.netConf));
  if (given.netConf !== undefined) {
    const read = await readNetConf(given.netConf);
    if (given.plan === undefined && plan !== undefined) refuseOtherNetwork(plan.netConf, read.netConf);
    return { ...read, nodes };
  }
  if (plan !== undefined) return { ...plan, nodes, warnings: [] };
  throw new Failure('usage', 'this node has not been set up yet, so it has to be told the network', {
    hint: 'Give --net-conf FILE, or --plan FILE.',
  });
}

/** Subnets of one network are none of another. */
function refuseOtherNetwork({ ipv4: before }: NetConf, { ipv4: now }: NetConf): void {
  if (before === undefined || now === undefined || before.network === now.network) return;
  throw new Failure(
    'invalidConfig',
    `this node was set up in ${before.network}, and ${now.network} is another network`,
    {
      hint: 'Take the node down first: flannelctl reset',
    },
  );
}

/** A node of a plan that keeps its subnet. A MAC that followed from the old VNI follows the new one. */
function asRequest({ subnet, vtepMac: mac, ...node }: PlanNode, { backend }: NetConf): NodeRequest {
  const isDerived = backend.type === 'vxlan' && mac === vtepMac(subnet, backend.vni);
  return { ...node, pin: subnet, ...(mac === undefined || isDerived ? {} : { vtepMac: mac }) };
}
