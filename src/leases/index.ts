export type { NodeFamily, PlanNode } from '../flannel/index.ts';
export { capacityOf } from './capacity.ts';
export { checkNodeList } from './check-node-list.ts';
export { checkPlan } from './check-plan.ts';
export { checkedPlan } from './checked-plan.ts';
export { chooseSubnets } from './choose-subnets.ts';
export { isSound, readEtcdLease } from './codec/etcd/one-record.ts';
export { leaseRecord } from './codec/etcd/write.ts';
export { leasePartOf, nodeSubnets, readNodeObject } from './codec/kubernetes/node-object.ts';
export { nodeAnnotations } from './codec/kubernetes/write.ts';
export { oneDocument, type PlanInput } from './document.ts';
export { dataText, explicitData } from './explicit-data.ts';
export { firstFreeSubnet } from './free-subnets.ts';
export { isPlanOf } from './is-plan-of.ts';
export { NODE_KEYS } from './keys.ts';
export { makePlan } from './make-plan.ts';
export { networksOf } from './network.ts';
export { pinsOf } from './pins.ts';
export { byPlace } from './places.ts';
export { isSameNode } from './plan-changes.ts';
export { planDocument } from './plan-document.ts';
export { type NewPlan, type PlanInputs, planFromFiles } from './plan-from-files.ts';
export { checkedNetConf } from './plan-nodes.ts';
export { type CheckedPlan, planOfPlan, planOfValue, planOfWrittenText } from './plan-of-value.ts';
export { planSummary } from './plan-summary.ts';
export { plannedEntry, requestFor } from './planned-entry.ts';
export { requestsOf } from './requests.ts';
export { sharesPublicIP } from './shares-public-ip.ts';
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
export type { FamilyRequest, NodeRequest, SubnetPlan } from './types.ts';
export { writtenPlan } from './written-plan.ts';
