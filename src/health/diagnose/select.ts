import { CHECK_GROUPS } from '../../checks/index.ts';
import { Failure } from '../../errors/index.ts';
import { didYouMean } from '../../text/index.ts';
import type { GroupedCheck } from './diagnosis.ts';

/** The checks that a diagnosis runs, and those that it leaves out. */
export interface CheckSelection {
  readonly checks: readonly GroupedCheck[];
  readonly ignored: readonly GroupedCheck[];
}

const ALL: readonly GroupedCheck[] = CHECK_GROUPS.flatMap(({ name, checks }) =>
  checks.map((check) => ({ group: name, check })),
);

/** The groups and checks that can be named, groups first. */
const NAMES: readonly string[] = [
  ...CHECK_GROUPS.map(({ name }) => name),
  ...ALL.map(({ check }) => check.name),
];

const unknownCheck = (name: string): Failure =>
  new Failure('usage', `there is no check or group of checks named ${name}`, {
    hint: [didYouMean(name, NAMES), `There are: ${NAMES.join(', ')}.`]
      .filter((line) => line !== undefined)
      .join(' '),
  });

/** The name that is meant, in any case of letters. As it is written it counts first: `Peers` is a check of `peers`. */
function knownName(given: string): string {
  const name = given.trim();
  const known =
    NAMES.find((one) => one === name) ?? NAMES.find((one) => one.toLowerCase() === name.toLowerCase());
  if (known === undefined) throw unknownCheck(name);
  return known;
}

/** The checks with one of these names, or of a group with one of them. */
function checksNamed(names: readonly string[]): ReadonlySet<GroupedCheck> {
  const wanted = names.map(knownName);
  return new Set(ALL.filter(({ group, check }) => wanted.includes(group) || wanted.includes(check.name)));
}

/** The names of the checks that are named by checks and groups. */
export const knownChecks = (names: readonly string[]): ReadonlySet<string> =>
  new Set([...checksNamed(names)].map(({ check }) => check.name));

/**
 * Selects the checks of a diagnosis by the names of checks and of groups. A Failure names one that there is not.
 * @param names none: all checks
 */
export function selectChecks(names: readonly string[], ignoredNames: readonly string[]): CheckSelection {
  const named = names.length === 0 ? new Set(ALL) : checksNamed(names);
  const ignored = checksNamed(ignoredNames);
  return {
    checks: [...named].filter((check) => !ignored.has(check)),
    ignored: [...named].filter((check) => ignored.has(check)),
  };
}
