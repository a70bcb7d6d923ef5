import { hostLinks } from '../../host/index.ts';
import { shellCommand } from '../../words/index.ts';
import { nodeCheck, warning } from '../check.ts';
import { overlayNames } from '../own-links.ts';

/** Whether outer packets may not be cut: what is too large for the way is then lost. flannel leaves `df` unset. */
export const outerFragments = nodeCheck({
  name: 'OuterFragments',
  symptom: 'Large packets between nodes are lost where they were only slow before',
  when: [],
  needs: () => ({ links: hostLinks }),
  run: ({ network }, { links }) =>
    links.flatMap(({ ifname = '', linkinfo }) => {
      const data = linkinfo?.info_data ?? {};
      if (!overlayNames(network).includes(ifname) || data['df'] !== 'set') return [];
      return [
        warning(
          `outer packets of ${ifname} may not be fragmented (df set)`,
          shellCommand([
            'ip',
            'link',
            'set',
            ifname,
            'type',
            'vxlan',
            'id',
            String(data['id']),
            'df',
            'unset',
          ]),
          {
            evidence: [`ip -d link show ${ifname}: df set`],
            impact:
              'Packets that are too large for the way to a peer are lost; without df they arrive in fragments.',
          },
        ),
      ];
    }),
});
