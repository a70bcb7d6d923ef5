import type { NodeNetwork } from '../../src/backends/index.ts';
import type { Address, LinkName, Mac, NodeName, Prefix } from '../../src/net/index.ts';

/** The example of flannel-facts 11: this node is 10.244.1.0/24 at 192.168.1.1, its peer 10.244.2.0/24 at 192.168.1.2. */
export const EXAMPLE: NodeNetwork = {
  node: { name: 'n1' as NodeName, publicIP: '192.168.1.1' as Address, subnet: '10.244.1.0/24' as Prefix },
  peers: [
    {
      name: 'n2' as NodeName,
      publicIP: '192.168.1.2' as Address,
      subnet: '10.244.2.0/24' as Prefix,
      vtepMac: '02:00:00:00:00:02' as Mac,
    },
  ],
  network: {
    network: '10.244.0.0/16' as Prefix,
    subnetLen: 24,
    subnetMin: '10.244.1.0' as Address,
    subnetMax: '10.244.255.0' as Address,
  },
  backend: { type: 'vxlan', vni: 1, port: 8472, gbp: false, learning: false, directRouting: false },
  uplink: { name: 'eth0' as LinkName, address: '192.168.1.1' as Address, mtu: 1500 },
  ipMasq: true,
  engine: 'nft',
  cniConf: '{"name":"cbr0"}\n',
  kernel: { ipv6: true, bridgeNetfilter: true },
  iptablesIsNft: true,
};
