import { Failure, type Problem } from '../errors/index.ts';
import { type Change, fieldsOf, type HostObject, showObject, wayOut } from '../state/index.ts';
import type { HostDiff } from './compare.ts';

type Conflict = Extract<Change, { readonly action: 'conflict' }>;

/** Stops where a foreign object is in the way: it is named, and nothing is changed. */
export function refuseConflicts({ diff: { changes }, observed }: Pick<HostDiff, 'diff' | 'observed'>): void {
  const conflicts = changes.filter((change) => change.action === 'conflict');
  if (conflicts.length === 0) return;
  throw new Failure(
    'conflict',
    `${conflicts.length} object(s) not created by flannelctl are in the way; nothing was changed`,
    {
      problems: conflicts.map((conflict) => conflictProblem(conflict, observed)),
      hint: 'Resolve each as it says, then run it again.',
    },
  );
}

const conflictProblem = ({ from, to }: Conflict, observed: readonly HostObject[]): Problem => ({
  severity: 'error',
  message: `in the way: ${showObject(from)}${detailOf(from, to, observed)}`,
  hint: `wanted there: ${showObject(to)}\n${wayOut(to)}`,
});

/** What its line doesn't show of an object, and tells it from ours. */
function detailOf(from: HostObject, to: HostObject, observed: readonly HostObject[]): string {
  if (from.kind === 'link') {
    const addresses = observed.flatMap((object) =>
      object.kind === 'address' && object.dev === from.name ? [object.address] : [],
    );
    return addresses.length === 0 ? '' : `, which has ${addresses.join(', ')}`;
  }
  if (from.kind !== 'file' || to.kind !== 'file' || from.type !== to.type) return '';
  const [has, wanted] = [fieldsOf(from), fieldsOf(to)];
  const others = Object.keys(wanted).filter((field) => has[field] !== wanted[field]);
  return `, which flannelctl did not write, with another ${others.join(' and another ')}`;
}
