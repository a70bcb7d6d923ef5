import { BRIDGE } from '../../flannel/index.ts';
import { shellWord } from '../../words/index.ts';
import type { LabNode } from '../base/layout.ts';
import { findLink, type MemberLinks } from '../base/member-links.ts';
import { nameFlag } from '../base/names.ts';
import type { Lab } from '../base/state.ts';

/**
 * Describes the problem if the node's end of a pod's veth pair is not a port of the bridge. The kernel detaches all
 * ports when a bridge is deleted, and a bridge that is created again has none.
 */
export function portProblem(
  node: LabNode,
  lab: Lab,
  nodeLinks: MemberLinks,
  podLinks: MemberLinks,
): string | undefined {
  const end = findLink(podLinks, ({ ifname }) => ifname === 'eth0')?.link_index;
  const port = findLink(nodeLinks, ({ ifindex }) => end !== undefined && ifindex === end);
  if (port?.ifname === undefined) return `its eth0 leads to no link of ${node.name}`;
  if (port.master === BRIDGE) return undefined;
  const attach = `flannelctl lab exec${nameFlag(lab.name)} ${node.name} -- ip link set ${shellWord(port.ifname)} master ${BRIDGE}`;
  return `its ${port.ifname} is not on ${BRIDGE}: ${attach}`;
}
