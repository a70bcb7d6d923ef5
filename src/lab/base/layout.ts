import type { Address, NodeName, Prefix } from '../../net/index.ts';
import type { ByFamily } from './families.ts';
import { type LabName, namespaceOf } from './names.ts';
import { nodeAddresses, switchAddresses } from './underlay.ts';

/** The number of nodes, the number of pods on each, and the underlay. */
export interface LabSize {
  readonly nodes: number;
  /** Pods on each node. */
  readonly pods: number;
  /** The subnets of the underlay; the nodes are distributed over them in turn. */
  readonly underlays: readonly ByFamily<Prefix>[];
  /** The nodes and their pods by number, once one was added or removed; else they are numbered from 1. */
  readonly members?: readonly LabMember[];
}

/** A node `n2` with pods `n2-p1` and `n2-p3` is `{node: 2, pods: [1, 3]}`. */
export interface LabMember {
  readonly node: number;
  readonly pods: readonly number[];
}

export interface LabPod {
  readonly name: string;
  readonly namespace: string;
}

/** An underlay subnet: a bridge in the switch's namespace that nodes are connected to. */
export interface Underlay {
  readonly bridge: string;
  readonly prefixes: ByFamily<Prefix>;
  /** The bridge's own addresses. */
  readonly gateways: ByFamily<Address>;
}

export interface LabNode {
  readonly name: NodeName;
  readonly namespace: string;
  readonly underlay: Underlay;
  /** The node's addresses on the underlay. */
  readonly addresses: ByFamily<Address>;
  readonly pods: readonly LabPod[];
}

/** All members of a lab. */
export interface Layout {
  readonly underlays: readonly Underlay[];
  /** The namespace with the bridges. It routes between them if there are several. */
  readonly switch: { readonly namespace: string };
  readonly nodes: readonly LabNode[];
}

export const SWITCH = 'switch';

/** The numbers from 1 to `count`. */
const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i + 1);

/** The nodes of a lab and their pods, by number. */
export const membersOf = ({ nodes, pods, members }: LabSize): readonly LabMember[] =>
  members ?? upTo(nodes).map((node) => ({ node, pods: upTo(pods) }));

/** Names and addresses of all members; nodes are `n1`, `n2` …, their pods `n1-p1`, `n1-p2` … */
export function layoutOf(lab: LabName, size: LabSize): Layout {
  const member = (name: string): LabPod => ({ name, namespace: namespaceOf(lab, name) });
  const underlays = size.underlays.map((prefixes, i) => ({
    bridge: `br${i}`,
    prefixes,
    gateways: switchAddresses(prefixes),
  }));
  const node = ({ node: k, pods }: LabMember): LabNode[] => {
    const underlay = underlays[(k - 1) % underlays.length];
    if (underlay === undefined) return [];
    return [
      {
        name: `n${k}` as NodeName,
        namespace: namespaceOf(lab, `n${k}`),
        underlay,
        addresses: nodeAddresses(underlay.prefixes, k),
        pods: pods.map((p) => member(`n${k}-p${p}`)),
      },
    ];
  };
  return {
    underlays,
    switch: { namespace: namespaceOf(lab, SWITCH) },
    nodes: membersOf(size).flatMap(node),
  };
}

export const allPods = ({ nodes }: Layout): LabPod[] => nodes.flatMap(({ pods }) => pods);

/** Every network namespace of a lab. */
export const allNamespaces = (layout: Layout): string[] =>
  [layout.switch, ...layout.nodes, ...allPods(layout)].map(({ namespace }) => namespace);
