import { beyondRouters } from '../../backends/index.ts';
import type { Prepared } from '../compare/prepare.ts';
import { error, type Finding } from './check.ts';

/** With host-gw a peer behind a router gets no packets: the router knows nothing of pods. */
export async function checkPeers({ network }: Prepared): Promise<Finding[]> {
  return beyondRouters(network).map(([name, publicIP]) =>
    error(
      `host-gw can't reach peer ${name}: ${publicIP} is not on ${network.uplink.name}'s own network`,
      'Take {"Type": "vxlan", "DirectRouting": true}, which goes by the overlay where there is a router between.',
    ),
  );
}
