import { Failure } from '../errors/index.ts';
import type { NodeCheck } from './check.ts';
import { LOOK_CHECKS } from './ground.ts';
import { CHECK_GROUPS } from './groups.ts';
import type { Ignored } from './run.ts';

/** Every check of a node, in the order of its groups. */
export const NODE_CHECKS: readonly NodeCheck[] = CHECK_GROUPS.flatMap(({ checks }) => checks);

const at = (occasion: NodeCheck['when'][number]): readonly NodeCheck[] =>
  NODE_CHECKS.filter(({ when }) => when.includes(occasion));

/** What a change is refused for. */
export const CHANGE_CHECKS: readonly NodeCheck[] = at('preflight');

/** What a status tells of: the checks that try nothing out. With no changes the others find nothing. */
export const STATUS_CHECKS: readonly NodeCheck[] = at('status');

const namesOf = (checks: readonly { readonly name: string }[]): string[] => [
  ...new Set(checks.map(({ name }) => name)),
];

/** The names that `--ignore-preflight-errors` takes, besides `all`. */
export const PREFLIGHT_CHECKS: readonly string[] = namesOf([...LOOK_CHECKS, ...CHANGE_CHECKS]);

/** What has to be well also where a node is only brought back: it can't come later, or would undo it. */
export const BOOT_CHECKS: readonly string[] = namesOf(at('boot'));

/**
 * The preflight checks that only warn on a node that was set up before: it passed them then, or they were ignored, and
 * at boot a missing module, for instance, may be loaded later.
 */
export const WARNING_AT_BOOT: readonly string[] = PREFLIGHT_CHECKS.filter(
  (name) => !BOOT_CHECKS.includes(name),
);

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
