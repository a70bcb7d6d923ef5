import { type BackendInput, mtuSetting, type PacketSize, packetSizes } from '../../../backends/index.ts';
import { LEAST_MTU } from '../../../flannel/index.ts';
import type { PathTo } from '../../../host/index.ts';
import {
  type Address,
  FAMILY_OF,
  type FamilyName,
  familyOf,
  prefixContainsAddress,
} from '../../../net/index.ts';
import { shellCommand } from '../../../words/index.ts';
import { error, type Finding, warning } from '../../check.ts';

/** A way to a peer that carries less than is sent by it. */
interface NarrowPath extends PacketSize {
  readonly address: Address;
  readonly mtu: number;
}

/** What a narrow way leaves for the pods' packets. */
const roomIn = ({ mtu, overhead }: NarrowPath): number => mtu - overhead;

function narrowPaths(network: BackendInput, paths: ReadonlyMap<Address, PathTo>): NarrowPath[] {
  // Asked for by a pod's address, the kernel tells of the overlay.
  const isPods = (address: Address): boolean =>
    network.families.some((family) => prefixContainsAddress(family.network.network, address));
  const known = [...paths].flatMap(([address, { mtu }]) =>
    mtu === undefined || isPods(address) ? [] : [{ address, mtu }],
  );
  return packetSizes(network).flatMap((size) =>
    known
      .filter(({ address }) => familyOf(address) === FAMILY_OF[size.family])
      .map((path) => ({ ...size, ...path }))
      .filter((path) => roomIn(path) < size.inner),
  );
}

/** What makes the pods' packets fit into a way. */
function remedy({ backend, families, uplink }: BackendInput, path: NarrowPath): string {
  const room = roomIn(path);
  const setting = mtuSetting(backend);
  if (setting === undefined)
    return `Pods have the uplink's MTU. On all nodes: ${shellCommand(['ip', 'link', 'set', uplink.name, 'mtu', `${room}`])}`;
  const has = (family: FamilyName): boolean => families.some(({ name }) => name === family);
  const lacks = setting.least({ ipv4: has('ipv4'), ipv6: has('ipv6') }) - setting.forPods(room);
  return lacks > 0
    ? `That is too little for the overlay: the way has to carry ${path.mtu + lacks}.`
    : `Set it in the net-conf, the same on all nodes: "Backend": {…, "MTU": ${setting.forPods(room)}}`;
}

/** An uplink that leaves the overlay less than its family needs: the kernel takes no address on such a link. */
function uplinkTooSmall(network: BackendInput): Finding[] {
  const { name, mtu } = network.uplink;
  return packetSizes(network)
    .filter(({ family, inner }) => inner < LEAST_MTU[family])
    .map(({ family, inner, overhead }) => {
      const least = LEAST_MTU[family] + overhead;
      const leaves = `${name}'s MTU ${mtu} leaves ${Math.max(inner, 0)} bytes for the pods' packets (${overhead} are overhead)`;
      const needs = family === 'ipv6' ? 'IPv6' : 'IPv4';
      const without = family === 'ipv6' ? ', or take a net-conf without IPv6' : '';
      return error(
        `${leaves}: ${needs} needs ${LEAST_MTU[family]}`,
        `If all between the nodes carries as much: ${shellCommand(['ip', 'link', 'set', name, 'mtu', `${least}`])}. Else name another link with --iface${without}.`,
      );
    });
}

/** Whether the packets to peers are such as the uplink, and the ways to them, carry. */
export function mtuFindings(network: BackendInput, paths: ReadonlyMap<Address, PathTo>): Finding[] {
  const { backend, uplink } = network;
  const given = mtuSetting(backend)?.written(backend);
  if (given !== undefined && given > uplink.mtu)
    return [
      error(
        `the net-conf's MTU ${given} is more than ${uplink.name}'s ${uplink.mtu}`,
        `Take at most ${uplink.mtu}, leave MTU out, or: ${shellCommand(['ip', 'link', 'set', uplink.name, 'mtu', `${given}`])}`,
      ),
    ];
  const tooSmall = uplinkTooSmall(network);
  if (tooSmall.length > 0) return tooSmall;
  const [narrowest] = narrowPaths(network, paths).toSorted((a, b) => roomIn(a) - roomIn(b));
  if (narrowest === undefined) return [];
  const { address, mtu, inner, overhead } = narrowest;
  return [
    warning(
      `the way to ${address} carries packets of ${mtu} bytes, but those with pods' packets in them are up to ${inner + overhead} bytes long: large packets between pods are fragmented or lost`,
      remedy(network, narrowest),
    ),
  ];
}
