import { Failure, type Problem } from '../errors/index.ts';
import { type Change, fieldsOf, type HostObject, showObject } from '../state/index.ts';
import { shellWord } from '../words/index.ts';
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

/** What can be done about what is in the way of an object. */
function wayOut(to: HostObject): string {
  switch (to.kind) {
    case 'link': {
      const other =
        to.spec.type === 'vxlan'
          ? 'give the network another VNI'
          : 'keep the program that made it off this node';
      return `If nobody needs it: ip link delete ${shellWord(to.name)}; else ${other}.`;
    }
    case 'route':
      return `If nobody needs it: ip route delete ${to.dst}; else give ${to.peer ?? 'the node'} another subnet.`;
    case 'nexthop':
      return `If nobody needs it: ip nexthop delete id ${to.id}; else give ${to.peer ?? 'the peer'} another subnet: the id is made of it.`;
    case 'file':
      return `If nobody needs it, move it out of ${parentOf(to.path)}.`;
    default:
      return 'If nobody needs it, delete it.';
  }
}

const parentOf = (file: string): string => file.replace(/\/[^/]*$/, '') || '/';
