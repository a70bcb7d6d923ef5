import { podMtu } from '../../backends/index.ts';
import { hostLinks, type LinkJson } from '../../host/index.ts';
import { nodeCheck, warning } from '../check.ts';
import { someNames } from '../some-names.ts';

/** The pods' links that take larger packets than their network carries. */
const tooLarge = (links: readonly LinkJson[], bridge: string, mtu: number): LinkJson[] =>
  links.filter(
    (link) => link.master === bridge && link.linkinfo?.info_kind === 'veth' && (link.mtu ?? 0) > mtu,
  );

/** Whether pods were attached with a larger MTU than the network has by now: it is set once, as a pod starts. */
export const podLinks = nodeCheck({
  name: 'PodMtu',
  symptom: 'Small packets pass, TLS handshakes and large transfers of some pods hang',
  when: [],
  needs: () => ({ links: hostLinks }),
  run: ({ network }, { links }) => {
    const mtu = podMtu(network);
    const large = tooLarge(links, network.bridge, mtu);
    if (large.length === 0) return [];
    const { named, text } = someNames(large.flatMap(({ ifname }) => ifname ?? []));
    return [
      warning(
        `${large.length === 1 ? 'a pod has' : `${large.length} pods have`} a larger MTU than the network's ${mtu}: ${text}`,
        'Restart these pods: they get the new MTU then.',
        {
          evidence: large
            .slice(0, named.length)
            .map(({ ifname, mtu: own }) => `ip link show ${ifname}: mtu ${own}`),
          impact: `Packets of more than ${mtu} bytes that they send are lost, or sent again in smaller ones after an ICMP error.`,
        },
      ),
    ];
  },
});
