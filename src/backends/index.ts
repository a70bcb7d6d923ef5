export { desiredState } from './desired.ts';
export { directory, foldersAbove, subnetsOf, textFile } from './files.ts';
export { beyondRouters } from './host-gw.ts';
export type { BackendInput, BuiltBackend, FamilyInput, Path } from './input.ts';
export {
  BUILT_BACKENDS,
  backendText,
  overlayLink,
  type PacketSize,
  packetSizes,
  podMtu,
} from './registry.ts';
export { netConfMtu } from './vxlan.ts';
