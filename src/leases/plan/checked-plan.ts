import { leaseRules } from '../../backends/index.ts';
import { checkNetConf, type NetConf } from '../../config/index.ts';
import type { NodeFamily, PlanNode } from '../../flannel/index.ts';
import type { SubnetPlan as SubnetPlanDocument } from '../../generated/types.d.ts';
import type { Address, FamilyName, NodeName, Prefix } from '../../net/index.ts';
import { makeSource, treeOf } from '../../text/index.ts';
import { inFamilies } from '../in-families.ts';
import { NODE_KEYS } from '../keys.ts';
import type { SubnetPlan } from '../types.ts';

/** A node's values by their keys. Those of nodes are texts. */
type NodeTexts = Readonly<Record<string, unknown>>;

const NO_TEXT = makeSource('', '');

function dataIn(node: NodeTexts, family: FamilyName, { backend }: NetConf): Pick<NodeFamily, 'data'> {
  const rules = leaseRules(backend.type);
  const key = rules?.keys[family] ?? '';
  const text = node[key];
  if (rules === undefined || typeof text !== 'string') return {};
  const verdict = rules.parse(text, key);
  return 'value' in verdict ? { data: verdict.value } : {};
}

/** The casts are sound because the texts were written from such values. */
function familyIn(node: NodeTexts, family: FamilyName, netConf: NetConf): NodeFamily | undefined {
  const keys = NODE_KEYS[family];
  const [publicIP, subnet] = [node[keys.publicIP], node[keys.subnet]];
  if (publicIP === undefined || subnet === undefined) return undefined;
  return { publicIP: publicIP as Address, subnet: subnet as Prefix, ...dataIn(node, family, netConf) };
}

/**
 * The plan of a document that `planDocument` made and nobody changed: the rules of plans, which cost most of the time of
 * reading one with many nodes, are not checked again. Undefined if even its net-conf can't be read.
 */
export function checkedPlan({ netConf: source, nodes }: SubnetPlanDocument): SubnetPlan | undefined {
  const { netConf } = checkNetConf(treeOf(source), NO_TEXT);
  if (netConf === undefined) return undefined;
  const toNode = (node: SubnetPlanDocument['nodes'][number]): PlanNode => ({
    name: node.name as NodeName,
    ...inFamilies((family) => familyIn(node as object as NodeTexts, family, netConf)),
  });
  return { netConf, netConfSource: source, nodes: nodes.map(toNode) };
}
