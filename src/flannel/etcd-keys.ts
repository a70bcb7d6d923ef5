import { lengthOf, type Prefix, parseInterfaceAddress, parsePrefix } from '../net/index.ts';

/** flanneld's own default of `--etcd-prefix`. */
export const ETCD_PREFIX = '/coreos.com/network';

const SUBNETS = '/subnets/';
const CONFIG = '/config';

/** What network a key is of, by its prefix, and, if it is a lease's, what stands behind `subnets/`; undefined: not one of flannel's. */
export function etcdKeyParts(key: string): { readonly prefix: string; readonly lease?: string } | undefined {
  const at = key.indexOf(SUBNETS);
  if (at >= 0) return { prefix: key.slice(0, at), lease: key.slice(at + SUBNETS.length) };
  return key.endsWith(CONFIG) ? { prefix: key.slice(0, -CONFIG.length) } : undefined;
}

/** The subnets that a lease's key in etcd names. */
export interface LeaseSubnets {
  readonly ipv4?: Prefix;
  readonly ipv6?: Prefix;
}

const KEY = /^(?<ip>\d+\.\d+\.\d+\.\d+)-(?<len>\d+)(?:&(?<ip6>[a-f\d:]+)-(?<len6>\d+))?$/;

/** flanneld writes this where a family is off (flannel-facts 13.3). */
const NONE = '0.0.0.0/0' as Prefix;

/** flanneld keeps lengths in 5 and 7 bits (flannel-facts 3.2). */
const LONGEST = { ipv4: 31, ipv6: 127 } as const;

/** Reads a key below `<prefix>/subnets/`: `10.5.52.0-24`, or with IPv6 `10.5.52.0-24&fd00:5:52::-64`. */
export function parseSubnetKey(key: string): LeaseSubnets | undefined {
  const { ip, len, ip6, len6 } = KEY.exec(key)?.groups ?? {};
  const ipv4 = subnetOf(ip, len, LONGEST.ipv4);
  if (ipv4 === undefined) return undefined;
  const first = ipv4 === NONE ? {} : { ipv4 };
  if (ip6 === undefined) return ipv4 === NONE ? undefined : first;
  const ipv6 = ip6.includes(':') ? subnetOf(ip6, len6, LONGEST.ipv6) : undefined;
  return ipv6 === undefined ? undefined : { ...first, ipv6 };
}

/** The key of a lease as flanneld writes it; of IPv6 alone it has `0.0.0.0-0` for IPv4. */
export const leaseKey = (prefix: string, { ipv4 = NONE, ipv6 }: LeaseSubnets): string =>
  `${prefix}${SUBNETS}${[ipv4, ipv6 ?? []].flat().map(keyPart).join('&')}`;

const keyPart = (subnet: Prefix): string => subnet.replace('/', '-');

/** Undefined also where host bits are set: flanneld never writes such a key, and every reader would take it differently. */
function subnetOf(ip = '', len = '', longest: number): Prefix | undefined {
  const text = `${ip}/${len}`;
  const prefix = parsePrefix(text);
  if (prefix === undefined || lengthOf(prefix) > longest) return undefined;
  return String(parseInterfaceAddress(text)) === String(prefix) ? prefix : undefined;
}
