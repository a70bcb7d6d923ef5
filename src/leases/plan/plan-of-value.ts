import { checkNetConf } from '../../config/index.ts';
import { isError, type Problem } from '../../errors/index.ts';
import type { SubnetPlan as SubnetPlanDocument } from '../../generated/types.d.ts';
import { validateSubnetPlan } from '../../generated/validators.js';
import { checkSchema, makeSource, treeOf } from '../../text/index.ts';
import type { SubnetPlan } from '../types.ts';
import { isDocumentOf, knownReader } from './known-nodes.ts';
import { planDocument } from './plan-document.ts';
import { planNodes } from './plan-rules.ts';
import { writtenPlan } from './written-plan.ts';

/** A plan, if it has no error, and its problems. */
export interface CheckedPlan {
  readonly plan?: SubnetPlan;
  readonly problems: readonly Problem[];
}

const NO_TEXT = makeSource('', '');

/** Problems without places, because a value is in no file. */
const placeless = (problems: readonly Pick<Problem, 'severity' | 'message' | 'hint'>[]): Problem[] =>
  problems.map(({ severity, message, hint }) => ({ severity, message, ...(hint && { hint }) }));

/**
 * Checks a value as a plan (schemas/subnet-plan.schema.json) by the rules of `checkPlan`, at a hundredth of the cost,
 * because its problems have no places.
 * @param known a checked plan: what it has just so is not checked again, and its warnings are not given again
 */
export function planOfValue(document: unknown, known?: SubnetPlan): CheckedPlan {
  if (known !== undefined && isDocumentOf(known, document)) return { plan: known, problems: [] };
  if (!validateSubnetPlan(document))
    return { problems: placeless(checkSchema(validateSubnetPlan, treeOf(document), NO_TEXT)) };
  const { netConf: netConfSource, nodes: entries } = document as SubnetPlanDocument;
  const { netConf, problems: ofNetConf } = checkNetConf(treeOf(netConfSource), NO_TEXT);
  const { nodes, findings } = planNodes(entries, netConf, knownReader(known, netConfSource));
  const problems = placeless([...ofNetConf, ...findings]);
  if (netConf === undefined || problems.some(isError)) return { problems };
  return { plan: { netConf, netConfSource, nodes }, problems };
}

/** Checks a text in the form in which `plan` writes one, as `planOfValue` does; undefined for every other text. */
export async function planOfWrittenText(text: string, known?: SubnetPlan): Promise<CheckedPlan | undefined> {
  const document = await writtenPlan(text);
  return document === undefined ? undefined : planOfValue(document, known);
}

/** Checks a computed plan by the rules of plans, as a value, without making it a text. */
export function planOfPlan(plan: SubnetPlan): CheckedPlan {
  const problems = placeless(planNodes(planDocument(plan).nodes, plan.netConf).findings);
  return problems.some(isError) ? { problems } : { plan, problems };
}
