import { Failure } from '../../errors/index.ts';
import type { PodInterface } from '../../host/index.ts';
import {
  type Address,
  addressIn,
  addressPart,
  type Family,
  familyOf,
  parseAddress,
  parseInterfaceAddress,
  prefixContainsAddress,
} from '../../net/index.ts';
import { familyAt, ownFamily, peerWith, type TracedNode } from './known.ts';
import type { Endpoint } from './model.ts';
import { linkWith, type NetworkView } from './view.ts';

/** What names are looked up in. */
export interface NameSpace {
  readonly node: TracedNode;
  readonly view: NetworkView;
  readonly pods: readonly PodInterface[];
}

/** What a node calls itself. */
export const SELF = ['host', 'node'];

/** The name of a pod as kubectl has it, or its container's id. */
const podName = ({ pod, namespace, container }: PodInterface): string =>
  pod === undefined
    ? container
    : namespace === undefined || namespace === 'default'
      ? pod
      : `${namespace}/${pod}`;

const namesOf = ({ pod, namespace, container }: PodInterface): string[] =>
  [container, pod, pod === undefined || namespace === undefined ? undefined : `${namespace}/${pod}`].flatMap(
    (name) => name ?? [],
  );

const podAddress = ({ addresses }: PodInterface, family: Family): Address | undefined =>
  addresses.flatMap((text) => {
    const parsed = parseInterfaceAddress(text);
    return parsed !== undefined && familyOf(addressPart(parsed)) === family ? addressPart(parsed) : [];
  })[0];

/** Shorter beginnings of container ids are not taken for one. */
const LEAST_ID = 6;

function podsNamed(pods: readonly PodInterface[], name: string): readonly PodInterface[] {
  const exact = pods.filter((pod) => namesOf(pod).includes(name));
  if (exact.length > 0 || name.length < LEAST_ID) return exact;
  return pods.filter(({ container }) => container.startsWith(name));
}

function ofPod(pod: PodInterface, family: Family): Endpoint {
  const address = podAddress(pod, family);
  if (address === undefined)
    throw new Failure('usage', `the pod ${podName(pod)} has no IPv${family} address`, {
      hint: family === 4 ? 'Trace its other one: --family ipv6' : 'Trace its other one: --family ipv4',
    });
  return { kind: 'pod', name: podName(pod), address, place: { at: 'here' }, attached: pod };
}

/** The first addresses of a subnet are those of the overlay link and of the pod bridge. */
const isOfNode = (address: Address, subnet: Parameters<typeof addressIn>[0]): boolean =>
  address === addressPart(subnet) || address === addressIn(subnet, 1);

/** What an address belongs to, as far as this node knows. */
function endpointAt({ node, view, pods }: NameSpace, address: Address): Endpoint {
  const family = familyOf(address);
  const pod = pods.find((one) => podAddress(one, family) === address);
  if (pod !== undefined) return ofPod(pod, family);
  if (linkWith(view, address) !== undefined)
    return { kind: 'node', name: node.name, address, place: { at: 'here' } };
  const own = ownFamily(node, family);
  if (own !== undefined && prefixContainsAddress(own.subnet, address))
    return { kind: 'pod', name: address, address, place: { at: 'here' } };
  const peer = peerWith(node, address);
  if (peer === undefined) return { kind: 'address', name: address, address, place: { at: 'outside' } };
  const at = familyAt(peer, family);
  const isNode = at === undefined || at.publicIP === address || isOfNode(address, at.subnet);
  return {
    kind: isNode ? 'node' : 'pod',
    name: isNode ? peer.name : address,
    address,
    place: { at: 'peer', peer },
  };
}

const MOST_NAMED = 8;

const some = (names: readonly string[]): string =>
  names.length > MOST_NAMED ? `${names.slice(0, MOST_NAMED).join(', ')} …` : names.join(', ');

function unknown({ node, pods }: NameSpace, name: string): Failure {
  const known = [
    `this node: host or ${node.name}`,
    ...(node.network.peers.length === 0
      ? []
      : [`peers: ${some(node.network.peers.map((peer) => peer.name))}`]),
    ...(pods.length === 0 ? [] : [`pods of this node: ${some(pods.map(podName))}`]),
  ];
  return new Failure('usage', `${JSON.stringify(name)} is no pod of this node, no node, and no address`, {
    hint: `It knows ${known.join('; ')}. Pods of other nodes are traced by their address.`,
  });
}

/** The end of a path that a name or an address stands for. A name that is not known is a Failure. */
export function endpointOf(names: NameSpace, name: string, family: Family): Endpoint {
  const { node, pods } = names;
  const address = parseAddress(name);
  if (address !== undefined) return endpointAt(names, address);
  if (SELF.includes(name) || name === node.name)
    return { kind: 'node', name: node.name, place: { at: 'here' } };
  const peer = node.network.peers.find((one) => one.name === name);
  const at = peer && familyAt(peer, family);
  if (peer !== undefined && at !== undefined)
    return { kind: 'node', name, address: at.publicIP, place: { at: 'peer', peer } };
  const [pod, another] = podsNamed(pods, name);
  if (pod === undefined) throw unknown(names, name);
  if (another !== undefined)
    throw new Failure('usage', `${JSON.stringify(name)} stands for several pods`, {
      hint: `Name one: ${some(podsNamed(pods, name).map(({ container }) => container))}`,
    });
  return ofPod(pod, family);
}
