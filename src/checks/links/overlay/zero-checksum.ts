import { hostLinks } from '../../../host/index.ts';
import { nodeCheck, warning } from '../../check.ts';
import { overlayNames } from '../../own-links.ts';
import { remakeCommand } from '../../repair.ts';

/** Whether peers get IPv6 packets without a checksum, which a vxlan link refuses as it is made (faults 57, 6.18). */
export const zeroChecksum = nodeCheck({
  name: 'ZeroChecksum',
  symptom: 'No pod of this node reaches other nodes over an IPv6 underlay; the reverse way works',
  when: [],
  needs: () => ({ links: hostLinks }),
  run: (node, { links }) =>
    links
      .filter(({ ifname = '', linkinfo }) => {
        const data = linkinfo?.info_data ?? {};
        const isOver6 = data['local6'] !== undefined;
        return overlayNames(node.network).includes(ifname) && isOver6 && data['udp_zero_csum6_tx'] === true;
      })
      .map(({ ifname = '' }) =>
        warning(
          `${ifname} sends UDP over IPv6 without a checksum, and a peer drops that unless its link is set to take it`,
          remakeCommand(node, ifname),
          {
            evidence: [`ip -d link show ${ifname}: udp6zerocsumtx`],
            impact: 'Packets of pods to the other nodes are dropped there (Udp6InErrors).',
          },
        ),
      ),
});
