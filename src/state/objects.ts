import type { Address, InterfaceAddress, LinkName, Mac, NodeName, Prefix } from '../net/index.ts';
import type { Ruleset } from './rules.ts';

/** What a vxlan link is made of (`ip -d link`, RFC 7348). */
export interface VxlanSpec {
  readonly type: 'vxlan';
  readonly vni: number;
  /** The address that outer packets come from. */
  readonly local: Address;
  /** The link that outer packets leave by. */
  readonly dev: LinkName;
  readonly port: number;
  readonly learning: boolean;
  readonly gbp: boolean;
  /** Takes its VNIs from elsewhere, as Cilium's does; ours never do. */
  readonly external?: true;
}

interface BridgeSpec {
  readonly type: 'bridge';
}

/** A link of a type that flannelctl never makes; only seen when it is in the way. */
interface OtherSpec {
  readonly type: 'other';
  readonly kind: string;
}

export interface Link {
  readonly kind: 'link';
  readonly name: LinkName;
  readonly spec: VxlanSpec | BridgeSpec | OtherSpec;
  readonly mac: Mac;
  readonly mtu: number;
  /** Absent where the kernel's default is left. */
  readonly txqlen?: number;
  /** The group number is the mark of ownership: it can be given at creation, an alias can't. */
  readonly group: number;
  readonly alias: string;
  readonly up: boolean;
}

export interface LinkAddress {
  readonly kind: 'address';
  readonly dev: LinkName;
  readonly address: InterfaceAddress;
}

export interface Neighbor {
  readonly kind: 'neighbor';
  readonly dev: LinkName;
  readonly dst: Address;
  readonly lladdr: Mac;
  /** On a host: whose it is, 0 for nobody's. Ours have our own. */
  readonly protocol?: number;
  readonly peer?: NodeName;
}

/** A forwarding entry of a vxlan link: frames to this MAC go to this VTEP. */
export interface FdbEntry {
  readonly kind: 'fdb';
  readonly dev: LinkName;
  readonly mac: Mac;
  readonly dst: Address;
  /** On a host: a port, VNI or link of the entry's own, as `bridge` writes them. Ours have the link's. */
  readonly detour?: string;
  readonly peer?: NodeName;
}

export interface Nexthop {
  readonly kind: 'nexthop';
  readonly id: number;
  readonly via: Address;
  readonly dev: LinkName;
  readonly onlink: boolean;
  readonly protocol: number;
  readonly peer?: NodeName;
}

/**
 * A route of the main table by a gateway: by the nexthop object that has it (`nhid`), or plain where the kernel knows no
 * such objects. The gateway is named either way, as the kernel prints it beside the id.
 */
export interface Route {
  readonly kind: 'route';
  readonly dst: Prefix;
  readonly nhid?: number;
  readonly via?: Address;
  readonly dev?: LinkName;
  readonly onlink?: boolean;
  readonly protocol: number;
  readonly peer?: NodeName;
}

export interface Sysctl {
  readonly kind: 'sysctl';
  /** Below /proc/sys, with slashes: a link's name may contain dots. */
  readonly path: string;
  readonly value: string;
  /** The link whose setting this is; it goes with the link. */
  readonly dev?: LinkName;
}

export interface FileObject {
  readonly kind: 'file';
  readonly path: string;
  /** `other`: a FIFO or socket; flannelctl never makes one, it is only seen when in the way. */
  readonly type: 'file' | 'directory' | 'symlink' | 'other';
  readonly mode: number;
  /** A file's text; where a symbolic link leads, one that serves as a folder, too. */
  readonly content: string;
  /** What it may take the place of though somebody else wrote it: flanneld's own file of this form. */
  readonly like?: 'subnet.env' | 'conflist';
  /** subnet.env: written after everything else, because CNI takes its existence for "ready". */
  readonly ready?: boolean;
}

/**
 * A table, or a built-in chain in it, that iptables-nft makes the first time it is used and never takes away.
 * Kept apart from the rules so that a reset can leave the host without them, if it was without them before.
 */
export interface BaseChain {
  readonly kind: 'basechain';
  readonly family: 'ip' | 'ip6';
  readonly table: string;
  /** Absent: the table itself. */
  readonly chain?: string;
  /** Whether somebody else uses it by now. */
  readonly busy: boolean;
}

export type HostObject =
  | Sysctl
  | Link
  | LinkAddress
  | BaseChain
  | Ruleset
  | Neighbor
  | FdbEntry
  | Nexthop
  | Route
  | FileObject;

export type KindName = HostObject['kind'];
