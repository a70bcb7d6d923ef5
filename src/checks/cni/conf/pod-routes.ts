import { FAMILY_OF, parsePrefix, prefixFamily } from '../../../net/index.ts';
import { type CheckedNode, type Finding, nodeCheck, warning } from '../../check.ts';
import { confPlugin } from './node-conf.ts';

/** The families of the default routes among the routes that a plugin gives pods. */
function defaultFamilies(routes: unknown): Set<number> {
  const list: readonly unknown[] = Array.isArray(routes) ? routes : [];
  return new Set(
    list.flatMap((route) => {
      const dst = typeof route === 'object' && route !== null ? (route as { dst?: unknown }).dst : undefined;
      const prefix = typeof dst === 'string' ? parsePrefix(dst) : undefined;
      return prefix?.endsWith('/0') ? prefixFamily(prefix) : [];
    }),
  );
}

function findings(node: CheckedNode): Finding[] {
  const { type, isDefaultGateway, ipam } = confPlugin(node);
  if (type !== 'bridge' || isDefaultGateway === true) return [];
  const known = defaultFamilies(ipam?.['routes']);
  const lacking = node.network.families.filter(({ name }) => !known.has(FAMILY_OF[name]));
  if (lacking.length === 0) return [];
  return [
    warning(
      `the CNI conf gives pods no default route${node.network.families.length === 1 ? '' : ` for ${lacking.map(({ name }) => (name === 'ipv4' ? 'IPv4' : 'IPv6')).join(' and ')}`}`,
      'Write "isDefaultGateway": true into the plugin, or the delegate of flannel\'s, and restart the pods.',
      {
        evidence: ['CNI conf: neither "isDefaultGateway": true nor a default route in ipam.routes'],
        impact: 'Pods reach no Service, and nothing outside the pod network.',
      },
    ),
  ];
}

/** Whether pods get a default route. */
export const podRoutes = nodeCheck({
  name: 'PodRoutes',
  symptom: 'Pods reach other pods, but neither Services nor the outside: network is unreachable',
  when: [],
  needs: () => ({}),
  run: findings,
});
