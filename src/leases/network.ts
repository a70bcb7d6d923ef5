import type { FamilyNetwork, NetConf } from '../config/index.ts';

/** The network whose subnets a plan gives out; undefined for a net-conf with IPv6. */
export const planNetwork = ({ ipv4, ipv6 }: NetConf): FamilyNetwork | undefined =>
  ipv6 === undefined ? ipv4 : undefined;

/** What to say where `planNetwork` is undefined. */
export const NO_PLAN = {
  message: 'IPv6 is not built yet: a subnet plan needs a net-conf with IPv4 only',
  hint: 'Take EnableIPv6 out of the net-conf.',
} as const;

/** The VNI of the vxlan backend; undefined with any other. */
export const vniOf = ({ backend }: NetConf): number | undefined =>
  backend.type === 'vxlan' ? backend.vni : undefined;
