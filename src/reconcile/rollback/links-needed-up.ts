import { type Change, isLink, kindOf } from '../../state/index.ts';
import type { AttributedChanges } from './foreign-changes.ts';

interface Split {
  /** Sets the link up. */
  readonly up: readonly Change[];
  /** The rest of the change. */
  readonly rest: readonly Change[];
}

const isOfState = ({ field }: { readonly field: string }): boolean => field === 'state';

function split(change: Change, needs: ReadonlySet<string>): Split {
  const untouched = { up: [], rest: [change] };
  if (change.action !== 'update') return untouched;
  const { from, to, fields } = change;
  if (!isLink(from) || !isLink(to) || from.up || !to.up || !needs.has(`up ${from.name}`)) return untouched;
  const others = fields.filter((field) => !isOfState(field));
  return {
    up: [{ ...change, to: { ...from, up: true }, fields: fields.filter(isOfState) }],
    rest: others.length === 0 ? [] : [{ ...change, to: { ...to, up: false }, fields: others }],
  };
}

/**
 * Adds the setting up of links that another program set down, where the rollback creates something that needs its link
 * up: the kernel deletes the routes and nexthops of a link that goes down, and takes none until it is up (kernel-facts
 * 3.2).
 */
export function withLinksNeededUp({ ours, foreign }: AttributedChanges): AttributedChanges {
  const needs = new Set<string>(
    ours.flatMap((change) => (change.action === 'create' ? kindOf(change.to).needs(change.to) : [])),
  );
  const splits = foreign.map((change) => split(change, needs));
  return {
    ours: [...splits.flatMap(({ up }) => up), ...ours],
    foreign: splits.flatMap(({ rest }) => rest),
  };
}
