import { Failure, type Problem } from '../../errors/index.ts';
import type { Check, Finding, GroundCheck } from './check.ts';
import { VERSION_CHECKS } from './ground.ts';

/** Whether a check is ignored, by its name. */
export type Ignored = (name: string) => boolean;

/** An ignored error is told all the same, as a warning. */
const toProblem = (name: string, ignored: Ignored, { message, hint, severity }: Finding): Problem => ({
  severity: ignored(name) ? 'warning' : severity,
  message: `[${name}] ${message}`,
  hint,
});

export async function runCheck<Input>(
  check: Check<Input>,
  input: Input,
  ignored: Ignored,
): Promise<Problem[]> {
  return (await check.run(input)).map((finding) => toProblem(check.name, ignored, finding));
}

/** Where nothing can be ignored, nothing is said of it. */
const NONE_IGNORED: Ignored = () => false;

/** A Failure lists all that was found, if an error is among it. */
export function refuseFindings(
  checks: readonly Check<never>[],
  found: readonly (readonly Problem[])[],
  ignored: Ignored,
): void {
  const failed = checks.filter((_, i) => found[i]?.some(({ severity }) => severity === 'error'));
  const [first] = failed;
  if (first === undefined) return;
  const names = failed.map(({ name }) => name).join(',');
  throw new Failure(first.exit, 'preflight checks failed; nothing was changed', {
    problems: found.flat(),
    hint:
      ignored === NONE_IGNORED
        ? 'Fix these, then run it again.'
        : `Fix these, or skip with --ignore-preflight-errors=${names}`,
  });
}

/** Checks what everything else stands on, as far as it is needed. Gives the warnings; a Failure if something is missing. */
export async function checkGround(
  checks: readonly GroundCheck[],
  ignored: Ignored = NONE_IGNORED,
): Promise<Problem[]> {
  const warnings: Problem[] = [];
  for (const check of checks) {
    const found = await runCheck(check, undefined, ignored);
    refuseFindings([check], [found], ignored);
    warnings.push(...found);
  }
  return warnings;
}

/** Work that reads by tools: where one fails, its version may say why, and is a Failure of its own then. */
export async function judgingTools<T>(work: () => Promise<T>, ignored: Ignored = NONE_IGNORED): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Failure && error.exit === 'unavailable') await checkGround(VERSION_CHECKS, ignored);
    throw error;
  }
}
