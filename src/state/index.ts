export { type Batch, batchesOf, lineOfBatch } from './batches.ts';
export { type Action, type Change, type Diff, type FieldChange, keysOf, objectsOf } from './change.ts';
export { flannelHere } from './claim.ts';
export { type Collateral, collateralOf, type Dependent, lostNeedsOf } from './collateral.ts';
export { commandHead, commandText } from './command-text.ts';
export { diff } from './diff.ts';
export { flawOfChange, unencodableIn } from './encodable.ts';
export { BUILT_IN, jumpText } from './firewall/iptables.ts';
export { NFT_TABLE } from './firewall/nft.ts';
export type { Chain, PrefixMatch, Rule, Ruleset, UnknownRule } from './firewall/rules.ts';
export { type ForeignObject, recreateForeign, showForeign } from './foreign.ts';
export { indexOf } from './host-index.ts';
export type { Instruction, Phase, SeenFile } from './instruction.ts';
export { isForeignAddress, type LinkAddress } from './kinds/address.ts';
export type { BaseChain } from './kinds/basechain.ts';
export { BLACKHOLE_METRIC, type Blackhole } from './kinds/blackhole.ts';
export type { FdbEntry } from './kinds/fdb.ts';
export type { FileObject } from './kinds/file.ts';
export { bearsMark, isLink, isSameLink, LINK_GROUP, type Link, linkSettings } from './kinds/link.ts';
export type { Neighbor } from './kinds/neighbor.ts';
export type { Nexthop } from './kinds/nexthop.ts';
export type { Route } from './kinds/route.ts';
export { acceptRaPath, IP_FORWARD, IP6_FORWARD, type Sysctl } from './kinds/sysctl.ts';
export type { LinkSpec, LinkTypeName } from './link-types/registry.ts';
export type { VxlanSpec } from './link-types/vxlan.ts';
export { type Need, offersOf } from './needs.ts';
export { type HostObject, isPeerObject, type KindName, type PeerObject } from './objects.ts';
export { type Step, stepsOf } from './order.ts';
export type { FlannelTraces, Ownership } from './ownership.ts';
export { BOOT, KERNEL, PROTOCOL } from './protocol.ts';
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
} from './registry.ts';
export { rehearsalOf } from './rehearsal.ts';
export { LOCAL_TABLE, MAIN_TABLE } from './route-tables.ts';
export { SYMBOLS } from './symbols.ts';
export { isWellFormedForeign } from './well-formed.ts';
export { withoutConflicts } from './without-conflicts.ts';
