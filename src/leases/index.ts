export type { NodeFamily, PlanNode } from '../flannel/index.ts';
export { isSound, readEtcdLease } from './codec/etcd/one-record.ts';
export { leaseRecord } from './codec/etcd/write.ts';
export { leasePartOf, nodeSubnets, readNodeObject } from './codec/kubernetes/node-object.ts';
export { nodeAnnotations } from './codec/kubernetes/write.ts';
export { NODE_KEYS } from './keys.ts';
export { checkNodeList } from './nodes/check-node-list.ts';
export { dataText, explicitData } from './nodes/explicit-data.ts';
export { pinsOf } from './nodes/pins.ts';
export { plannedEntry, requestFor, requestIn } from './nodes/planned-entry.ts';
export { requestsOf } from './nodes/requests.ts';
export { sharesPublicIP } from './nodes/shares-public-ip.ts';
export { capacityOf } from './plan/capacity.ts';
export { checkPlan } from './plan/check-plan.ts';
export { checkedPlan } from './plan/checked-plan.ts';
export { chooseSubnets } from './plan/choose-subnets.ts';
export { oneDocument, type PlanInput } from './plan/document.ts';
export { isPlanOf } from './plan/is-plan-of.ts';
export { makePlan } from './plan/make-plan.ts';
export { byPlace } from './plan/places.ts';
export { isSameNode } from './plan/plan-changes.ts';
export { planDocument } from './plan/plan-document.ts';
export { type NewPlan, type PlanInputs, planFromFiles } from './plan/plan-from-files.ts';
export { checkedNetConf } from './plan/plan-nodes.ts';
export { type CheckedPlan, planOfPlan, planOfValue, planOfWrittenText } from './plan/plan-of-value.ts';
export { planSummary } from './plan/plan-summary.ts';
export { writtenPlan } from './plan/written-plan.ts';
export {
  type CarriedNetConf,
  type ClaimedLengths,
  claimKeys,
  familyFaults,
  fitEntries,
  fitRecord,
  isSubnetName,
  ownEntry,
  type RecordSource,
  readDocument,
  readListing,
  readNodeSource,
  rivalOfOwn,
  rivalsAmong,
  type SourceEntry,
  type SourceOptions,
  subnetName,
} from './sources/index.ts';
export { firstFreeSubnet } from './subnets/free-subnets.ts';
export { networksOf } from './subnets/network.ts';
export type { FamilyRequest, NodeRequest, SubnetPlan } from './types.ts';
