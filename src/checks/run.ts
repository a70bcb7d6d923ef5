import { Failure, type Problem } from '../errors/index.ts';
import type { Facts } from '../host/index.ts';
import type { Check, Finding, GroundCheck, NamedFinding } from './check.ts';
import { VERSION_CHECKS } from './ground.ts';

/** Whether a check is ignored, by its name. */
export type Ignored = (name: string) => boolean;

/** Where nothing can be ignored, nothing is said of it. */
const NONE_IGNORED: Ignored = () => false;

/** An ignored error is told all the same, as a warning. */
const toProblem = (name: string, ignored: Ignored, { message, hint, severity }: Finding): Problem => ({
  severity: ignored(name) ? 'warning' : severity,
  message: `[${name}] ${message}`,
  hint,
});

/** What one check finds, by facts that are read as it needs them. */
export async function findingsOf<Subject>(
  { needs, run }: Check<Subject>,
  subject: Subject,
  facts: Facts,
): Promise<readonly Finding[]> {
  const values = Object.entries(needs(subject)).map(async ([key, fact]) => [key, await facts(fact)] as const);
  return run(subject, Object.fromEntries(await Promise.all(values)));
}

/** All that checks find, whatever it is of a change. */
export async function namedFindings<Subject>(
  checks: readonly Check<Subject>[],
  subject: Subject,
  facts: Facts,
): Promise<NamedFinding[]> {
  const found = checks.map(async (check) =>
    (await findingsOf(check, subject, facts)).map((finding) => ({ check: check.name, ...finding })),
  );
  return (await Promise.all(found)).flat();
}

async function problemsOf<Subject>(
  check: Check<Subject>,
  subject: Subject,
  facts: Facts,
  ignored: Ignored,
): Promise<Problem[]> {
  const found = await findingsOf(check, subject, facts);
  return found.map((finding) => toProblem(check.name, ignored, finding));
}

function refuse(
  checks: readonly Check<never>[],
  found: readonly (readonly Problem[])[],
  ignored: Ignored,
): void {
  const failed = checks.filter((_, i) => found[i]?.some(({ severity }) => severity === 'error'));
  const [first] = failed;
  if (first === undefined) return;
  const names = failed.map(({ name }) => name).join(',');
  throw new Failure(first.exit ?? 'preflight', 'preflight checks failed; nothing was changed', {
    problems: found.flat(),
    hint:
      ignored === NONE_IGNORED
        ? 'Fix these, then run it again.'
        : `Fix these, or skip with --ignore-preflight-errors=${names}`,
  });
}

/** Runs all checks of a subject. Gives the warnings; a Failure lists all that is wrong. */
export async function runChecks<Subject>(
  checks: readonly Check<Subject>[],
  subject: Subject,
  facts: Facts,
  ignored: Ignored,
): Promise<Problem[]> {
  const found = await Promise.all(checks.map(async (check) => problemsOf(check, subject, facts, ignored)));
  refuse(checks, found, ignored);
  return found.flat();
}

/** Checks what everything else stands on, one after the other. Gives the warnings; a Failure if something is missing. */
export async function checkGround(
  checks: readonly GroundCheck[],
  facts: Facts,
  ignored: Ignored = NONE_IGNORED,
): Promise<Problem[]> {
  const warnings: Problem[] = [];
  for (const check of checks) warnings.push(...(await runChecks([check], undefined, facts, ignored)));
  return warnings;
}

/** Work that reads by tools: where one fails, its version may say why, and is a Failure of its own then. */
export async function judgingTools<T>(
  work: () => Promise<T>,
  facts: Facts,
  ignored: Ignored = NONE_IGNORED,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Failure && error.exit === 'unavailable')
      await checkGround(VERSION_CHECKS, facts, ignored);
    throw error;
  }
}
