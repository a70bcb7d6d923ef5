import { type TableRoute, tableRoutes } from '../../host/index.ts';
import { FAMILY_OF, prefixContains, prefixesOverlap } from '../../net/index.ts';
import { KERNEL, MAIN_TABLE, PROTOCOL } from '../../state/index.ts';
import { type CheckedNode, type Finding, nodeCheck, warning } from '../check.ts';
import { overlayNames } from '../own-links.ts';
import { someNames } from '../some-names.ts';

/** flannelctl's own routes and the kernel's are not left by anybody. */
const KEPT: readonly string[] = [`${PROTOCOL}`, `${KERNEL}`];

function findings(
  { network }: CheckedNode,
  routes: { readonly 4: readonly TableRoute[]; readonly 6: readonly TableRoute[] },
): Finding[] {
  const overlays = new Set(overlayNames(network));
  return network.families.flatMap(({ name, network: { network: whole } }) => {
    const family = FAMILY_OF[name];
    const subnets = network.peers.flatMap((peer) => peer[name]?.subnet ?? []);
    const stale = routes[family].filter(
      ({ table, type, dst, protocol, nexthops }) =>
        table === MAIN_TABLE &&
        type === 'unicast' &&
        !KEPT.includes(protocol) &&
        nexthops.some(({ dev }) => overlays.has(dev ?? '')) &&
        prefixContains(whole, dst) &&
        !subnets.some((subnet) => prefixesOverlap(subnet, dst)),
    );
    if (stale.length === 0) return [];
    const { named, text } = someNames(stale.map(({ dst }) => dst));
    return [
      warning(
        `${stale.length === 1 ? 'a route leads' : `${stale.length} routes lead`} into the overlay for no known peer: ${text}`,
        `If no node has these subnets: ${named.map((dst) => `ip -${family} route del ${dst}`).join('; ')}`,
        {
          evidence: stale
            .slice(0, named.length)
            .map(({ dst, protocol }) => `ip route: ${dst} protocol ${protocol}`),
          impact:
            'Packets to these subnets are lost in the overlay; a node that gets one of them later is not reached.',
        },
      ),
    ];
  });
}

/** Whether routes of nodes are left that are gone, as those that left while flanneld was not running (flannel #2554). */
export const staleRoutes = nodeCheck({
  name: 'StaleRoutes',
  symptom: 'A node that was removed long ago still has a route; a new node is not reached',
  when: [],
  needs: () => ({ routes: tableRoutes }),
  run: (node, { routes }) => findings(node, routes),
});
