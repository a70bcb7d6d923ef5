import type { Backend } from './base/backend.ts';

/** flannel's udp backend: flanneld itself carries each packet, through a TUN link (flannel-facts 2.3). */
export const udpBackend: Backend = {
  config: { keys: { Port: 'whole' }, withoutIPv6: 'dropped' },
  untyped: true,
};
