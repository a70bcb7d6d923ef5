import {
  type CniAttachment,
  cniAttachments,
  hostLinks,
  type LinkJson,
  type PodInterface,
  podInterfaces,
} from '../../host/index.ts';
import { type CheckedNode, type Finding, nodeCheck, outage } from '../check.ts';
import { someNames } from '../some-names.ts';
import { nodeAttachments, withoutLength } from './addresses/of-node.ts';

/** Pods that are there, with none of the links on the host that their attachment made. */
function podsWithoutLink(
  { network: { bridge } }: CheckedNode,
  attached: readonly CniAttachment[],
  interfaces: readonly PodInterface[],
  links: readonly LinkJson[],
): PodInterface[] {
  const present = new Set(links.map(({ ifname }) => ifname));
  const running = new Set(
    attached.flatMap(({ isGone, netns, container }) => (isGone || netns === undefined ? [] : container)),
  );
  return interfaces
    .filter(({ container }) => running.has(container))
    .map((pod) => ({ ...pod, hostLinks: pod.hostLinks.filter((name) => name !== bridge) }))
    .filter(({ hostLinks: own }) => own.length > 0 && !own.some((name) => present.has(name)));
}

function findings(lost: readonly PodInterface[]): Finding[] {
  if (lost.length === 0) return [];
  const { named, text } = someNames(lost.flatMap(({ addresses }) => addresses.map(withoutLength)));
  const [has, each] =
    lost.length === 1 ? ['1 pod has', 'Restart the pod'] : [`${lost.length} pods have`, 'Restart the pods'];
  return [
    outage(
      `${has} lost the link to this node: ${text}`,
      `${each}: a veth that is deleted takes its other end along, and only the runtime attaches a pod again.`,
      {
        evidence: lost
          .slice(0, named.length)
          .map(({ container, hostLinks: all }) => `${container}: ip link show has no ${all.join(', ')}`),
        impact: 'They reach nothing, and nothing reaches them.',
      },
    ),
  ];
}

/** Whether the links of running pods were deleted, as by a clean-up of veths. */
export const lostVeths = nodeCheck({
  name: 'LostVeths',
  symptom: 'Single pods are cut off and have no eth0 any more; they still run',
  when: [],
  needs: ({ root }) => ({
    attached: cniAttachments(root),
    interfaces: podInterfaces(root),
    links: hostLinks,
  }),
  run: (node, { attached, interfaces, links }) =>
    findings(podsWithoutLink(node, nodeAttachments(node, attached), interfaces, links)),
});
