import {
  type Address,
  addressToNumber,
  familyOf,
  type Prefix,
  parseAddress,
  parsePrefix,
  prefixContainsAddress,
} from '../../net/index.ts';
import { isArriving, isLinkNamed, type Packet, packetProtocol } from './packet.ts';

/** A part of what nft -j prints. */
export type NftJson = Readonly<Record<string, unknown>>;

export const isNftObject = (value: unknown): value is NftJson => typeof value === 'object' && value !== null;

/** Whether a left side is of a protocol, of which pods' packets may be or not, or of the other family. */
export const isOfSome = (left: unknown): boolean => {
  const { payload, meta, exthdr } = isNftObject(left) ? left : {};
  if (/"payload":\{"protocol":"(?!ip6?")/.test(JSON.stringify(left))) return true;
  return isNftObject(payload) || isNftObject(exthdr) || (isNftObject(meta) && meta['key'] === 'l4proto');
};

/** What a packet has for the left side of a match; undefined where that is not known here. */
export function matchedValueOf(left: unknown, packet: Packet): string | undefined {
  const { iif, oif, source, destination, isReply } = packet;
  const port = packet.udpPort ?? packet.tcpPort;
  const key = JSON.stringify(left);
  const family = familyOf(source) === 4 ? 'ip' : 'ip6';
  const values: Readonly<Record<string, string>> = {
    '{"meta":{"key":"iifname"}}': iif,
    '{"meta":{"key":"oifname"}}': oif,
    '{"meta":{"key":"iif"}}': iif,
    '{"meta":{"key":"oif"}}': oif,
    '{"meta":{"key":"protocol"}}': family,
    '{"meta":{"key":"nfproto"}}': family === 'ip' ? 'ipv4' : 'ipv6',
    '{"ct":{"key":"state"}}': isReply ? 'established' : 'new',
    '{"ct":{"key":"direction"}}': isReply ? 'reply' : 'original',
    // No address of a new connection is translated yet.
    '{"ct":{"key":"status"}}': 'none',
    '{"meta":{"key":"pkttype"}}': 'host',
    '{"fib":{"result":"type","flags":["saddr"]}}': 'unicast',
    '{"fib":{"result":"type","flags":["daddr"]}}': isArriving(packet) ? 'local' : 'unicast',
    '{"fib":{"result":"type","flags":"daddr"}}': isArriving(packet) ? 'local' : 'unicast',
    ...protocolFields(packet, family),
    ...(port === undefined
      ? {}
      : {
          [`{"payload":{"protocol":"${packetProtocol(packet)}","field":"dport"}}`]: `${port}`,
          '{"payload":{"protocol":"th","field":"dport"}}': `${port}`,
        }),
    [`{"payload":{"protocol":"${family}","field":"saddr"}}`]: source,
    [`{"payload":{"protocol":"${family}","field":"daddr"}}`]: destination,
  };
  return values[key];
}

/** What a packet of a known protocol has for it. */
function protocolFields(packet: Packet, family: 'ip' | 'ip6'): Readonly<Record<string, string>> {
  const protocol = packetProtocol(packet);
  if (protocol === undefined) return {};
  const echo = packet.isReply ? 'echo-reply' : 'echo-request';
  return {
    '{"meta":{"key":"l4proto"}}': protocol,
    [`{"payload":{"protocol":"${family}","field":"${family === 'ip' ? 'protocol' : 'nexthdr'}"}}`]: protocol,
    ...(protocol === 'udp' || protocol === 'tcp'
      ? {}
      : { [`{"payload":{"protocol":"${family === 'ip' ? 'icmp' : 'icmpv6'}","field":"type"}}`]: echo }),
  };
}

function isInRange(address: Address, [from, to]: readonly unknown[]): boolean {
  const [low, high] = [from, to].map((end) => parseAddress(String(end)));
  if (low === undefined || high === undefined || familyOf(low) !== familyOf(address)) return false;
  const value = addressToNumber(address);
  return addressToNumber(low) <= value && value <= addressToNumber(high);
}

/** Whether a value is what the right side names: itself, a prefix, a range, or one of several. */
export function isAmong(value: string, right: unknown): boolean {
  if (Array.isArray(right)) return right.some((one) => isAmong(value, one));
  if (typeof right === 'number') return value === `${right}`;
  if (!isNftObject(right)) return typeof right === 'string' && isLinkNamed(value, right);
  if (Array.isArray(right['set'])) return isAmong(value, right['set']);
  // An element with a comment, a counter or a timeout.
  if (isNftObject(right['elem'])) return isAmong(value, right['elem']['val']);
  if (/^\d+$/.test(value) && Array.isArray(right['range'])) {
    const [low, high] = right['range'].map(Number);
    return low !== undefined && high !== undefined && low <= Number(value) && Number(value) <= high;
  }
  const address = parseAddress(value);
  if (address === undefined) return false;
  if (Array.isArray(right['range'])) return isInRange(address, right['range']);
  const { addr, len } = isNftObject(right['prefix']) ? right['prefix'] : {};
  const prefix: Prefix | undefined = parsePrefix(`${addr}/${len}`);
  return prefix !== undefined && prefixContainsAddress(prefix, address);
}
