export { BRIDGE } from './bridge.ts';
export { desiredState } from './desired.ts';
export { CNI_CONF, foldersAbove, SUBNET_ENV } from './files.ts';
export { beyondRouters } from './host-gw.ts';
export type { BuiltBackend, FamilyInput, NodeNetwork, Path } from './input.ts';
export { BUILT_BACKENDS, backendText, overlayLink, podMtu } from './registry.ts';
