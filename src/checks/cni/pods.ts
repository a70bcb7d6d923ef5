import { attachingPlugin, type CniConfList, confListOf } from '../../config/index.ts';
import { hostLinks, type LinkJson, type PodPort, podPorts } from '../../host/index.ts';
import { shellCommand } from '../../words/index.ts';
import { type CheckedNode, type Finding, nodeCheck, outage } from '../check.ts';
import { someNames } from '../some-names.ts';

/** How to restore a port: `ip link set master` alone loses the hairpin mode that the bridge plugin had set. */
function attachCommand(conf: CniConfList, link: string, bridge: string): string {
  const attach = shellCommand(['ip', 'link', 'set', link, 'master', bridge]);
  const { hairpinMode } = attachingPlugin(conf) as { readonly hairpinMode?: unknown };
  return hairpinMode === true
    ? `${attach} && ${shellCommand(['bridge', 'link', 'set', 'dev', link, 'hairpin', 'on'])}`
    : attach;
}

/** The pods' links that exist and are on no bridge. One on another bridge is left to whoever put it there. */
function detachedPorts(ports: readonly PodPort[], links: readonly LinkJson[], network: string): string[] {
  const recorded = new Set(ports.flatMap((port) => (port.network === network ? port.link : [])));
  return links.flatMap(({ ifname, master, linkinfo }) =>
    ifname !== undefined && recorded.has(ifname) && linkinfo?.info_kind === 'veth' && master === undefined
      ? ifname
      : [],
  );
}

function findings(
  { network }: CheckedNode,
  ports: readonly PodPort[],
  links: readonly LinkJson[],
): readonly Finding[] {
  const { bridge } = network;
  const conf = confListOf(network);
  if (attachingPlugin(conf).type !== 'bridge') return [];
  const detached = detachedPorts(ports, links, conf.name);
  if (detached.length === 0) return [];
  const { named, text } = someNames(detached);
  const what = detached.length === 1 ? '1 pod is' : `${detached.length} pods are`;
  return [
    outage(
      `${what} not attached to ${bridge} and cut off: ${text}`,
      `Restart the pods, or attach them once ${bridge} is there: ${named.map((link) => attachCommand(conf, link, bridge)).join('; ')}`,
      // Both detach the ports of a bridge that they configure.
      { follows: ['NetworkManager', 'Networkd'] },
    ),
  ];
}

/**
 * Whether the pods that CNI attached are still on the pod bridge. The kernel releases the ports of a bridge that is
 * deleted, and a bridge that is created again has none.
 */
export const pods = nodeCheck({
  name: 'Pods',
  symptom: 'Pods that ran before are cut off, and new ones are not: the bridge was recreated',
  exit: 'preflight',
  when: ['preflight', 'status'],
  needs: ({ root }) => ({ ports: podPorts(root), links: hostLinks }),
  run: (node, { ports, links }) => findings(node, ports, links),
});
