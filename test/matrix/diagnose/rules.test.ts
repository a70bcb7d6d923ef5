import { FILTER_FAULTS, OWN_RULE_FAULTS } from '../../support/diagnose/faults/firewall.ts';
import { KERNEL_FAULTS } from '../../support/diagnose/faults/kernel.ts';
import { benchOf } from '../../support/diagnose/suite.ts';

benchOf(
  'vxlan, IPv4, nft: kernel and firewall',
  { Network: '10.244.0.0/16', EnableNFTables: true, Backend: { Type: 'vxlan' } },
  [...KERNEL_FAULTS, ...FILTER_FAULTS, ...OWN_RULE_FAULTS],
);
