import type { FamilyNetwork } from '../../flannel/index.ts';
import {
  type Address,
  addressPart,
  FAMILY_OF,
  type FamilyName,
  familyOf,
  lengthOf,
  type NodeName,
  type Prefix,
  parseAddress,
  parseInterfaceAddress,
  parseNodeName,
  prefixContainsAddress,
  prefixOf,
} from '../../net/index.ts';
import { quote } from '../../text/index.ts';
import { NODE_KEYS } from '../keys.ts';
import { whyNotGivenOut, whyNotIn } from '../subnets/subnets.ts';
import { whyUnreachable } from './unreachable.ts';

/** A value with a possible warning, or the reason why it is refused; and what to write instead. */
export type ValueVerdict<T> =
  | { readonly value: T; readonly odd?: string; readonly hint?: string }
  | { readonly refused: string; readonly hint?: string };

/** Reads a node name, as Kubernetes has them. */
export function readNodeName(text: string): ValueVerdict<NodeName> {
  const value = parseNodeName(text);
  if (value !== undefined) return { value };
  const hint =
    'At most 253 lower-case letters, digits, dashes and dots, with a letter or digit at both ends of each part.';
  return { refused: `${quote(text)} is not a node name`, hint };
}

/** Each family's words in messages: examples, and where the other family is read. */
const FAMILIES = {
  ipv4: { name: 'IPv4', address: '192.168.1.11', subnet: '10.244.1.0/24', other: 'publicIPv6' },
  ipv6: { name: 'IPv6', address: 'fd00:192:168:1::11', subnet: 'fd00:10:244:1::/64', other: 'publicIP' },
} as const;

/** Reads an address that other nodes can reach. Without a valid net-conf it is not compared with a network. */
export function readPublicIP(
  text: string,
  family: FamilyName,
  network: FamilyNetwork | undefined,
): ValueVerdict<Address> {
  const value = parseAddress(text);
  const { name, address, other } = FAMILIES[family];
  const key = NODE_KEYS[family].publicIP;
  if (value === undefined)
    return { refused: `${quote(text)} is not an IP address`, hint: `Write one such as ${address}.` };
  if (familyOf(value) !== FAMILY_OF[family])
    return {
      refused: `${key} ${value} is not an ${name} address`,
      hint: `The other family's key is ${other}.`,
    };
  const why = whyNotPublic(value, network);
  const hint = `${key} is the ${name} address of the uplink that the other nodes reach the node at.`;
  return why === undefined ? { value } : { refused: `${key} ${value} ${why}`, hint };
}

function whyNotPublic(address: Address, network: FamilyNetwork | undefined): string | undefined {
  const why = whyUnreachable(address);
  if (why !== undefined || network === undefined) return why;
  return prefixContainsAddress(network.network, address)
    ? `is inside the pod network ${network.network}`
    : undefined;
}

/**
 * Reads a node's subnet; one that flanneld with etcd would not assign gets a warning only, because a podCIDR may be
 * such a one.
 */
export function readSubnet(
  text: string,
  family: FamilyName,
  network: FamilyNetwork | undefined,
): ValueVerdict<Prefix> {
  const written = parseInterfaceAddress(text);
  if (written === undefined || familyOf(addressPart(written)) !== FAMILY_OF[family])
    return {
      refused: `${quote(text)} is not an ${FAMILIES[family].name} subnet`,
      hint: `Write one such as ${FAMILIES[family].subnet}.`,
    };
  const value = prefixOf(addressPart(written), lengthOf(written));
  if (String(written) !== String(value))
    return { refused: `subnet ${text} is misaligned: it starts inside ${value}`, hint: `Write ${value}.` };
  if (network === undefined) return { value };
  const { subnetMin, subnetMax, subnetLen } = network;
  const hint = `flannel gives out ${subnetMin}/${subnetLen} to ${subnetMax}/${subnetLen} here.`;
  const why = whyNotIn(network, value);
  if (why !== undefined) return { refused: `subnet ${value} ${why}`, hint };
  const odd = whyNotGivenOut(network, value);
  return odd === undefined ? { value } : { value, odd: `subnet ${value} ${odd}`, hint };
}
