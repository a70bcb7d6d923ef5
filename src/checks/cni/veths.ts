import {
  hostLinks,
  isChosen,
  type LinkJson,
  mainRoutes,
  podPorts,
  type RouteJson,
  type RoutesByFamily,
} from '../../host/index.ts';
import { KERNEL } from '../../state/index.ts';
import { shellCommand } from '../../words/index.ts';
import { type CheckedNode, type Finding, nodeCheck, warning } from '../check.ts';
import { someNames } from '../some-names.ts';

/** A veth's end whose other end is in another network namespace, where `ip` can't tell its name. */
const leadsOut = ({ linkinfo, link }: LinkJson): boolean =>
  linkinfo?.info_kind === 'veth' && link === undefined;

/** The kernel's own routes are those of addresses; each link that is up has one for its link-local address. */
const isKernels = ({ protocol }: RouteJson): boolean => protocol === `${KERNEL}`;

/** On no bridge, without an address and without a route by it, as Calico has one for each pod. */
const isLoose = (
  { ifname, master, addr_info: addresses = [] }: LinkJson,
  routes: readonly RouteJson[],
): boolean => master === undefined && !addresses.some(isChosen) && !routes.some(({ dev }) => dev === ifname);

function findings(
  { isSetUp, network: { bridge } }: CheckedNode,
  links: readonly LinkJson[],
  recorded: ReadonlySet<string>,
  routes: RoutesByFamily,
): readonly Finding[] {
  if (!isSetUp || links.some(({ master }) => master === bridge)) return [];
  const all = [...routes[4], ...routes[6]].filter((route) => !isKernels(route));
  const loose = links
    .filter((link) => leadsOut(link) && isLoose(link, all))
    .flatMap(({ ifname }) => (ifname === undefined || recorded.has(ifname) ? [] : ifname));
  if (loose.length === 0) return [];
  const { named, text } = someNames(loose);
  const attach = named.map((name) => shellCommand(['ip', 'link', 'set', name, 'master', bridge]));
  return [
    warning(
      `nothing is attached to ${bridge}, and ${loose.length === 1 ? 'a link leads' : `${loose.length} links lead`} to another network namespace without a bridge: ${text}; a pod there is cut off`,
      `Restart the pods, or attach the links of pods once ${bridge} is there: ${attach.join('; ')}`,
    ),
  ];
}

/**
 * Whether pods that CNI's cache does not know have lost the pod bridge. Whose a veth is, nobody can tell; but where
 * the bridge has no port at all, those that lead nowhere were most likely its ports.
 */
export const veths = nodeCheck({
  name: 'Veths',
  symptom: 'Pods are cut off after the bridge was recreated, and CNI’s cache does not know them',
  exit: 'preflight',
  when: ['preflight', 'status'],
  needs: ({ root }) => ({ ports: podPorts(root), links: hostLinks, routes: mainRoutes }),
  run: (node, { ports, links, routes }) =>
    findings(node, links, new Set(ports.map(({ link }) => link)), routes),
});
