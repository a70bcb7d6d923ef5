import { beyondRouters } from '../backends/index.ts';
import { error, nodeCheck } from './check.ts';

/** With host-gw a peer behind a router gets no packets: the router knows nothing of pods. */
export const peers = nodeCheck({
  name: 'Peers',
  exit: 'preflight',
  when: ['preflight', 'status'],
  needs: () => ({}),
  run: ({ network }) =>
    beyondRouters(network).map(([name, publicIP]) =>
      error(
        `host-gw can't reach peer ${name}: ${publicIP} is not on ${network.uplink.name}'s own network`,
        'Take {"Type": "vxlan", "DirectRouting": true}, which goes by the overlay where there is a router between.',
      ),
    ),
});
