import type { Address, NodeName, Prefix } from '../net/index.ts';
import { type LabName, namespaceOf } from './names.ts';
import { nodeAddress, switchAddress } from './underlay.ts';

/** How many nodes a lab has, how many pods each of them, and what connects the nodes. */
export interface LabSize {
  readonly nodes: number;
  /** Pods on each node. */
  readonly pods: number;
  readonly underlay: Prefix;
}

export interface LabPod {
  readonly name: string;
  readonly namespace: string;
}

export interface LabNode {
  readonly name: NodeName;
  readonly namespace: string;
  readonly publicIP: Address;
  readonly pods: readonly LabPod[];
}

interface LabSwitch {
  readonly namespace: string;
  readonly address: Address;
}

/** All members of a lab. */
export interface Layout {
  readonly underlay: Prefix;
  readonly switch: LabSwitch;
  readonly nodes: readonly LabNode[];
}

export const SWITCH = 'switch';

/** The numbers from 1 to `count`. */
const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i + 1);

/** Names and addresses of all members; nodes are `n1`, `n2` …, their pods `n1-p1`, `n1-p2` … */
export function layoutOf(lab: LabName, { nodes, pods, underlay }: LabSize): Layout {
  const member = (name: string): LabPod => ({ name, namespace: namespaceOf(lab, name) });
  return {
    underlay,
    switch: { namespace: namespaceOf(lab, SWITCH), address: switchAddress(underlay) },
    nodes: upTo(nodes).map((k) => ({
      name: `n${k}` as NodeName,
      namespace: namespaceOf(lab, `n${k}`),
      publicIP: nodeAddress(underlay, k),
      pods: upTo(pods).map((p) => member(`n${k}-p${p}`)),
    })),
  };
}

export const allPods = ({ nodes }: Layout): LabPod[] => nodes.flatMap(({ pods }) => pods);

/** Every network namespace of a lab. */
export const allNamespaces = (layout: Layout): string[] =>
  [layout.switch, ...layout.nodes, ...allPods(layout)].map(({ namespace }) => namespace);
