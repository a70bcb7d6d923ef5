import { hostLinks, type LinkJson, type TableRoute, tableRoutes } from '../../../host/index.ts';
import { FAMILY_OF, prefixContains } from '../../../net/index.ts';
import { type CheckedNode, type Finding, nodeCheck, outage } from '../../check.ts';
import { ownLinks } from '../../own-links.ts';

const hasAddress = (links: readonly LinkJson[], dev: string | undefined, address: string): boolean =>
  links.some(
    ({ ifname, addr_info: all = [] }) => ifname === dev && all.some(({ local }) => local === address),
  );

/** The command that deletes what is there: the address, or a route that somebody made without one. */
function removal({ dst }: TableRoute, dev: string, links: readonly LinkJson[]): string {
  const [address = ''] = dst.split('/');
  const info = links.find(({ ifname }) => ifname === dev)?.addr_info?.find(({ local }) => local === address);
  return hasAddress(links, dev, address)
    ? `ip address del ${address}/${info?.prefixlen} dev ${dev}`
    : `ip route del local ${dst} dev ${dev} table local`;
}

function findings(node: CheckedNode, routes: readonly TableRoute[], links: readonly LinkJson[]): Finding[] {
  const own = new Set<string>(ownLinks(node.network));
  const { network } = node;
  return network.families.flatMap(({ name, network: { network: whole }, own: { subnet } }) =>
    routes
      .filter(({ type, dst, nexthops: [hop] }) => {
        if (type !== 'local' && type !== 'anycast') return false;
        // Addresses in this node's own subnet are judged by the check Routes.
        const isInside = prefixContains(whole, dst) && !prefixContains(subnet, dst);
        return isInside && !own.has(hop?.dev ?? '');
      })
      .map((route) => {
        const { dst, nexthops } = route;
        const dev = nexthops[0]?.dev ?? 'lo';
        const owner = network.peers.find((peer) => {
          const of = peer[name]?.subnet;
          return of !== undefined && prefixContains(of, dst);
        });
        const text = dst.replace(/\/(?:32|128)$/, '');
        return outage(
          `${text} is an address of this node itself, on ${dev}, and of the pod network ${whole}${owner === undefined ? '' : `: a pod of ${owner.name} can have it`}`,
          removal(route, dev, links),
          {
            evidence: [`ip -${FAMILY_OF[name]} route show table local: local ${text} dev ${dev}`],
            impact: `What this node and its pods send to ${text} does not leave this node.`,
          },
        );
      }),
  );
}

/** Whether this node takes packets for itself that are for pods of peers. The kernel asks its local table first. */
export const localRoutes = nodeCheck({
  name: 'LocalRoutes',
  symptom: 'Single pods of another node are not reached, or something else answers in their place',
  when: [],
  needs: () => ({ routes: tableRoutes, links: hostLinks }),
  run: (node, { routes, links }) => findings(node, [...routes[4], ...routes[6]], links),
});
