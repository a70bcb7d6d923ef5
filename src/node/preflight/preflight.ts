import { Failure, type Problem } from '../../errors/index.ts';
import type { Prepared } from '../compare/prepare.ts';
import type { Check, Finding, GroundCheck } from './check.ts';
import { LOOK_CHECKS } from './ground.ts';
import { HOST_CHECKS } from './host.ts';

/** The names that `--ignore-preflight-errors` takes, besides `all`. */
export const PREFLIGHT_CHECKS: readonly string[] = [
  ...new Set([...LOOK_CHECKS, ...HOST_CHECKS].map(({ name }) => name)),
];

/** What has to be well also where a node is only brought back: it can't come later, or would undo it. */
export const BOOT_CHECKS: readonly string[] = ['Uplink', 'Flanneld'];

type Ignored = (name: string) => boolean;

/** Reads the value of `--ignore-preflight-errors`: names in any case, or `all`. */
export function readIgnored(names: readonly string[]): Ignored {
  const lower = new Set(names.map((name) => name.trim().toLowerCase()));
  const unknown = names.filter(
    (name) =>
      ![...PREFLIGHT_CHECKS, 'all'].some((known) => known.toLowerCase() === name.trim().toLowerCase()),
  );
  if (unknown.length > 0) {
    const hint = `The checks are ${PREFLIGHT_CHECKS.join(', ')}, and all.`;
    throw new Failure('usage', `there is no preflight check named ${unknown.join(', ')}`, { hint });
  }
  return (name) => lower.has('all') || lower.has(name.toLowerCase());
}

/** An ignored error is told all the same, as a warning. */
const toProblem = (name: string, ignored: Ignored, { message, hint, severity }: Finding): Problem => ({
  severity: ignored(name) ? 'warning' : severity,
  message: `[${name}] ${message}`,
  hint,
});

async function runCheck<Input>(check: Check<Input>, input: Input, ignored: Ignored): Promise<Problem[]> {
  return (await check.run(input)).map((finding) => toProblem(check.name, ignored, finding));
}

/** Where nothing can be ignored, nothing is said of it. */
const NONE_IGNORED: Ignored = () => false;

function refuse(
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
    refuse([check], [found], ignored);
    warnings.push(...found);
  }
  return warnings;
}

/** Checks the host against what is to be built. Gives the warnings; a Failure lists all that is wrong. */
export async function checkHost(prepared: Prepared, ignored: Ignored): Promise<Problem[]> {
  const found = await Promise.all(HOST_CHECKS.map(async (check) => runCheck(check, prepared, ignored)));
  refuse(HOST_CHECKS, found, ignored);
  return found.flat();
}
