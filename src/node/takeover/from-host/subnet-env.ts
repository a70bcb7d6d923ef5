import { Failure } from '../../../errors/index.ts';
import {
  addressPart,
  type Family,
  lengthOf,
  parseInterfaceAddress,
  parsePrefix,
  prefixFamily,
  prefixOf,
} from '../../../net/index.ts';
import type { SubnetEnv } from './types.ts';

/** Reads subnet.env; a Failure if it does not name a network and this node's subnet in it. */
export function readSubnetEnv(text: string | undefined): SubnetEnv {
  if (text === undefined) throw unknown('there is no subnet.env');
  const values = new Map(
    text.split('\n').flatMap((line): [string, string][] => {
      const [, key, value] = /^\s*(FLANNEL_\w+)=(.*?)\s*$/.exec(line) ?? [];
      return key === undefined || value === undefined ? [] : [[key, value]];
    }),
  );
  const ipv4 = readFamily(values, 4, 'FLANNEL_NETWORK', 'FLANNEL_SUBNET');
  const ipv6 = readFamily(values, 6, 'FLANNEL_IPV6_NETWORK', 'FLANNEL_IPV6_SUBNET');
  if (ipv4 === undefined && ipv6 === undefined) throw unknown('subnet.env names no subnet');
  const mtu = Number(values.get('FLANNEL_MTU') ?? 'none');
  const masq = values.get('FLANNEL_IPMASQ');
  return {
    ...(ipv4 && { ipv4 }),
    ...(ipv6 && { ipv6 }),
    ...(Number.isSafeInteger(mtu) && { mtu }),
    ...(masq === undefined ? {} : { ipMasq: masq === 'true' }),
  };
}

const unknown = (why: string): Failure =>
  new Failure('invalidConfig', `no plan can be read off this host: ${why}`, {
    hint: 'flanneld writes /run/flannel/subnet.env, and it is gone after a reboot: start flanneld once, then stop it.',
  });

function readFamily(
  values: ReadonlyMap<string, string>,
  family: Family,
  networkKey: string,
  subnetKey: string,
): SubnetEnv['ipv4'] {
  const written = [networkKey, subnetKey].map((key) => values.get(key));
  const [networkText, subnetText] = written;
  if (networkText === undefined && subnetText === undefined) return undefined;
  const network = parsePrefix(networkText ?? '');
  const gateway = parseInterfaceAddress(subnetText ?? '');
  if (network === undefined || gateway === undefined)
    throw unknown(`${networkKey} and ${subnetKey} in subnet.env are not one network and one subnet`);
  const subnet = prefixOf(addressPart(gateway), lengthOf(gateway));
  if (prefixFamily(network) !== family || prefixFamily(subnet) !== family)
    throw unknown(`${networkKey} and ${subnetKey} in subnet.env are not of IPv${family}`);
  return { network, gateway };
}
