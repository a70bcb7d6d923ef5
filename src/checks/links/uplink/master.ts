import { hostLinks } from '../../../host/index.ts';
import { nodeCheck, warning } from '../../check.ts';
import { repairOf } from '../../repair.ts';

/** Links that take what arrives at their ports. In a VRF a link keeps its own addresses. */
const TAKERS = new Set(['bridge', 'bond', 'team']);

/** Whether the uplink is a port of another link, which then is the one that has to have the address. */
export const uplinkMaster = nodeCheck({
  name: 'UplinkMaster',
  symptom: 'Nodes are unreachable since a bridge or a bond was set up',
  when: [],
  needs: () => ({ links: hostLinks }),
  run: (node, { links }) => {
    const { name } = node.uplink;
    const port = links.find(({ ifname }) => ifname === name);
    const master = links.find(({ ifname }) => ifname !== undefined && ifname === port?.master);
    const kind = master?.linkinfo?.info_kind ?? '';
    if (!TAKERS.has(kind)) return [];
    return [
      warning(
        `the uplink ${name} is a port of the ${kind} ${master?.ifname}, which takes the packets that arrive there`,
        `Move ${name}'s addresses to ${master?.ifname}, then: ${repairOf(node, '--iface', `${master?.ifname}`)}`,
        {
          evidence: [`ip link show ${name}: master ${master?.ifname}`],
          impact: 'What peers send to the address of the uplink may not arrive.',
        },
      ),
    ];
  },
});
