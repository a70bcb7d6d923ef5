import { IPV6_NFT_FAULTS } from '../../support/diagnose/faults/ipv6.ts';
import { benchOf } from '../../support/diagnose/suite.ts';

benchOf(
  'vxlan, dual, nft',
  {
    Network: '10.244.0.0/16',
    EnableIPv6: true,
    IPv6Network: 'fd00:244::/56',
    EnableNFTables: true,
    Backend: { Type: 'vxlan' },
  },
  IPV6_NFT_FAULTS,
);
