export type { BackendConfig, BackendPlace, BackendValues, ConfigRules } from './config.ts';
export { desiredState } from './desired.ts';
export { directory, foldersAbove, subnetsOf, textFile } from './files.ts';
export { beyondRouters } from './host-gw.ts';
export type { BackendInput, FamilyInput, Path } from './input.ts';
export {
  alikeOnAllNodes,
  BACKEND_TYPES,
  BUILT_BACKENDS,
  backendText,
  CARRY_IPV6,
  configRules,
  DEFAULT_BACKEND,
  goesDirect,
  mtuSetting,
  overlayLink,
  type PacketSize,
  packetSizes,
  podMtu,
  udpPort,
} from './registry.ts';
export { isVxlan, type VxlanConfig } from './vxlan/config.ts';
export { vtepMac } from './vxlan/vtep-mac.ts';
