import { hostLinks } from '../../../host/index.ts';
import { nodeCheck, warning } from '../../check.ts';

/** BOND_MODE_ROUNDROBIN, as iproute2 calls it. */
const ROUND_ROBIN = 'balance-rr';

/** Whether the uplink sends the packets of one connection in turns by several links, so that they overtake (faults 58). */
export const bondMode = nodeCheck({
  name: 'BondMode',
  symptom: 'Throughput between nodes is far below that of the links',
  when: [],
  needs: () => ({ links: hostLinks }),
  run: ({ uplink: { name } }, { links }) => {
    const info = links.find(({ ifname }) => ifname === name)?.linkinfo;
    if (info?.info_kind !== 'bond' || info.info_data?.['mode'] !== ROUND_ROBIN) return [];
    return [
      warning(
        `the bond ${name} has the mode ${ROUND_ROBIN}: packets of one connection overtake each other`,
        'Take 802.3ad, where the switch has it, or active-backup.',
        {
          evidence: [`ip -d link show ${name}: mode ${ROUND_ROBIN}`],
          impact: 'TCP between pods of different nodes is slow; nothing is lost.',
        },
      ),
    ];
  },
});
