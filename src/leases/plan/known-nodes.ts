import { isDeepStrictEqual } from 'node:util';
import { leaseRules } from '../../backends/index.ts';
import type { NodeFamily, PlanNode } from '../../flannel/index.ts';
import { validateSubnetPlan } from '../../generated/validators.js';
import { entriesOf, type ReadFamily, type ReadNode } from '../nodes/read-nodes.ts';
import type { SubnetPlan } from '../types.ts';
import { nodeDocument } from './plan-document.ts';

/** Reads an entry that a checked plan has just so; undefined for every other. */
export type ReadKnown = (entry: unknown, index: number) => ReadNode | undefined;

type Values = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Values => typeof value === 'object' && value !== null;

function areSameValues(a: unknown, b: object): a is Values {
  if (!isObject(a)) return false;
  const wanted = b as Values;
  let count = 0;
  for (const key in wanted) {
    if (a[key] !== wanted[key]) return false;
    count += 1;
  }
  return count === Object.keys(a).length;
}

/**
 * Whether a document has the net-conf and the nodes of a checked plan, as `planDocument` writes them. Then it obeys all
 * rules, too: of its other parts the schema says all.
 */
export function isDocumentOf({ netConf, netConfSource, nodes }: SubnetPlan, document: unknown): boolean {
  const entries = entriesOf(document);
  return (
    entries.length === nodes.length &&
    validateSubnetPlan({ ...(document as Values), nodes: entries.slice(0, 1) }) &&
    isDeepStrictEqual((document as Values)['netConf'], netConfSource) &&
    nodes.every((node, i) => areSameValues(entries[i], nodeDocument(node, netConf.backend)))
  );
}

const NO_FAMILY: ReadFamily = { publicIP: undefined, subnet: undefined, data: undefined };

/**
 * Reads the entries that a checked plan of the same net-conf has, too, without checking the rules of single nodes
 * again: these depend on the entry and the net-conf alone.
 */
export function knownReader(plan: SubnetPlan | undefined, netConfSource: unknown): ReadKnown {
  if (plan === undefined || !isDeepStrictEqual(netConfSource, plan.netConfSource)) return () => undefined;
  const { backend } = plan.netConf;
  const rules = leaseRules(backend.type);
  const familyOf = (own: NodeFamily | undefined): ReadFamily => {
    if (own === undefined) return NO_FAMILY;
    const { publicIP, subnet, data } = own;
    return { publicIP, subnet, data: rules && data && { rules, value: data } };
  };
  const byName = new Map<unknown, PlanNode>(plan.nodes.map((node) => [node.name, node]));
  return (entry, index) => {
    const node = isObject(entry) ? byName.get(entry['name']) : undefined;
    if (node === undefined || !areSameValues(entry, nodeDocument(node, backend))) return undefined;
    return { index, written: entry, name: node.name, ipv4: familyOf(node.ipv4), ipv6: familyOf(node.ipv6) };
  };
}
