import type { LeaseData, Overhead } from '../flannel/index.ts';
import type { Prefix } from '../net/index.ts';
import type { HostObject, Link } from '../state/index.ts';
import { allocBackend } from './alloc.ts';
import type { Backend } from './backend.ts';
import type { ConfigRules } from './config.ts';
import { extensionBackend } from './extension.ts';
import type { HostRules } from './from-host.ts';
import { hostGwBackend } from './host-gw.ts';
import { ipipBackend } from './ipip.ts';
import { ipsecBackend } from './ipsec.ts';
import type { LeaseRules } from './lease.ts';
import { tencentVpcBackend } from './tencent-vpc.ts';
import { udpBackend } from './udp.ts';
import { vxlanBackend } from './vxlan/vxlan.ts';
import { wireguardBackend } from './wireguard.ts';

/** flannel's backends by their names (flannel-facts 1.2). A new one is a new file and one line here. */
const BACKENDS: Readonly<Record<string, Backend>> = {
  vxlan: vxlanBackend,
  'host-gw': hostGwBackend,
  wireguard: wireguardBackend,
  udp: udpBackend,
  ipip: ipipBackend,
  ipsec: ipsecBackend,
  extension: extensionBackend,
  alloc: allocBackend,
  'tencent-vpc': tencentVpcBackend,
};

/** One of flannel's backends; undefined if there is none of the name. */
export const backendOf = (type: string): Backend | undefined =>
  Object.hasOwn(BACKENDS, type) ? BACKENDS[type] : undefined;

/** What a net-conf without a Backend is taken for. */
export const DEFAULT_BACKEND = 'vxlan';

/** The names of flannel's backends, as net-confs have them. */
export const BACKEND_TYPES = Object.keys(BACKENDS);

/** The names of those that can be built. */
export const BUILT_BACKENDS = BACKEND_TYPES.filter((type) => backendOf(type)?.build !== undefined);

/** What is said to who needs IPv6. */
export const CARRY_IPV6 = 'vxlan, wireguard and host-gw carry IPv6.';

/** The rules of a backend's part of the net-conf; no keys if there is no such backend. */
export const configRules = (type: string): ConfigRules => backendOf(type)?.config ?? { keys: {} };

/** What a backend puts around a packet; undefined if it is not known, or nothing of its own. */
export const overheadOf = (type: string): Overhead | undefined => backendOf(type)?.overhead;

/** The rules of a backend's lease data; undefined if it publishes none. */
export const leaseRules = (type: string): LeaseRules | undefined => backendOf(type)?.lease;

/** Those of all backends. */
export const LEASE_RULES: readonly LeaseRules[] = Object.values(BACKENDS).flatMap(({ lease }) => lease ?? []);

/** Lease data in the text of any backend's; undefined if it is that of none. */
export function parseLeaseData(text: string): LeaseData | undefined {
  for (const rules of LEASE_RULES) {
    const read = rules.parse(text, '');
    if ('value' in read) return read.value;
  }
  return undefined;
}

/** An overlay link on a host that flannel built, and the backend that it shows. */
export interface FoundOverlay {
  readonly type: string;
  readonly rules: HostRules;
  readonly link: Link;
}

/** The overlay link for a subnet of a host, of whichever backend. */
export function findOverlay(observed: readonly HostObject[], subnet: Prefix): FoundOverlay | undefined {
  for (const [type, { fromHost: rules }] of Object.entries(BACKENDS)) {
    const link = rules?.findLink(observed, subnet);
    if (rules !== undefined && link !== undefined) return { type, rules, link };
  }
  return undefined;
}

/** What the leases of a backend say that they are of: its name, or `''`. */
export const publishedType = (type: string): string => (backendOf(type)?.untyped ? '' : type);

/** Whether a backend carries IPv6. */
export const carriesIPv6 = (type: string): boolean => configRules(type).withoutIPv6 === undefined;

/** Whether nodes with a backend take the leases of another: those that publish no type don't look at it either. */
export const takesLeasesOf = (own: string, type: string): boolean =>
  own === type || backendOf(own)?.untyped === true;
