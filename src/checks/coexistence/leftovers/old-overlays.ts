import { isOverlayName } from '../../../flannel/index.ts';
import { hostLinks, isChosen, type LinkJson } from '../../../host/index.ts';
import { parseAddress, prefixContainsAddress } from '../../../net/index.ts';
import { shellCommand } from '../../../words/index.ts';
import { type CheckedNode, nodeCheck, warning } from '../../check.ts';
import { overlayNames } from '../../own-links.ts';

/** Whether a link has no address, or one of this network: with those of another it is of a second flannel. */
const isOfThis = ({ network: { families } }: CheckedNode, { addr_info = [] }: LinkJson): boolean => {
  const chosen = addr_info.filter(isChosen).map(({ local }) => parseAddress(local ?? ''));
  return (
    chosen.length === 0 ||
    chosen.some((address) =>
      families.some(
        ({ network: { network } }) => address !== undefined && prefixContainsAddress(network, address),
      ),
    )
  );
};

/** The names of links that a change is about: these are told as such. */
const toldOf = ({ diff }: CheckedNode): Set<string> =>
  new Set(
    diff.changes.flatMap((change) => {
      const object = 'from' in change ? change.from : change.to;
      return object.kind === 'link' ? object.name : [];
    }),
  );

/** Whether links of an earlier backend or VNI are still here: flanneld leaves them (faults 22). */
export const oldOverlays = nodeCheck({
  name: 'OldOverlays',
  symptom: 'Packets to some pods leave by another link since the VNI or the backend was changed',
  when: [],
  needs: () => ({ links: hostLinks }),
  run: (node, { links }) => {
    const known = new Set([...overlayNames(node.network), ...toldOf(node)]);
    return links
      .filter((link) => isOverlayName(link.ifname ?? '') && !known.has(link.ifname ?? ''))
      .filter((link) => isOfThis(node, link))
      .map(({ ifname = '' }) =>
        warning(
          `${ifname} is a link of flannel that this network does not use`,
          `If no other flannel runs here: ${shellCommand(['ip', 'link', 'del', ifname])}`,
          {
            evidence: [`ip address show ${ifname}`],
            impact: 'Routes by it, or addresses on it, may catch packets of pods.',
          },
        ),
      );
  },
});
