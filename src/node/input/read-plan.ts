import { Failure, isError } from '../../errors/index.ts';
import { type CheckedPlan, checkPlan, type SubnetPlan } from '../../leases/index.ts';
import type { ParsedSource } from '../../text/index.ts';

/** The subnet plan in a document; a Failure `invalidConfig` lists everything that is wrong with it. */
export function planFrom(file: string, { source, root, problems }: ParsedSource): SubnetPlan {
  const checked = root === undefined ? { problems: [] } : checkPlan(root, source);
  const errors = [...problems, ...checked.problems].filter(isError);
  if (root === undefined && errors.length === 0)
    errors.push({ severity: 'error', message: `${file} is empty` });
  if (checked.plan !== undefined && errors.length === 0) return checked.plan;
  throw new Failure('invalidConfig', `${file} is not a valid subnet plan`, {
    problems: errors,
    hint: 'Make one with `flannelctl plan --net-conf FILE --nodes FILE`, or see `flannelctl validate`.',
  });
}

/**
 * A plan that was put together from several inputs; a Failure lists the rules that it breaks.
 * @param what words for it in the message
 * @param hint what can be changed
 */
export function requirePlan(what: string, { plan, problems }: CheckedPlan, hint: string): SubnetPlan {
  if (plan !== undefined) return plan;
  throw new Failure('invalidConfig', `${what} is not a valid subnet plan`, {
    problems: problems.filter(isError),
    hint,
  });
}
