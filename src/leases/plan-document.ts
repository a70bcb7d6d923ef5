import type { SubnetPlan as SubnetPlanDocument } from '../generated/types.d.ts';
import { type Capacity, capacityOf } from './capacity.ts';
import { planNetwork, vniOf } from './network.ts';
import type { SubnetPlan } from './types.ts';

/** How much a plan's network holds, and how much of it the plan gives out; undefined for a network with IPv6. */
export function planCapacity({ netConf, nodes }: SubnetPlan): Capacity | undefined {
  const network = planNetwork(netConf);
  return network && capacityOf(network, nodes.length);
}

/** A plan as the document that is kept and read (schemas/subnet-plan.schema.json). */
export function planDocument(plan: SubnetPlan): SubnetPlanDocument {
  const vni = vniOf(plan.netConf);
  const capacity = planCapacity(plan);
  return {
    kind: 'SubnetPlan',
    netConf: plan.netConfSource as SubnetPlanDocument['netConf'],
    nodes: plan.nodes.map(({ name, publicIP, subnet, vtepMac }) => ({
      name,
      publicIP,
      subnet,
      ...(vni === undefined ? {} : { vni }),
      ...(vtepMac === undefined ? {} : { vtepMAC: vtepMac }),
    })),
    ...(capacity === undefined ? {} : { capacity }),
  };
}
