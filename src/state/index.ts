export type { Instruction, Phase, SeenFile } from './base/instruction.ts';
export { type Need, offersOf } from './base/needs.ts';
export type { FlannelTraces, Ownership } from './base/ownership.ts';
export { BOOT, KERNEL, PROTOCOL } from './base/protocol.ts';
export { LOCAL_TABLE, MAIN_TABLE } from './base/route-tables.ts';
export { acceptRaPath, IP_FORWARD, IP6_FORWARD } from './base/setting-paths.ts';
export { type Action, type Change, type Diff, type FieldChange, keysOf, objectsOf } from './diff/change.ts';
export { flannelHere } from './diff/claim.ts';
export { type Collateral, collateralOf, type Dependent, lostNeedsOf } from './diff/collateral.ts';
export { diff } from './diff/diff.ts';
export { SYMBOLS } from './diff/symbols.ts';
export { type RefusedParts, withoutConflicts } from './diff/without-conflicts.ts';
export { BUILT_IN, jumpText } from './firewall/iptables.ts';
export { NFT_TABLE } from './firewall/nft.ts';
export type { Chain, PrefixMatch, Rule, Ruleset, UnknownRule } from './firewall/rules.ts';
export { isForeignAddress, type LinkAddress } from './kinds/address.ts';
export type { BaseChain } from './kinds/basechain.ts';
export { BLACKHOLE_METRIC, type Blackhole } from './kinds/blackhole.ts';
export type { FdbEntry } from './kinds/fdb.ts';
export type { FileObject } from './kinds/file.ts';
export { bearsMark, isLink, isSameLink, LINK_GROUP, type Link, linkSettings } from './kinds/link.ts';
export type { Neighbor } from './kinds/neighbor.ts';
export type { Nexthop } from './kinds/nexthop.ts';
export type { Route } from './kinds/route.ts';
export type { Sysctl } from './kinds/sysctl.ts';
export type { LinkSpec, LinkTypeName } from './link-types/registry.ts';
export type { VxlanSpec } from './link-types/vxlan.ts';
export { type ForeignObject, recreateForeign, showForeign } from './objects/foreign.ts';
export { indexOf } from './objects/host-index.ts';
export { type HostObject, isPeerObject, type KindName, type PeerObject } from './objects/objects.ts';
export {
  fieldsOf,
  isOurs,
  isRecorded,
  isWellFormed,
  keyOf,
  kindOf,
  nameOf,
  peerAddress,
  resolution,
  showObject,
  underlayAddress,
} from './objects/registry.ts';
export { isWellFormedForeign } from './objects/well-formed.ts';
export { type Batch, batchesOf, lineOfBatch } from './steps/batches.ts';
export { commandHead, commandText } from './steps/command-text.ts';
export { flawOfChange, unencodableIn } from './steps/encodable.ts';
export { type Step, stepsOf } from './steps/order.ts';
export { rehearsalOf } from './steps/rehearsal.ts';
