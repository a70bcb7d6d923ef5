import { type ParsedSource, parseSource } from '../config/index.ts';
import { Failure, isError, type Problem } from '../errors/index.ts';
import { checkPlan, type SubnetPlan } from '../leases/index.ts';

/** Reads a subnet plan; a Failure `invalidConfig` lists everything that is wrong with it. */
export const readPlan = async (file: string, text: string): Promise<SubnetPlan> =>
  planFrom(file, await parseSource(file, text));

/** The same of a document that is parsed. */
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
 * Reads a plan that nobody wrote, because it was put together from what was given: its problems have no place in a file.
 * @param what words for it in the message
 * @param hint what can be changed
 */
export async function readMadePlan(what: string, document: object, hint: string): Promise<SubnetPlan> {
  const { source, root } = await parseSource(what, JSON.stringify(document), 'json');
  const checked = root === undefined ? { problems: [] } : checkPlan(root, source);
  if (checked.plan !== undefined) return checked.plan;
  const problems = checked.problems
    .filter(isError)
    .map(({ severity, message, hint }): Problem => ({ severity, message, ...(hint && { hint }) }));
  throw new Failure('invalidConfig', `${what} is not a valid subnet plan`, { problems, hint });
}
