import type { FamilyName, LinkName } from '../net/index.ts';
import type { HostObject } from '../state/index.ts';
import { allocBackend } from './alloc.ts';
import type { Backend } from './backend.ts';
import { hostGwBackend } from './host-gw.ts';
import type { BackendInput, BuiltBackend } from './input.ts';
import { vxlanBackend } from './vxlan.ts';

/** Every backend that can be built. A new one is a new file and one line here. */
const BACKENDS: { readonly [T in BuiltBackend['type']]: Backend<Extract<BuiltBackend, { type: T }>> } = {
  vxlan: vxlanBackend,
  'host-gw': hostGwBackend,
  alloc: allocBackend,
};

/** The names of the backends that can be built, as net-confs have them. */
export const BUILT_BACKENDS = Object.keys(BACKENDS) as BuiltBackend['type'][];

/** The functions of a backend. A method takes what the registry is keyed by, so that the types agree. */
const backendOf = ({ type }: BuiltBackend): Backend => BACKENDS[type];

/** The MTU of cni0 and of pods: what the narrowest way to a peer carries. */
export const podMtu = (input: BackendInput): number =>
  Math.min(...input.families.map((family) => backendOf(input.backend).mtu(input, input.backend, family)));

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
  const { overhead, mtu } = backendOf(input.backend);
  if (overhead === undefined) return [];
  return input.families.map((family) => ({
    family: family.name,
    inner: mtu(input, input.backend, family),
    overhead: overhead[family.name],
  }));
}

/** What leads to the peers, family by family. */
export const backendObjects = (input: BackendInput): HostObject[] =>
  input.families.flatMap((family) => backendOf(input.backend).objects(input, input.backend, family));

/** The overlay link of a family; undefined if the backend has none. */
export const overlayLink = (backend: BuiltBackend, family: FamilyName): LinkName | undefined =>
  backendOf(backend).link?.(backend, family);

/** A backend in a few words. */
export const backendText = (backend: BuiltBackend): string => backendOf(backend).text(backend);
