import { hostLinks } from '../../host/index.ts';
import { shellCommand } from '../../words/index.ts';
import { error, nodeCheck } from '../check.ts';
import { overlayNames } from '../own-links.ts';

/** A link that is to be created can't have the name that another link has beside its own; tools take one for the other. */
export const alternativeNames = nodeCheck({
  name: 'LinkNames',
  symptom: 'flannel.1 or cni0 can’t be created: “File exists”, although no link of that name is listed',
  exit: 'preflight',
  when: ['preflight', 'status'],
  needs: () => ({ links: hostLinks }),
  run: ({ network }, { links }) => {
    const own = new Set([...overlayNames(network), network.bridge]);
    return links.flatMap(({ ifname = '', altnames = [] }) =>
      altnames
        .filter((name) => own.has(name))
        .map((name) =>
          error(
            `${name} is an alternative name of ${ifname}, so that no link of this name can be created`,
            `Take it from that link: ${shellCommand(['ip', 'link', 'property', 'del', 'dev', ifname, 'altname', name])}`,
          ),
        ),
    );
  },
});
