export type { BackendConfig, BackendPlace, BackendValues, ConfigRules } from './base/config.ts';
export type { BackendInput, FamilyInput, Path } from './base/input.ts';
export type { LeaseRules } from './base/lease.ts';
export { nexthopPlace } from './base/nexthop-ids.ts';
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
export { desiredState } from './desired/desired.ts';
export { directory, foldersAbove, subnetsOf, textFile } from './desired/files.ts';
export { programsOf, type RuleProgram } from './desired/rule-programs.ts';
export { beyondRouters } from './host-gw.ts';
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
export { isVxlan, type VxlanConfig } from './vxlan/config.ts';
export type { VtepData } from './vxlan/lease.ts';
export { vtepMac } from './vxlan/vtep-mac.ts';
