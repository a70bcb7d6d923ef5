import { OVERLAY_FAULTS } from '../../support/diagnose/faults/overlay.ts';
import { UNDERLAY_FAULTS } from '../../support/diagnose/faults/underlay.ts';
import { benchOf } from '../../support/diagnose/suite.ts';

benchOf(
  'vxlan, IPv4, nft: links and peers',
  { Network: '10.244.0.0/16', EnableNFTables: true, Backend: { Type: 'vxlan' } },
  [...OVERLAY_FAULTS, ...UNDERLAY_FAULTS],
);
