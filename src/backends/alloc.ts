import type { Backend } from './backend.ts';

/** flannel's alloc backend: gives out subnets, and leaves the way between nodes to somebody else (flannel-facts 2.8). */
export const allocBackend: Backend = {
  config: { keys: {}, withoutIPv6: 'dropped' },
  untyped: true,
  build: {
    mtu: ({ uplink }) => uplink.mtu,
    text: () => 'alloc',
    objects: () => [],
  },
};
