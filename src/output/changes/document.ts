import type { ChangesDocument } from '../../generated/types.d.ts';
import { type Change, showObject } from '../../state/index.ts';
import { collateralDocument, type ShownDiff } from './collateral.ts';
import { ACTIONS } from './symbols.ts';

type ChangeDocument = ChangesDocument['changes'][number];

function changeDocument(change: Change): ChangeDocument {
  const object = 'to' in change ? change.to : change.from;
  const peer = 'peer' in object ? object.peer : undefined;
  return {
    action: change.action,
    kind: object.kind,
    object: showObject(object),
    ...(peer === undefined ? {} : { peer }),
    ...('fields' in change ? { fields: [...change.fields] } : {}),
    ...('removedBy' in change && change.removedBy !== undefined ? { removedBy: change.removedBy } : {}),
    ...(change.action === 'conflict' ? { inTheWay: showObject(change.from) } : {}),
  };
}

/** The diff as a document: every change, the counts of the listed changes, and the foreign objects removed by them. */
export function diffDocument(
  diff: ShownDiff,
): Pick<ChangesDocument, 'changes' | 'counts' | 'unchanged' | 'collateral'> {
  const { changes, unchanged } = diff;
  const count = (action: string): number => changes.filter((change) => change.action === action).length;
  return {
    changes: changes.map(changeDocument),
    counts: Object.fromEntries(ACTIONS.map((action) => [action, count(action)])) as ChangesDocument['counts'],
    unchanged,
    ...collateralDocument(diff),
  };
}
