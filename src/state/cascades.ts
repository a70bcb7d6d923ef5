import { byKind } from './by-kind.ts';
import type { Action, Change } from './change.ts';
import type { HostObject } from './objects.ts';
import { kindOf } from './registry.ts';

/** Objects that the kernel takes along when another one is deleted, replaced or changed (kernel-facts 3.1, 3.2). */
export function addCascades(
  changes: Map<string, Change>,
  before: ReadonlyMap<string, HostObject>,
  after: ReadonlyMap<string, HostObject>,
): void {
  const staying = byKind(before.values());
  for (const change of [...changes.values()]) {
    if (!('from' in change) || change.action === 'conflict') continue;
    const { from, key: lostWith } = change;
    const to = change.action === 'update' || change.action === 'adopt' ? change.to : undefined;
    if (to !== undefined && to.kind !== from.kind) continue;
    const lost = new Set(kindOf(from).loses(from, to, staying));
    if (lost.size === 0) continue;
    for (const [key, victim] of before) {
      if (
        !kindOf(victim)
          .needs(victim)
          .some((need) => lost.has(need))
      )
        continue;
      const put = lostChange(changes.get(key), key, victim, after.get(key), lostWith, change.action);
      if (put !== undefined) changes.set(key, put);
    }
  }
}

function lostChange(
  planned: Change | undefined,
  key: string,
  victim: HostObject,
  wanted: HostObject | undefined,
  lostWith: string,
  action: Action,
): Change | undefined {
  // A link that goes is taken away last: by then what was on it is deleted, or has moved to another.
  if (action === 'delete' || planned?.action === 'create' || planned?.action === 'conflict') return undefined;
  if (wanted !== undefined) return { action: 'create', key, to: wanted, lostWith };
  return planned?.action === 'delete' ? { action: 'delete', key, from: victim, lostWith } : undefined;
}
