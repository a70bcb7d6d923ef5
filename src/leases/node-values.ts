import { type FamilyNetwork, quote } from '../config/index.ts';
import {
  type Address,
  familyOf,
  isUnicastMac,
  type Mac,
  type NodeName,
  type Prefix,
  parseAddress,
  parseInterfaceAddress,
  parseMac,
  parseNodeName,
  parsePrefix,
  prefixContainsAddress,
} from '../net/index.ts';
import { whyNotOf } from './subnets.ts';

/** A value that was read, or why it is refused and what to write instead. */
export type Verdict<T> = { readonly value: T } | { readonly refused: string; readonly hint?: string };

export function readNodeName(text: string): Verdict<NodeName> {
  const value = parseNodeName(text);
  if (value !== undefined) return { value };
  const hint =
    'At most 253 lower-case letters, digits, dashes and dots, with a letter or digit at both ends of each part.';
  return { refused: `${quote(text)} is not a node name`, hint };
}

/** Reads an address that other nodes can reach. Without a network (its net-conf is wrong) it is not compared with it. */
export function readPublicIP(text: string, network: FamilyNetwork | undefined): Verdict<Address> {
  const value = parseAddress(text);
  if (value === undefined)
    return { refused: `${quote(text)} is not an IP address`, hint: 'Write one such as 192.168.1.11.' };
  const hint = 'publicIP is the IPv4 address of the uplink that the other nodes reach the node at.';
  const why = whyNotPublic(value, network);
  return why === undefined ? { value } : { refused: `publicIP ${value} ${why}`, hint };
}

function whyNotPublic(address: Address, network: FamilyNetwork | undefined): string | undefined {
  if (familyOf(address) === 6) return 'is IPv6, but the pod network is IPv4';
  const kind = UNREACHABLE.find(({ prefix }) => prefixContainsAddress(prefix, address))?.kind;
  if (kind !== undefined) return `is ${kind} address`;
  return network !== undefined && prefixContainsAddress(network.network, address)
    ? `is inside the pod network ${network.network}`
    : undefined;
}

/** IPv4 addresses that are no single node's on a network (RFC 6890). */
const UNREACHABLE = [
  { prefix: '0.0.0.0/8' as Prefix, kind: 'an unspecified' },
  { prefix: '127.0.0.0/8' as Prefix, kind: 'a loopback' },
  { prefix: '224.0.0.0/4' as Prefix, kind: 'a multicast' },
  { prefix: '240.0.0.0/4' as Prefix, kind: 'a reserved' },
];

/** Reads a node's subnet, as flannel could give it out. */
export function readSubnet(text: string, network: FamilyNetwork | undefined): Verdict<Prefix> {
  const written = parseInterfaceAddress(text);
  const value = parsePrefix(text);
  if (written === undefined || value === undefined)
    return { refused: `${quote(text)} is not a subnet`, hint: 'Write one such as 10.244.1.0/24.' };
  if (String(written) !== String(value))
    return { refused: `subnet ${text} is misaligned: it starts inside ${value}`, hint: `Write ${value}.` };
  const why = network && whyNotOf(network, value);
  if (network === undefined || why === undefined) return { value };
  const { subnetMin, subnetMax, subnetLen } = network;
  const hint = `flannel gives out ${subnetMin}/${subnetLen} to ${subnetMax}/${subnetLen} here.`;
  return { refused: `subnet ${value} ${why}`, hint };
}

export function readMac(text: string): Verdict<Mac> {
  const value = parseMac(text);
  if (value === undefined)
    return { refused: `${quote(text)} is not a MAC address`, hint: 'Write one such as 02:00:00:00:00:0a.' };
  if (isUnicastMac(value)) return { value };
  const hint = 'The first octet must be even, and not all octets zero.';
  return { refused: `vtepMAC ${value} is not a unicast MAC address`, hint };
}
