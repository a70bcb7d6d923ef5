import type { LeaseData } from '../flannel/index.ts';
import type { FamilyName, LinkName, Prefix } from '../net/index.ts';
import type { HostObject, Link } from '../state/index.ts';
import { allocBackend } from './alloc.ts';
import type { Backend, BuildRules, MtuSetting } from './backend.ts';
import type { BackendConfig, ConfigRules } from './config.ts';
import { extensionBackend } from './extension.ts';
import type { HostRules } from './from-host.ts';
import { hostGwBackend } from './host-gw.ts';
import type { BackendInput } from './input.ts';
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

/** What a net-conf without a Backend is taken for. */
export const DEFAULT_BACKEND = 'vxlan';

/** The names of flannel's backends, as net-confs have them. */
export const BACKEND_TYPES = Object.keys(BACKENDS);

/** The names of those that can be built. */
export const BUILT_BACKENDS = BACKEND_TYPES.filter((type) => BACKENDS[type]?.build !== undefined);

/** What is said to who needs IPv6. */
export const CARRY_IPV6 = 'vxlan, wireguard and host-gw carry IPv6.';

/** The rules of a backend's part of the net-conf; no keys if there is no such backend. */
export const configRules = (type: string): ConfigRules => BACKENDS[type]?.config ?? { keys: {} };

/** The rules of a backend's lease data; undefined if it publishes none. */
export const leaseRules = (type: string): LeaseRules | undefined => BACKENDS[type]?.lease;

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
export const publishedType = (type: string): string => (BACKENDS[type]?.untyped ? '' : type);

/** Whether a backend carries IPv6. */
export const carriesIPv6 = (type: string): boolean => configRules(type).withoutIPv6 === undefined;

/** Whether nodes with a backend take the leases of another: those that publish no type don't look at it either. */
export const takesLeasesOf = (own: string, type: string): boolean =>
  own === type || BACKENDS[own]?.untyped === true;

/** How a backend is built. Whether it can be is asked before (`BUILT_BACKENDS`). */
function buildRules({ type }: BackendConfig): BuildRules {
  const rules = BACKENDS[type]?.build;
  if (rules === undefined) throw new Error(`the backend ${type} is not built`);
  return rules;
}

/** The MTU of the bridge and of pods: what the narrowest way to a peer carries. */
export const podMtu = (input: BackendInput): number =>
  Math.min(...input.families.map((family) => buildRules(input.backend).mtu(input, input.backend, family)));

/** How large packets to the peers of a family get. */
export interface PacketSize {
  readonly family: FamilyName;
  /** The largest that a pod sends, in bytes. */
  readonly inner: number;
  /** What the backend puts around it. */
  readonly overhead: number;
}

/** How large packets to peers get, family by family; none where the backend sends no packets itself. */
export function packetSizes(input: BackendInput): PacketSize[] {
  const rules = buildRules(input.backend);
  const { overhead } = rules;
  if (overhead === undefined) return [];
  return input.families.map((family) => ({
    family: family.name,
    inner: rules.mtu(input, input.backend, family),
    overhead: overhead[family.name],
  }));
}

/** What leads to the peers, family by family. */
export const backendObjects = (input: BackendInput): HostObject[] =>
  input.families.flatMap((family) => buildRules(input.backend).objects(input, input.backend, family));

/** The overlay link of a family; undefined if the backend has none. */
export const overlayLink = (backend: BackendConfig, family: FamilyName): LinkName | undefined =>
  buildRules(backend).link?.(backend, family);

/** The UDP port that packets of peers come in by; undefined if the backend's are not UDP. */
export const udpPort = (backend: BackendConfig): number | undefined => buildRules(backend).udpPort?.(backend);

/** The net-conf's key for the MTU; undefined if the backend has none. */
export const mtuSetting = (backend: BackendConfig): MtuSetting | undefined => buildRules(backend).mtuSetting;

/** Whether a peer without a router between is reached without the overlay. */
export const goesDirect = (backend: BackendConfig): boolean =>
  buildRules(backend).goesDirect?.(backend) ?? false;

/** What all nodes must have alike to understand each other's packets. */
export const alikeOnAllNodes = (backend: BackendConfig): Readonly<Record<string, string>> => ({
  backend: backend.type,
  ...buildRules(backend).alike?.(backend),
});

/** A backend in a few words. */
export const backendText = (backend: BackendConfig): string => buildRules(backend).text(backend);
