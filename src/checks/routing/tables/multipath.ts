import { type TableRoute, tableRoutes } from '../../../host/index.ts';
import { type Address, FAMILY_OF, lengthOf, prefixContainsAddress } from '../../../net/index.ts';
import { type CheckedNode, type Finding, nodeCheck, warning } from '../../check.ts';

const MAIN = '254';

/** The route of the main table that leads to an address: the longest, and of these the one with the lowest metric. */
const routeTo = (routes: readonly TableRoute[], address: Address): TableRoute | undefined =>
  routes
    .filter(({ table, dst }) => table === MAIN && prefixContainsAddress(dst, address))
    .toSorted((a, b) => lengthOf(b.dst) - lengthOf(a.dst) || a.metric - b.metric)[0];

function findings(
  { network, uplink }: CheckedNode,
  routes: { readonly 4: readonly TableRoute[]; readonly 6: readonly TableRoute[] },
): Finding[] {
  return network.families.flatMap(({ name }) => {
    const family = FAMILY_OF[name];
    const used = new Set(
      network.peers.flatMap((peer) => {
        const publicIP = peer[name]?.publicIP;
        return (publicIP && routeTo(routes[family], publicIP)) ?? [];
      }),
    );
    return [...used].flatMap(({ dst, nexthops }) => {
      const devs = [...new Set(nexthops.map(({ dev }) => dev ?? ''))];
      if (devs.length < 2) return [];
      const shown = lengthOf(dst) === 0 ? 'default' : dst;
      return [
        warning(
          `packets to peers are spread over ${devs.join(' and ')}, by the route ${shown}`,
          `Route the public IPs of peers by ${uplink.name} alone: ip route add NETWORK via GATEWAY dev ${uplink.name}`,
          {
            evidence: [`ip -${family} route: ${shown} ${devs.map((dev) => `nexthop dev ${dev}`).join(' ')}`],
            impact: `They have the address of ${uplink.name} as their source: those that leave by another link may be dropped on the way, so that some connections work and others don't.`,
          },
        ),
      ];
    });
  });
}

/** Whether packets of the overlay leave by one link. */
export const multipath = nodeCheck({
  name: 'Multipath',
  symptom: 'Some connections to a node work, and others time out',
  when: [],
  needs: () => ({ routes: tableRoutes }),
  run: (node, { routes }) => findings(node, routes),
});
