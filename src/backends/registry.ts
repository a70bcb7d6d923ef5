import type { LeaseData, Overhead } from '../flannel/index.ts';
import type { Prefix } from '../net/index.ts';
import type { HostObject, Link } from '../state/index.ts';
import { allocBackend } from './alloc.ts';
import type { Backend } from './base/backend.ts';
import type { ConfigRules } from './base/config.ts';
import type { HostRules } from './base/from-host.ts';
import type { LeaseRules } from './base/lease.ts';
import { extensionBackend } from './extension.ts';
import { hostGwBackend } from './host-gw.ts';
import { ipipBackend } from './ipip.ts';
import { ipsecBackend } from './ipsec.ts';
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

/** A backend by its name; undefined if there is none. */
export const backendOf = (type: string): Backend | undefined =>
  Object.hasOwn(BACKENDS, type) ? BACKENDS[type] : undefined;

/** The backend of a net-conf that names none. */
export const DEFAULT_BACKEND = 'vxlan';

/** The names of flannel's backends, as net-confs have them. */
export const BACKEND_TYPES = Object.keys(BACKENDS);

/** The names of the backends that can be built. */
export const BUILT_BACKENDS = BACKEND_TYPES.filter((type) => backendOf(type)?.build !== undefined);

/** The hint for users who need IPv6. */
export const CARRY_IPV6 = 'vxlan, wireguard and host-gw carry IPv6.';

/** The rules of a backend's part of the net-conf; no keys if there is no such backend. */
export const configRules = (type: string): ConfigRules => backendOf(type)?.config ?? { keys: {} };

/** The bytes that a backend adds to a packet; undefined if it is not known, or none of its own. */
export const overheadOf = (type: string): Overhead | undefined => backendOf(type)?.overhead;

/** The rules of a backend's lease data; undefined if it publishes none. */
export const leaseRules = (type: string): LeaseRules | undefined => backendOf(type)?.lease;

/** The rules of all backends. */
export const LEASE_RULES: readonly LeaseRules[] = Object.values(BACKENDS).flatMap(({ lease }) => lease ?? []);

/** Reads lease data of any backend; undefined if the text is that of none. */
export function parseLeaseData(text: string): LeaseData | undefined {
  for (const rules of LEASE_RULES) {
    const read = rules.parse(text, '');
    if ('value' in read) return read.value;
  }
  return undefined;
}

/** An overlay link on a host that flannel built, and its backend. */
export interface FoundOverlay {
  readonly type: string;
  readonly rules: HostRules;
  readonly link: Link;
}

/** The overlay link for a subnet of a host, of any backend. */
export function findOverlay(observed: readonly HostObject[], subnet: Prefix): FoundOverlay | undefined {
  for (const [type, { fromHost: rules }] of Object.entries(BACKENDS)) {
    const link = rules?.findLink(observed, subnet);
    if (rules !== undefined && link !== undefined) return { type, rules, link };
  }
  return undefined;
}

/** The type in a backend's leases: its name, or `''`. */
export const publishedType = (type: string): string => (backendOf(type)?.untyped ? '' : type);

/** Whether a backend carries IPv6. */
export const carriesIPv6 = (type: string): boolean => configRules(type).withoutIPv6 === undefined;

/** Whether nodes with a backend accept the leases of another: backends that publish no type don't check it. */
export const takesLeasesOf = (own: string, type: string): boolean =>
  own === type || backendOf(own)?.untyped === true;
