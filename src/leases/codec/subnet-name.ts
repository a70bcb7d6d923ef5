import { addressPart, lengthOf, type NodeName, type Prefix, parsePrefix } from '../../net/index.ts';

/** The name of a node that only its subnet is known of: `subnet-10.244.1.0-24`, `subnet-fd00-244-0-6-64`. */
export const subnetName = (subnet: Prefix): NodeName =>
  `subnet-${addressPart(subnet).replace(/::$/, '').replaceAll(':', '-')}-${lengthOf(subnet)}` as NodeName;

/** Whether a name was made by `subnetName`; the subnet may be another node's by now. */
export function isSubnetName(name: NodeName): boolean {
  const [, address, length] = /^subnet-(.+)-(\d+)$/.exec(name) ?? [];
  if (address === undefined) return false;
  const ipv6 = address.replaceAll('-', ':');
  return [address, ipv6, `${ipv6}::`].some((text) => {
    const subnet = parsePrefix(`${text}/${length}`);
    return subnet !== undefined && subnetName(subnet) === name;
  });
}
