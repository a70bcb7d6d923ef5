/** The routing protocol number that marks our routes, nexthops and neighbor entries. Unused in iproute2's rt_protos. */
export const PROTOCOL = 140;

/** The protocol of routes that the kernel makes (RTPROT_KERNEL). */
export const KERNEL = 2;

/** The protocol of routes that were created without one, flanneld's among them: `boot`, which `ip` does not print. */
export const BOOT = 3;
