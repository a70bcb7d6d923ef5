import { type BridgeSpec, bridgeType } from './bridge.ts';
import type { LinkType } from './link-type.ts';
import { type OtherSpec, otherType } from './other.ts';
import { type VxlanSpec, vxlanType } from './vxlan.ts';

/** The type and fields of a link. A new type is a new file, and a line here and in the registry below. */
export type LinkSpec = VxlanSpec | BridgeSpec | OtherSpec;

export type LinkTypeName = LinkSpec['type'];

const LINK_TYPES: { readonly [Name in LinkTypeName]: LinkType<Extract<LinkSpec, { type: Name }>> } = {
  vxlan: vxlanType,
  bridge: bridgeType,
  other: otherType,
};

/** The functions of a link's type. The cast is sound because the registry is keyed by the same `type`. */
export const linkTypeOf = (spec: LinkSpec): LinkType<LinkSpec> => LINK_TYPES[spec.type];
