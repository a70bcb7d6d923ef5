export { BRIDGE } from './bridge.ts';
export { desiredState } from './desired.ts';
export { CNI_CONF, foldersAbove, SUBNET_ENV } from './files.ts';
export type { NodeNetwork } from './input.ts';
export { overlayMtu, vxlanLinkName } from './vxlan.ts';
