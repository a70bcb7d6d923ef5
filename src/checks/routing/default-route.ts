import { defaultRoutes } from '../../host/index.ts';
import { FAMILY_OF } from '../../net/index.ts';
import { nodeCheck, warning } from '../check.ts';
import { UPLINK_CHECK } from '../names.ts';

/** Whether there is a way to the outside: the other checks ask for pods and peers only. */
export const defaultRoute = nodeCheck({
  name: 'DefaultRoute',
  symptom: 'Pods reach each other, and nothing outside: network is unreachable',
  when: [],
  needs: () => ({ routes: defaultRoutes }),
  run: ({ network }, { routes }) =>
    network.families
      .filter(({ name }) => routes[FAMILY_OF[name]].length === 0)
      .map(({ name }) =>
        warning(
          `this node has no default route of IPv${FAMILY_OF[name]}`,
          `ip -${FAMILY_OF[name]} route add default via GATEWAY dev LINK. Leave it so if nothing outside has to be reached.`,
          {
            evidence: [`ip -${FAMILY_OF[name]} route show default: nothing`],
            impact:
              'Pods of this node reach nothing outside the networks of the node; kube-proxy needs a route to answer for Services, whatever it is.',
            follows: [UPLINK_CHECK, 'MainRule'],
          },
        ),
      ),
});
