import { HOST_GW_FAULTS } from '../../support/diagnose/faults/host-gw.ts';
import { benchOf } from '../../support/diagnose/suite.ts';

benchOf(
  'host-gw, IPv4, iptables',
  { Network: '10.244.0.0/16', EnableNFTables: false, Backend: { Type: 'host-gw' } },
  HOST_GW_FAULTS,
);
