export {
  alikeOnAllNodes,
  backendText,
  goesDirect,
  mtuSetting,
  objectsOfPeers,
  overlayLink,
  overlayTo,
  type PacketSize,
  packetSizes,
  podMtu,
  udpPort,
} from './built.ts';
export type { BackendConfig, BackendPlace, BackendValues, ConfigRules } from './config.ts';
export { desiredState } from './desired.ts';
export { directory, foldersAbove, subnetsOf, textFile } from './files.ts';
export { beyondRouters } from './host-gw.ts';
export type { BackendInput, FamilyInput, Path } from './input.ts';
export type { LeaseRules } from './lease.ts';
export { nexthopPlace } from './nexthop-ids.ts';
export {
  BACKEND_TYPES,
  BUILT_BACKENDS,
  CARRY_IPV6,
  carriesIPv6,
  configRules,
  DEFAULT_BACKEND,
  type FoundOverlay,
  findOverlay,
  LEASE_RULES,
  leaseRules,
  overheadOf,
  parseLeaseData,
  publishedType,
  takesLeasesOf,
} from './registry.ts';
export { programsOf, type RuleProgram } from './rule-programs.ts';
export { isVxlan, type VxlanConfig } from './vxlan/config.ts';
export type { VtepData } from './vxlan/lease.ts';
export { vtepMac } from './vxlan/vtep-mac.ts';
