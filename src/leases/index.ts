export { capacityOf } from './capacity.ts';

export { checkPlan } from './check-plan.ts';
export { firstFreeSubnet } from './free-subnets.ts';
export { makePlan } from './make-plan.ts';
export { planDocument } from './plan-document.ts';
export { type PlanInput, planFromFiles } from './plan-from-files.ts';
export { planSummary } from './plan-summary.ts';
export {
  type CarriedNetConf,
  fitEntries,
  ownEntry,
  podCidrNetConf,
  type RecordSource,
  readNodeSource,
  type SourceEntry,
  type SourceOptions,
  subnetName,
} from './sources/index.ts';
export { subnetIndex } from './subnets.ts';
export type { NodeRequest, PlanNode, SubnetPlan } from './types.ts';
export { vtepMac } from './vtep-mac.ts';
