import type { Need } from '../base/needs.ts';
import type { HostIndex } from '../objects/host-index.ts';
import type { HostObject } from '../objects/objects.ts';
import { keyOf, kindOf } from '../objects/registry.ts';
import { cascade, type LostNeeds } from './cascade.ts';
import { type Change, type Planned, planWith } from './change.ts';
import type { Claims } from './claim.ts';
import { resting } from './resting.ts';

/** The needs that are lost, even for a moment, where an object is changed in place or replaced. */
export function lostNeedsIn(planned: Planned, found: HostIndex): LostNeeds {
  const lost = new Map<Need, string>();
  for (const change of planned.values())
    for (const need of lostNeeds(change, found)) if (!lost.has(need)) lost.set(need, change.key);
  return lost;
}

/** A link is deleted last: by then what was on it is deleted, or is on another link. */
function lostNeeds(change: Change, found: HostIndex): readonly Need[] {
  switch (change.action) {
    case 'replace':
      return kindOf(change.from).loses(change.from, undefined, found);
    case 'update':
    case 'adopt':
      return change.from.kind === change.to.kind
        ? kindOf(change.from).loses(change.from, change.to, found)
        : [];
    default:
      return [];
  }
}

/** Changes with those that the kernel causes by deleting objects: they are created again, or need not be deleted. */
export function withRecreated(planned: Planned, { wanted, found }: Claims): Planned {
  const lost = lostNeedsIn(planned, found);
  if (lost.size === 0) return planned;
  const all = new Map(planned);
  for (const { object, removedBy } of cascade(
    lost,
    found.objects.map((one) => resting(one, found)),
  )) {
    const { itself } = object;
    const to = wanted.like(itself);
    const before = planned.get(to ?? itself);
    if (before?.action === 'create' || before?.action === 'conflict') continue;
    if (to !== undefined) all.set(to, { action: 'create', key: keyOf(to), to, removedBy });
    else if (before?.action === 'delete') all.set(itself, { ...before, removedBy });
  }
  return all;
}

/** Changes with the objects that the kernel may delete with one of their own kind: they are created again. */
export function withSecondaries(planned: Planned, { wanted, found }: Claims): Planned {
  const back = new Map<HostObject, Change>();
  for (const change of planned.values()) {
    if (change.action !== 'delete' || change.removedBy !== undefined) continue;
    for (const mate of kindOf(change.from).secondaries?.(change.from, found) ?? []) {
      const to = wanted.like(mate);
      if (to !== undefined && !planned.has(to) && !back.has(to))
        back.set(to, { action: 'create', key: keyOf(to), to, removedBy: change.key });
    }
  }
  return planWith(planned, back);
}
