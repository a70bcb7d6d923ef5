import { lengthOf } from '../net/index.ts';
import type { LabNode, Layout } from './layout.ts';

/** The bridge in the switch's namespace. Its ports are named after the nodes. */
export const SWITCH_BRIDGE = 'br0';

/**
 * `ip -batch` lines, to be run in the switch's namespace. Each veth pair is made there with its far end in the node's
 * namespace at once, so no link of it is ever seen in the machine's own.
 */
export function switchLines({ nodes, switch: { address }, underlay }: Layout): string[] {
  return [
    'link set lo up',
    `link add ${SWITCH_BRIDGE} type bridge`,
    `address add ${address}/${lengthOf(underlay)} dev ${SWITCH_BRIDGE}`,
    `link set ${SWITCH_BRIDGE} up`,
    ...nodes.flatMap(({ name, namespace }) => [
      `link add ${name} type veth peer name eth0 netns ${namespace}`,
      `link set ${name} master ${SWITCH_BRIDGE} up`,
    ]),
  ];
}

/** `ip -batch` lines, to be run in a node's namespace: its underlay. */
export const nodeLines = ({ publicIP }: LabNode, { switch: { address }, underlay }: Layout): string[] => [
  'link set lo up',
  // No packet on the underlay is larger than it could be on a wire; else a wrong MTU would never show.
  'link set eth0 gso_max_segs 1',
  `address add ${publicIP}/${lengthOf(underlay)} dev eth0`,
  'link set eth0 up',
  `route add default via ${address}`,
];
