import { Failure } from '../../../errors/index.ts';
import { subnetSize } from '../../../flannel/index.ts';
import { networksOf } from '../../../leases/index.ts';
import { addressPart, addToAddress, type Prefix, prefixContains, prefixOf } from '../../../net/index.ts';
import { parseLabNetConf } from '../../base/network.ts';

/**
 * The pod CIDRs of the k-th node, counted from 1: the k-th subnet of each family's network, as Kubernetes' controller
 * manager gives them out.
 * @throws Failure `usage` if the network has no subnet for it
 */
export async function podCidrsOf(
  netConf: { readonly file: string; readonly text: string },
  k: number,
): Promise<Prefix[]> {
  const families = networksOf(await parseLabNetConf(netConf.file, netConf.text));
  return families.map(({ network: family }) => {
    const first = addToAddress(addressPart(family.network), BigInt(k - 1) * subnetSize(family));
    const cidr = prefixOf(first, family.subnetLen);
    if (prefixContains(family.network, cidr)) return cidr;
    throw new Failure(
      'usage',
      `${family.network} has no pod CIDR for n${k}: nodes get a /${family.subnetLen} each`,
      {
        hint: 'Make the network larger, or its SubnetLen; or take fewer nodes.',
      },
    );
  });
}
