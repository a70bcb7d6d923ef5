export { BRIDGE } from './bridge.ts';
export { desiredState } from './desired.ts';
export { CNI_CONF, SUBNET_ENV } from './files.ts';
export type { NodeNetwork } from './input.ts';
export { NEXTHOP_BASE, overlayMtu, VXLAN_OVERHEAD, vxlanLinkName } from './vxlan.ts';
