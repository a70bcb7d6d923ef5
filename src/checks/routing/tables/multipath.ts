import { type TableRoute, tableRoutes } from '../../../host/index.ts';
import { type Address, FAMILY_OF, lengthOf, longestMatch } from '../../../net/index.ts';
import { MAIN_TABLE } from '../../../state/index.ts';
import { type CheckedNode, type Finding, nodeCheck, warning } from '../../check.ts';
import { groupBy } from '../../group-by.ts';

/** Finds the route of the main table to an address: the longest, and of these the one with the lowest metric. */
function routesTo(routes: readonly TableRoute[]): (address: Address) => TableRoute | undefined {
  const byPrefix = groupBy(
    routes.filter(({ table }) => table === MAIN_TABLE),
    ({ dst }) => dst,
  );
  const prefixOfRoute = longestMatch(byPrefix.keys());
  return (address) => {
    const prefix = prefixOfRoute(address);
    const found = prefix === undefined ? [] : (byPrefix.get(prefix) ?? []);
    return found.toSorted((a, b) => a.metric - b.metric)[0];
  };
}

function findings(
  { network, uplink }: CheckedNode,
  routes: { readonly 4: readonly TableRoute[]; readonly 6: readonly TableRoute[] },
): Finding[] {
  return network.families.flatMap(({ name }) => {
    const family = FAMILY_OF[name];
    const routeTo = routesTo(routes[family]);
    const used = new Set(
      network.peers.flatMap((peer) => {
        const publicIP = peer[name]?.publicIP;
        return (publicIP && routeTo(publicIP)) ?? [];
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
