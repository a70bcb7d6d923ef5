import { type BackendInput, desiredState, overlayLink, udpPort } from '../../backends/index.ts';
import type { CheckedNode } from '../../checks/index.ts';
import type { NodeFamily, PlanNode } from '../../leases/index.ts';
import {
  type Address,
  addressPart,
  FAMILY_OF,
  type Family,
  type FamilyName,
  familyOf,
  type LinkName,
  type Mac,
  prefixContainsAddress,
} from '../../net/index.ts';
import type { FdbEntry, HostObject, Link, Neighbor, Route } from '../../state/index.ts';

/** What of a node a trace has to know. */
export type TracedNode = Pick<CheckedNode, 'root' | 'name' | 'network'>;

const NAME_OF: Readonly<Record<Family, FamilyName>> = { 4: 'ipv4', 6: 'ipv6' };

/** What a node has of a family by the plan. */
export const familyAt = (node: PlanNode, family: Family): NodeFamily | undefined => node[NAME_OF[family]];

/** What this node itself has of a family. */
export const ownFamily = ({ network }: TracedNode, family: Family): NodeFamily | undefined =>
  network.families.find(({ name }) => FAMILY_OF[name] === family)?.own;

/** The overlay link of a family; undefined where the backend has none. */
export const overlayOf = ({ network }: TracedNode, family: Family): LinkName | undefined =>
  overlayLink(network.backend, NAME_OF[family]);

/** The UDP port of the overlay; undefined where it has none. */
export const overlayPort = ({ network }: TracedNode): number | undefined => udpPort(network.backend);

/** How packets to a peer's pods have to go, by the configuration of this node. */
export interface PeerObjects {
  readonly route?: Route;
  readonly neighbor?: Neighbor;
  readonly fdb?: FdbEntry;
}

const isOf = (family: Family, address: Address): boolean => familyOf(address) === family;

/** The objects that lead to a peer's pods in a family. */
export function peerObjects(network: BackendInput, peer: PlanNode, family: Family): PeerObjects {
  const objects = desiredState({ ...network, peers: [peer] }).filter(
    (object) => 'peer' in object && object.peer === peer.name,
  );
  const find = <K extends HostObject['kind']>(
    kind: K,
    address: (object: Extract<HostObject, { kind: K }>) => Address,
  ): Extract<HostObject, { kind: K }> | undefined =>
    objects.find(
      (object): object is Extract<HostObject, { kind: K }> =>
        object.kind === kind && isOf(family, address(object as Extract<HostObject, { kind: K }>)),
    );
  const [route, neighbor, fdb] = [
    find('route', ({ dst }) => addressPart(dst)),
    find('neighbor', ({ dst }) => dst),
    find('fdb', ({ dst }) => dst),
  ];
  return { ...(route && { route }), ...(neighbor && { neighbor }), ...(fdb && { fdb }) };
}

/** The overlay link of a family as it has to be. */
export const desiredOverlay = (node: TracedNode, family: Family): Link | undefined => {
  const name = overlayOf(node, family);
  return desiredState({ ...node.network, peers: [] }).find(
    (object): object is Link => object.kind === 'link' && object.name === name,
  );
};

/** The MAC that other nodes send to, of a link that has one of its own. */
export const wantedMac = (link: Link | undefined): Mac | undefined => link?.mac || undefined;

/** The peer in whose subnet an address is, or whose public IP it is. */
export const peerWith = ({ network }: TracedNode, address: Address): PlanNode | undefined =>
  network.peers.find((peer) => {
    const own = familyAt(peer, familyOf(address));
    return own !== undefined && (own.publicIP === address || prefixContainsAddress(own.subnet, address));
  });
