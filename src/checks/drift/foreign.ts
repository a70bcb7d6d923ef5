import { type Change, nameOf, resolution, showObject } from '../../state/index.ts';
import { error, type Finding } from '../check.ts';
import { FOREIGN_OBJECTS } from './causes.ts';
import { driftCheck } from './drift-finding.ts';

type Conflict = Extract<Change, { readonly action: 'conflict' }>;

const isConflict = (change: Change): change is Conflict => change.action === 'conflict';

const find = ({ from, to, usedBy }: Conflict): Finding => ({
  ...error(`${nameOf(from)} was not created by flannelctl and is in the way`, resolution(to), {
    evidence: [
      `there: ${showObject(from)}`,
      `expected there: ${showObject(to)}`,
      ...(usedBy === undefined ? [] : [`in use by: ${showObject(usedBy)}`]),
    ],
    impact:
      'What needs the object that belongs there does not work, and init and join change nothing until it is gone.',
  }),
  effect: 'outage',
});

export const foreignObjects = driftCheck({
  name: FOREIGN_OBJECTS,
  symptom: 'join ends with 8: an object of another program has the place of one of flannel’s',
  find: ({ diff }) => diff.changes.filter(isConflict).map(find),
});
