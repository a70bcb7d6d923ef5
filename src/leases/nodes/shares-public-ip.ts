import { type Address, FAMILY_NAMES, type FamilyName } from '../../net/index.ts';

type WithPublicIPs = Readonly<Partial<Record<FamilyName, { readonly publicIP: Address }>>>;

/** Whether two nodes or records have the same public IP in a family. */
export const sharesPublicIP = (one: WithPublicIPs, other: WithPublicIPs): boolean =>
  FAMILY_NAMES.some((family) => {
    const publicIP = one[family]?.publicIP;
    return publicIP !== undefined && publicIP === other[family]?.publicIP;
  });
