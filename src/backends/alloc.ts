import type { Backend } from './base/backend.ts';

/** flannel's alloc backend: assigns subnets, and leaves routing between nodes to others (flannel-facts 2.8). */
export const allocBackend: Backend = {
  config: { keys: {}, withoutIPv6: 'dropped' },
  untyped: true,
  build: {
    mtu: ({ uplink }) => uplink.mtu,
    text: () => 'alloc',
    objects: () => [],
  },
};
