import { attachingPlugin, type CniConfList } from '../../../config/index.ts';
import {
  FAMILY_OF,
  type Prefix,
  parsePrefix,
  prefixContains,
  prefixesOverlap,
  prefixFamily,
} from '../../../net/index.ts';
import { type CheckedNode, error, type Finding, warning } from '../../check.ts';

interface Range {
  readonly subnet?: unknown;
  readonly gateway?: unknown;
}

/** The ranges of host-local: those of a list of sets, and the one that may be written without. */
function rangesOf(conf: CniConfList): readonly Range[] {
  // Over those that stand beside the flannel plugin it writes the node's own.
  if (conf.plugins[0]?.type === 'flannel') return [];
  const { ipam } = attachingPlugin(conf);
  if (ipam?.['type'] !== 'host-local') return [];
  const { ranges } = ipam as { readonly ranges?: unknown };
  const listed = Array.isArray(ranges) ? (ranges.flat() as Range[]) : [];
  return [ipam as Range, ...listed].filter((range) => typeof range?.subnet === 'string');
}

const USE_OWN = 'Leave the ranges to {"type": "flannel"}, which takes those of this node.';

/**
 * The finding for a range outside this node's subnets: the node it belongs to, or that packets to it have no route
 * back.
 */
function rangeFinding({ network: { families, peers } }: CheckedNode, range: Prefix): readonly Finding[] {
  const family = families.find(({ name }) => FAMILY_OF[name] === prefixFamily(range));
  if (family !== undefined && prefixContains(family.own.subnet, range)) return [];
  const { name, network, own } = family ?? {};
  const owner = peers.find((peer) => {
    const subnet = name && peer[name]?.subnet;
    return subnet !== undefined && prefixesOverlap(subnet, range);
  });
  if (owner !== undefined)
    return [
      error(
        `the CNI conf gives pods addresses of ${range}, which ${owner.name} has; this node has ${own?.subnet}`,
        USE_OWN,
      ),
    ];
  if (network !== undefined && prefixesOverlap(network.network, range))
    return [
      error(`the CNI conf gives pods addresses of ${range}, and this node has ${own?.subnet}`, USE_OWN),
    ];
  return [
    warning(
      `the CNI conf gives pods addresses of ${range}, outside the pod network: peers do not answer them`,
      USE_OWN,
    ),
  ];
}

/** What is wrong with the ranges that a conf gives pods addresses of, and the gateways that it names. */
export function rangeFindings(
  node: CheckedNode,
  conf: CniConfList,
): { readonly found: readonly Finding[]; readonly gateways: readonly string[] } {
  const ranges = rangesOf(conf);
  const subnets = ranges.flatMap(({ subnet }) => parsePrefix(String(subnet)) ?? []);
  const gateways = ranges.flatMap(({ gateway }) => (typeof gateway === 'string' ? [gateway] : []));
  return { found: subnets.flatMap((range) => rangeFinding(node, range)), gateways };
}
