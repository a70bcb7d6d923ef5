import { hostLinks, type LinkJson } from '../../../host/index.ts';
import { shellCommand } from '../../../words/index.ts';
import { nodeCheck, outage } from '../../check.ts';
import { someNames } from '../../some-names.ts';
import { portsOf } from './ports-of.ts';

const isUp = ({ flags = [] }: LinkJson): boolean => flags.includes('UP') && !flags.includes('NO-CARRIER');

/**
 * Whether the bridge passes the packets of each port. The kernel blocks a port that is down, or whose other end is
 * down, and spanning tree blocks others, or all for 30 seconds.
 */
export const bridgePorts = nodeCheck({
  name: 'BridgePorts',
  symptom: 'One pod is cut off, also from pods of its own node',
  when: [],
  needs: () => ({ links: hostLinks }),
  run: ({ network: { bridge } }, { links }) => {
    const stopped = portsOf(bridge, links).flatMap((link) => {
      const state = link.linkinfo?.port?.state;
      return state === undefined || state === 'forwarding' ? [] : [{ ...link, state }];
    });
    const [first] = stopped;
    // While the bridge itself is down none of its ports forwards: that is told of the bridge.
    const isBridgeUp = links.some((link) => link.ifname === bridge && link.flags?.includes('UP'));
    if (first === undefined || !isBridgeUp) return [];
    const { named, text } = someNames(stopped.map(({ ifname }) => ifname));
    const down = stopped.filter((link) => !isUp(link) && named.includes(link.ifname));
    return [
      outage(
        `${bridge} passes no packets of ${stopped.length === 1 ? 'its port' : `${stopped.length} ports`} ${text}: the state is ${[...new Set(stopped.map(({ state }) => state))].join(', ')}`,
        down.length > 0
          ? `${down.map(({ ifname }) => shellCommand(['ip', 'link', 'set', ifname, 'up'])).join('; ')}. If one stays without carrier, its other end in the pod is down.`
          : `See what blocks it: ${shellCommand(['ip', '-d', 'link', 'show', first.ifname])}`,
        {
          evidence: stopped
            .slice(0, named.length)
            .map(
              ({ ifname, state, flags = [] }) =>
                `ip -d link show ${ifname}: state ${state}, <${flags.join(',')}>`,
            ),
          impact: 'The pods behind these ports reach nobody, and nobody reaches them.',
          follows: down.length > 0 ? [] : ['SpanningTree'],
        },
      ),
    ];
  },
});
