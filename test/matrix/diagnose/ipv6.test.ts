import { IPV6_FAULTS } from '../../support/diagnose/faults/ipv6.ts';
import { benchOf } from '../../support/diagnose/suite.ts';

benchOf(
  'vxlan, IPv6, iptables',
  {
    EnableIPv4: false,
    EnableIPv6: true,
    IPv6Network: 'fd00:244::/56',
    EnableNFTables: false,
    Backend: { Type: 'vxlan' },
  },
  IPV6_FAULTS,
);
