import { isVxlan } from '../../../backends/index.ts';
import { offloads } from '../../../host/index.ts';
import { shellCommand } from '../../../words/index.ts';
import { nodeCheck, warning } from '../../check.ts';

/** What the driver does to packets inside of a tunnel, by ethtool's names. */
const FEATURES = ['tx-udp_tnl-segmentation', 'tx-udp_tnl-csum-segmentation'];

/** Whether the uplink is a vmxnet3, whose offloading for tunnels spoils what is not ICMP (faults 2). */
export const tunnelOffload = nodeCheck({
  name: 'TunnelOffload',
  symptom: 'On vSphere, ping passes between pods of two nodes, and TCP and UDP do not',
  when: [],
  needs: ({ network }) => ({ uplink: offloads(network.uplink.name) }),
  run: ({ network }, { uplink: { driver, on } }) => {
    const spoiling = FEATURES.filter((feature) => on.includes(feature));
    if (!isVxlan(network.backend) || driver !== 'vmxnet3' || spoiling.length === 0) return [];
    const { name } = network.uplink;
    return [
      warning(
        `${name} is a vmxnet3 that offloads packets of tunnels, which some releases of ESXi spoil`,
        `If TCP between pods of two nodes fails: ${shellCommand(['ethtool', '-K', name, ...spoiling.flatMap((feature) => [feature, 'off'])])}, at each boot; or a Backend.Port that ESXi does not take for vxlan.`,
        {
          evidence: [
            `ethtool -i ${name}: driver vmxnet3`,
            ...spoiling.map((one) => `ethtool -k ${name}: ${one} on`),
          ],
          impact: 'TCP and UDP between pods of different nodes fail, where the host does it wrong.',
        },
      ),
    ];
  },
});
