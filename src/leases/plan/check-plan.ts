import schema from '../../../schemas/subnet-plan.schema.json' with { type: 'json' };
import { checkNetConf, type NetConf } from '../../config/index.ts';
import { isError, type Problem } from '../../errors/index.ts';
import { validateSubnetPlan } from '../../generated/validators.js';
import { checkSchema, entryOf, type Source, type SourceNode, toValue } from '../../text/index.ts';
import { byLocation } from '../by-location.ts';
import { locateFindings } from '../findings.ts';
import { nodeItems } from '../nodes/check-node-list.ts';
import { entriesOf } from '../nodes/read-nodes.ts';
import type { SubnetPlan } from '../types.ts';
import { planNodes } from './plan-rules.ts';

/**
 * Reads a subnet plan (schemas/subnet-plan.schema.json), written by `plan` or by hand: returns the plan if there is
 * no error, and every problem of its net-conf and its nodes. Entries may be in any order.
 */
export function checkPlan(
  root: SourceNode,
  source: Source,
): { readonly plan?: SubnetPlan; readonly problems: readonly Problem[] } {
  const written = entryOf(root, 'netConf')?.value;
  const { netConf, problems: netConfProblems } = checkOwnNetConf(written, source);
  const { nodes, findings } = planNodes(entriesOf(toValue(root)), netConf);
  const problems = byLocation([
    ...checkSchema(validateSubnetPlan, root, source, schema),
    ...netConfProblems,
    ...locateFindings(findings, nodeItems(root), source),
  ]);
  if (written === undefined || netConf === undefined || problems.some(isError)) return { problems };
  return { plan: { netConf, netConfSource: toValue(written), nodes }, problems };
}

/** The net-conf in a plan. */
function checkOwnNetConf(
  written: SourceNode | undefined,
  source: Source,
): { readonly netConf?: NetConf; readonly problems: readonly Problem[] } {
  return written?.kind === 'object' ? checkNetConf(written, source) : { problems: [] };
}
