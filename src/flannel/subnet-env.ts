import {
  addressIn,
  FAMILY_NAMES,
  FAMILY_OF,
  type FamilyName,
  lengthOf,
  type Prefix,
  parsePrefix,
  prefixFamily,
} from '../net/index.ts';

/** Where flanneld writes it, and flannel's CNI plugin reads it (flannel-facts 5). */
export const SUBNET_ENV = '/run/flannel/subnet.env';

/** What subnet.env says of one family: the pod network, and this node's subnet in it. */
export interface SubnetEnvFamily {
  readonly network: Prefix;
  readonly subnet: Prefix;
}

/** What subnet.env says. */
export interface SubnetEnv {
  readonly ipv4?: SubnetEnvFamily;
  readonly ipv6?: SubnetEnvFamily;
  /** Of the bridge and the pods. */
  readonly mtu: number;
  /** FLANNEL_IPMASQ: whether the node's own rules masquerade, so that the bridge must not. */
  readonly ipMasq: boolean;
}

const KEYS = {
  ipv4: { network: 'FLANNEL_NETWORK', subnet: 'FLANNEL_SUBNET' },
  ipv6: { network: 'FLANNEL_IPV6_NETWORK', subnet: 'FLANNEL_IPV6_SUBNET' },
} as const;
const MTU = 'FLANNEL_MTU';
const IP_MASQ = 'FLANNEL_IPMASQ';

/** The text of subnet.env, byte for byte as flanneld writes it: of a subnet it has the gateway, its first address. */
export function subnetEnvText(env: SubnetEnv): string {
  return [
    ...FAMILY_NAMES.flatMap((family) => {
      const { network, subnet } = env[family] ?? {};
      if (network === undefined || subnet === undefined) return [];
      const keys = KEYS[family];
      return [`${keys.network}=${network}`, `${keys.subnet}=${addressIn(subnet, 1)}/${lengthOf(subnet)}`];
    }),
    `${MTU}=${env.mtu}`,
    `${IP_MASQ}=${env.ipMasq}`,
    '',
  ].join('\n');
}

/** Whether a text names a subnet, as a subnet.env of flannel's does, whatever else is in it. */
export const namesSubnet = (text: string): boolean => /^\s*FLANNEL_(IPV6_)?SUBNET=/m.test(text);

const LINE = new RegExp(
  `^(?:${[...FAMILY_NAMES.flatMap((family) => Object.values(KEYS[family])), MTU, IP_MASQ].join('|')})=\\S*$`,
);

/** Whether a text is a subnet.env as flanneld writes it, with nothing else in it. */
export const isSubnetEnv = (text: string): boolean =>
  text
    .split('\n')
    .filter(Boolean)
    .every((line) => LINE.test(line)) && namesSubnet(text);

/** Reads subnet.env; gives why not, in `refused`, if it does not name a network and this node's subnet in it. */
export function readSubnetEnv(text: string): Partial<SubnetEnv> | { readonly refused: string } {
  const values = new Map(
    text.split('\n').flatMap((line): [string, string][] => {
      const [, key, value] = /^\s*(FLANNEL_\w+)=(.*?)\s*$/.exec(line) ?? [];
      return key === undefined || value === undefined ? [] : [[key, value]];
    }),
  );
  const [ipv4, ipv6] = [readFamily(values, 'ipv4'), readFamily(values, 'ipv6')];
  if (typeof ipv4 === 'string') return { refused: ipv4 };
  if (typeof ipv6 === 'string') return { refused: ipv6 };
  if (ipv4 === undefined && ipv6 === undefined) return { refused: 'subnet.env names no subnet' };
  const mtu = Number(values.get(MTU) ?? 'none');
  const masq = values.get(IP_MASQ);
  return {
    ...(ipv4 && { ipv4 }),
    ...(ipv6 && { ipv6 }),
    ...(Number.isSafeInteger(mtu) && { mtu }),
    ...(masq === undefined ? {} : { ipMasq: masq === 'true' }),
  };
}

/** One family; a text says what is wrong with it. */
function readFamily(
  values: ReadonlyMap<string, string>,
  family: FamilyName,
): SubnetEnvFamily | string | undefined {
  const keys = KEYS[family];
  const [networkText, subnetText] = [values.get(keys.network), values.get(keys.subnet)];
  if (networkText === undefined && subnetText === undefined) return undefined;
  const [network, subnet] = [parsePrefix(networkText ?? ''), parsePrefix(subnetText ?? '')];
  if (network === undefined || subnet === undefined)
    return `${keys.network} and ${keys.subnet} in subnet.env are not one network and one subnet`;
  if ([network, subnet].some((prefix) => prefixFamily(prefix) !== FAMILY_OF[family]))
    return `${keys.network} and ${keys.subnet} in subnet.env are not of IPv${FAMILY_OF[family]}`;
  return { network, subnet };
}
