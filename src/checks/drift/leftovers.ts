import { type Change, showObject } from '../../state/index.ts';
import { warning } from '../check.ts';
import { someNames } from '../some-names.ts';
import { driftCheck, REPAIR } from './drift-finding.ts';

type Deletion = Extract<Change, { readonly action: 'delete' }>;

/** Objects that go along with another that is recreated are not meant. */
const isLeftover = (change: Change): change is Deletion =>
  change.action === 'delete' && change.removedBy === undefined;

export const leftoverObjects = driftCheck({
  name: 'Leftovers',
  symptom: 'Packets for some addresses go to a node that has left, or has another subnet now',
  byHand: () => 'Delete by hand what is read above: flanneld leaves it.',
  find: ({ diff }) => {
    const objects = diff.changes.filter(isLeftover).map(({ from }) => showObject(from));
    if (objects.length === 0) return [];
    const { named, text } = someNames(objects);
    const what =
      objects.length === 1 ? '1 object of flannelctl’s is' : `${objects.length} objects of flannelctl’s are`;
    return [
      warning(`${what} not in the saved configuration`, REPAIR, {
        evidence: text === named.join(', ') ? named : [...named, `and ${objects.length - named.length} more`],
        impact: 'Packets that they match go astray; what the configuration has is not affected.',
        fix: { safety: 'safe' },
      }),
    ];
  },
});
