import type { Objects, Scaffold, Scaffolding } from '../base/kind.ts';
import type { HostObject } from '../objects/objects.ts';
import { kindOf } from '../objects/registry.ts';
import { type Change, type Planned, planWith } from './change.ts';
import type { Claims } from './claim.ts';

/** Changes with their scaffolds. @param found what was observed, without what the kernel makes by itself */
export function withScaffolds(planned: Planned, found: Pick<Objects, 'of'>): Planned {
  const byKind = new Map<string, Scaffolding<HostObject> | undefined>();
  const scaffoldOf = (to: HostObject): Scaffold | undefined => {
    if (!byKind.has(to.kind)) byKind.set(to.kind, kindOf(to).scaffolding?.(found));
    return byKind.get(to.kind)?.of(to);
  };
  const scaffolded = new Map<HostObject, Change>();
  for (const [about, change] of planned) {
    if (change.action === 'delete' || change.action === 'conflict') continue;
    const scaffold = scaffoldOf(change.to);
    if (scaffold !== undefined) scaffolded.set(about, { ...change, scaffold });
  }
  return planWith(planned, scaffolded);
}

/** Deletions with the moment of each that can't wait for the end. */
export function withMoments(planned: Planned, { wanted }: Claims): Planned {
  const isCreated = (object: HostObject): boolean => planned.get(object)?.action === 'create';
  const timed = new Map<HostObject, Change>();
  for (const [about, change] of planned) {
    if (change.action !== 'delete' || change.removedBy !== undefined) continue;
    const moment = kindOf(change.from).moment?.(change.from, wanted, isCreated);
    if (moment !== undefined) timed.set(about, { ...change, moment });
  }
  return planWith(planned, timed);
}
