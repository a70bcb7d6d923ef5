import type { NetConf } from '../config/index.ts';
import type { FamilyNetwork } from '../flannel/index.ts';
import type { FamilyName } from '../net/index.ts';

/** An object with the value of each family that has one. */
export function inFamilies<T extends object>(
  valueIn: (family: FamilyName) => T | undefined,
): { readonly [F in FamilyName]?: T } {
  const [ipv4, ipv6] = [valueIn('ipv4'), valueIn('ipv6')];
  return { ...(ipv4 && { ipv4 }), ...(ipv6 && { ipv6 }) };
}

/** An object with a value of each family that a net-conf has on. */
export const inFamiliesOf = <T>(
  netConf: NetConf,
  valueIn: (family: FamilyName, network: FamilyNetwork) => T | undefined,
): { readonly [F in FamilyName]?: T } => {
  const { ipv4, ipv6 } = netConf;
  const [first, second] = [ipv4 && valueIn('ipv4', ipv4), ipv6 && valueIn('ipv6', ipv6)];
  return { ...(first !== undefined && { ipv4: first }), ...(second !== undefined && { ipv6: second }) };
};
