import { POD_FAULTS } from '../../support/diagnose/faults/pods.ts';
import { benchOf } from '../../support/diagnose/suite.ts';

benchOf(
  'vxlan, IPv4, iptables: pods and CNI',
  { Network: '10.244.0.0/16', EnableNFTables: false, Backend: { Type: 'vxlan' } },
  POD_FAULTS,
);
