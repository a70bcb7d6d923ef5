import type { NetConf } from '../../config/index.ts';
import type { FamilyNetwork } from '../../flannel/index.ts';
import { FAMILY_NAMES, type FamilyName } from '../../net/index.ts';

/** One family of a network, and its name. */
export interface NamedNetwork {
  readonly name: FamilyName;
  readonly network: FamilyNetwork;
}

/** The families of a net-conf that are on, IPv4 first. */
export const networksOf = (netConf: NetConf): NamedNetwork[] =>
  FAMILY_NAMES.flatMap((name) => {
    const network = netConf[name];
    return network === undefined ? [] : [{ name, network }];
  });
