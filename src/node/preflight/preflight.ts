import { Failure, type Problem } from '../../errors/index.ts';
import type { Prepared } from '../compare/prepare.ts';
import { LOOK_CHECKS } from './ground.ts';
import { HOST_CHECKS } from './host.ts';
import { type Ignored, refuseFindings, runCheck } from './run.ts';

/** The names that `--ignore-preflight-errors` takes, besides `all`. */
export const PREFLIGHT_CHECKS: readonly string[] = [
  ...new Set([...LOOK_CHECKS, ...HOST_CHECKS].map(({ name }) => name)),
];

/** What has to be well also where a node is only brought back: it can't come later, or would undo it. */
export const BOOT_CHECKS: readonly string[] = ['Uplink', 'Flanneld'];

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

/** Checks the host against what is to be built. Gives the warnings; a Failure lists all that is wrong. */
export async function checkHost(prepared: Prepared, ignored: Ignored): Promise<Problem[]> {
  const found = await Promise.all(HOST_CHECKS.map(async (check) => runCheck(check, prepared, ignored)));
  refuseFindings(HOST_CHECKS, found, ignored);
  return found.flat();
}
