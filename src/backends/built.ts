import type { Address, FamilyName, LinkName } from '../net/index.ts';
import type { HostObject } from '../state/index.ts';
import type { BuildRules, MtuSetting } from './base/backend.ts';
import type { BackendConfig } from './base/config.ts';
import type { BackendInput } from './base/input.ts';
import { directLink } from './base/peers.ts';
import { backendOf, overheadOf } from './registry.ts';

/** The build rules of a backend. Callers check first that it has some (`BUILT_BACKENDS`). */
function buildRules({ type }: BackendConfig): BuildRules {
  const rules = backendOf(type)?.build;
  if (rules === undefined) throw new Error(`the backend ${type} is not built`);
  return rules;
}

/** The MTU of the bridge and of pods: that of the narrowest path to a peer. */
export const podMtu = (input: BackendInput): number =>
  Math.min(...input.families.map((family) => buildRules(input.backend).mtu(input, input.backend, family)));

/** The sizes of packets to the peers of a family. */
export interface PacketSize {
  readonly family: FamilyName;
  /** The largest packet of a pod, in bytes. */
  readonly inner: number;
  /** The bytes that the backend adds. */
  readonly overhead: number;
}

/** The sizes of packets to peers, by family; none if the backend sends no packets itself. */
export function packetSizes(input: BackendInput): PacketSize[] {
  const rules = buildRules(input.backend);
  const overhead = overheadOf(input.backend.type);
  if (overhead === undefined) return [];
  return input.families.map((family) => ({
    family: family.name,
    inner: rules.mtu(input, input.backend, family),
    overhead: overhead[family.name],
  }));
}

/** The objects that lead to the peers, family by family. */
export const backendObjects = (input: BackendInput): HostObject[] =>
  input.families.flatMap((family) => buildRules(input.backend).objects(input, input.backend, family));

/** Of these the objects of single peers. */
export const objectsOfPeers = (input: BackendInput): HostObject[] =>
  backendObjects(input).filter((object) => 'peer' in object);

/** The overlay link of a family; undefined if the backend has none. */
export const overlayLink = (backend: BackendConfig, family: FamilyName): LinkName | undefined =>
  buildRules(backend).link?.(backend, family);

/** The overlay link that packets for a peer go by; undefined where they go by the underlay as they are. */
export const overlayTo = (
  input: Pick<BackendInput, 'backend' | 'paths'>,
  family: FamilyName,
  publicIP: Address,
): LinkName | undefined =>
  goesDirect(input.backend) && directLink(input, publicIP) !== undefined
    ? undefined
    : overlayLink(input.backend, family);

/** The UDP port that packets of peers arrive at; undefined if the backend's are not UDP. */
export const udpPort = (backend: BackendConfig): number | undefined => buildRules(backend).udpPort?.(backend);

/** The net-conf's key for the MTU; undefined if the backend has none. */
export const mtuSetting = (backend: BackendConfig): MtuSetting | undefined => buildRules(backend).mtuSetting;

/** Whether peers without a router between are reached without the overlay. */
export const goesDirect = (backend: BackendConfig): boolean =>
  buildRules(backend).goesDirect?.(backend) ?? false;

/** The values that must be the same on all nodes. */
export const alikeOnAllNodes = (backend: BackendConfig): Readonly<Record<string, string>> => ({
  backend: backend.type,
  ...buildRules(backend).alike?.(backend),
});

/** A backend as a short text. */
export const backendText = (backend: BackendConfig): string => buildRules(backend).text(backend);
