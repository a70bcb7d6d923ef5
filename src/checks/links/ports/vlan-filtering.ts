import { attachingPlugin, confListOf } from '../../../config/index.ts';
import { hostLinks } from '../../../host/index.ts';
import { shellCommand } from '../../../words/index.ts';
import { nodeCheck, warning } from '../../check.ts';

/** Whether the bridge drops packets by VLANs where the CNI conf has none: the bridge plugin turns it on for `vlan`. */
export const vlanFiltering = nodeCheck({
  name: 'VlanFiltering',
  symptom: 'New pods are cut off, old ones are not',
  when: [],
  needs: () => ({ links: hostLinks }),
  run: ({ network }, { links }) => {
    const { bridge } = network;
    const data = links.find(({ ifname }) => ifname === bridge)?.linkinfo?.info_data ?? {};
    const plugin = attachingPlugin(confListOf(network));
    if (Number(data['vlan_filtering'] ?? 0) === 0 || 'vlan' in plugin || 'vlanTrunk' in plugin) return [];
    return [
      warning(
        `${bridge} passes packets by their VLANs, and the CNI conf has no vlan`,
        shellCommand(['ip', 'link', 'set', bridge, 'type', 'bridge', 'vlan_filtering', '0']),
        {
          evidence: [
            `ip -d link show ${bridge}: vlan_filtering 1, vlan_default_pvid ${String(data['vlan_default_pvid'])}`,
          ],
          impact: 'Pods whose ports are in no VLAN, or in different ones, do not reach each other.',
        },
      ),
    ];
  },
});
