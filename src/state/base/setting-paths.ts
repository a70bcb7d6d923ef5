import type { LinkName } from '../../net/index.ts';

/** The setting whether a link accepts router advertisements. */
export const acceptRaPath = (dev: LinkName): string => `net/ipv6/conf/${dev}/accept_ra`;

export const IP_FORWARD = 'net/ipv4/ip_forward';

export const IP6_FORWARD = 'net/ipv6/conf/all/forwarding';
