import { type ExitName, Failure, type Problem } from '../../errors/index.ts';
import { type Change, kindOf, showObject } from '../../state/index.ts';
import { lackText } from '../comparison/observe-until.ts';
import { isClean, type RollbackResult } from './roll-back.ts';

const objectText = (change: Change): string => showObject('to' in change ? change.to : change.from);

/** The line of an object that another program changed. */
function doingText(change: Change): string {
  if (change.action === 'create') return `${change.key} is gone`;
  const edit = kindOf(change.from).editText?.(change.from);
  if (edit !== undefined) return edit;
  return change.action === 'delete' ? `${change.key} is new` : lackText(change);
}

/** The warnings about what other programs changed meanwhile and that stays as it is. */
export const othersText = (change: Change): string =>
  `changed by another program in the meantime: ${doingText(change)}`;

export const othersProblems = ({ foreign }: Pick<RollbackResult, 'foreign'>): Problem[] =>
  foreign.map((change) => ({
    severity: 'warning',
    message: othersText(change),
    hint: 'It is left as it is.',
  }));

const residueProblems = ({ residue, lost }: RollbackResult): Problem[] => [
  ...residue.map((change) => ({
    severity: 'error' as const,
    message: `not as before: ${objectText(change)} (${change.action} needed)`,
  })),
  ...lost.map((what) => ({
    severity: 'error' as const,
    message: `deleted with a link of flannelctl, and can't be created again: ${what}`,
  })),
];

const unseenProblems = ({ unseen }: RollbackResult): Problem[] =>
  unseen === undefined
    ? []
    : [
        {
          severity: 'error',
          message: `the host can't be read, so it is not known what is left: ${unseen}`,
        },
      ];

const alsoText = ({ trouble }: RollbackResult): string =>
  trouble === undefined ? '' : `; the rollback failed, too: ${trouble}`;

const exceptText = (foreign: readonly Change[]): string =>
  foreign.length === 0 ? '' : ', but for what other programs have changed since';

export const asBeforeText = ({ compared, foreign }: RollbackResult): string =>
  `Rolled back. Verified: the host is as it was before (${compared} objects compared)${exceptText(foreign)}.`;

/**
 * The Failure after a rollback: that of `exit` if the host is as it was before, else `residue`, which lists what is
 * not.
 */
export function rollbackFailure(
  message: string,
  exit: ExitName,
  result: RollbackResult,
  cause?: unknown,
): Failure {
  if (isClean(result))
    return new Failure(exit, message, {
      hint: asBeforeText(result),
      problems: othersProblems(result),
      cause,
    });
  return new Failure('residue', `${message}${alsoText(result)}`, {
    problems: [...unseenProblems(result), ...residueProblems(result), ...othersProblems(result)],
    hint: 'Repair or remove what is listed, then try again: flannelctl rollback\nTo leave the host as it is and forget the change: flannelctl recover --abandon',
  });
}
