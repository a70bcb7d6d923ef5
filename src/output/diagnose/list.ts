import { CHECK_GROUPS, type CheckGroup } from '../../checks/index.ts';
import type { CheckListDocument } from '../../generated/types.d.ts';
import type { GroupedCheck } from '../../health/index.ts';
import type { DocumentBody } from '../../text/index.ts';
import { paint } from '../paint.ts';
import { table } from '../table.ts';

/** The groups of some checks, with no other checks. */
const groupsOf = (checks: readonly GroupedCheck[]): CheckGroup[] =>
  CHECK_GROUPS.map((group) => ({
    ...group,
    checks: checks.filter((one) => one.group === group.name).map(({ check }) => check),
  })).filter((group) => group.checks.length > 0);

/** Checks by their groups, with what somebody sees where they find something. */
export function checkListText(checks: readonly GroupedCheck[]): string {
  const width = Math.max(...checks.map(({ check }) => check.name.length));
  return groupsOf(checks)
    .map(({ name, title, checks: own }) =>
      [
        `${paint.bold(name)}: ${title}`,
        table(own.map((check) => [`  ${check.name.padEnd(width)}`, check.symptom])),
      ].join('\n'),
    )
    .join('\n\n');
}

/** Checks by their groups as a document (schemas/check-list.schema.json). */
export const checkListDocument = (checks: readonly GroupedCheck[]): DocumentBody<CheckListDocument> => ({
  kind: 'CheckList',
  groups: groupsOf(checks).map(({ name, title, checks: own }) => ({
    name,
    title,
    checks: own.map((check) => ({ name: check.name, symptom: check.symptom })),
  })),
});
