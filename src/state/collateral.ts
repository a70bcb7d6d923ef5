import { cascade, type Losses, type Resting } from './cascade.ts';
import type { Change } from './change.ts';
import type { ForeignObject } from './foreign.ts';
import { indexOf } from './host-index.ts';
import type { Objects } from './kind.ts';
import { isShared, type Need } from './needs.ts';
import type { HostObject } from './objects.ts';
import { keyOf, kindOf } from './registry.ts';

/** Something that others made, and what it rests on: with that the kernel takes it along. */
export interface Dependent extends Resting {
  readonly foreign: ForeignObject;
  /** The key of the object that it is, where it is one that is observed. */
  readonly object?: string;
}

/** Something of others that goes with something of ours. */
export interface Collateral extends Pick<Dependent, 'foreign'> {
  /** What of ours takes it along, as `keyOf` names it. */
  readonly lostWith: string;
}

/** What of ours goes by a list of changes, if only until it is put back (kernel-facts 3.1, 3.2). */
export function lossesOf(changes: readonly Change[], observed: readonly HostObject[]): Losses {
  if (!changes.some(mayLose)) return new Map();
  const staying = indexOf(stayingObjects(changes, observed));
  const losses = new Map<Need, string>();
  for (const change of changes) {
    const cause = 'lostWith' in change && change.lostWith !== undefined ? change.lostWith : change.key;
    for (const need of needsLost(change, staying))
      if (isShared(need) && !losses.has(need)) losses.set(need, cause);
  }
  return losses;
}

/** What stays all the time, and what comes before something else goes. */
function stayingObjects(changes: readonly Change[], observed: readonly HostObject[]): HostObject[] {
  const gone = new Set(changes.filter((change) => goneBy(change) !== undefined).map(({ key }) => key));
  const stay = observed.filter((object) => !gone.has(keyOf(object)));
  const come = changes.flatMap((change) => ('to' in change && !gone.has(change.key) ? [change.to] : []));
  const tooLate = new Set(
    changes.flatMap((change) =>
      change.action === 'delete' && change.moment === 'before' && 'dev' in change.from
        ? [change.from.dev]
        : [],
    ),
  );
  return [...stay, ...come.filter((object) => !('dev' in object) || !tooLate.has(object.dev))];
}

/** The object that a change takes off the host, for good or until it is put back. */
function goneBy(change: Change): HostObject | undefined {
  switch (change.action) {
    case 'create':
      return change.lostWith === undefined ? undefined : change.to;
    case 'delete':
    case 'replace':
      return change.from;
    default:
      return undefined;
  }
}

/** Whether something may rest on what a change takes or alters: on what comes anew nothing rests yet. */
const mayLose = (change: Change): boolean =>
  goneBy(change) !== undefined || change.action === 'update' || change.action === 'adopt';

function needsLost(change: Change, staying: Objects): readonly Need[] {
  const gone = goneBy(change);
  if (gone !== undefined) return kindOf(gone).loses(gone, undefined, staying);
  if (change.action !== 'update' && change.action !== 'adopt') return [];
  const { from, to } = change;
  return from.kind === to.kind ? kindOf(from).loses(from, to, staying) : [];
}

/**
 * The foreign objects that go along with what of ours goes.
 * @param dependents those that others depend on before those that depend on them
 */
export const victimsOf = (losses: Losses, dependents: readonly Dependent[]): Collateral[] =>
  cascade(losses, dependents).map(({ object: { foreign }, lostWith }) => ({ foreign, lostWith }));
