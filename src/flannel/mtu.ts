/** The least MTU a link may have: below 68 the kernel refuses (RFC 791), below 1280 it takes IPv6 off the link (RFC 8200, 5). */
export const LEAST_MTU = { ipv4: 68, ipv6: 1280 } as const;
