import type { NamedFinding } from '../../checks/index.ts';
import { machineAt } from '../../host/index.ts';
import { compare, scopeOf } from '../../reconcile/index.ts';
import { type Change, type HostObject, keyOf } from '../../state/index.ts';
import type { NodeDiff } from './node-diff.ts';

type Fix = NonNullable<NamedFinding['fix']>;

/** Whether a change is of the object itself, which is not only deleted and created again with another. */
const isOwnChange = (change: Change): boolean => !('removedBy' in change) || change.removedBy === undefined;

/** The desired state that leaves the host as it is, so that only what is added to it is changed. */
function asObserved({ target, comparison }: NodeDiff): HostObject[] {
  const changes = comparison.diff.changes.filter(isOwnChange);
  const byKey = new Map(changes.flatMap((change) => ('to' in change ? [[keyOf(change.to), change]] : [])));
  const kept = target.desired.flatMap((object) => {
    const change = byKey.get(keyOf(object));
    if (change === undefined) return [object];
    return change.action === 'create' || change.action === 'conflict' ? [] : [change.from];
  });
  const surplus = changes.flatMap((change) => (change.action === 'delete' ? [change.from] : []));
  return [...kept, ...surplus];
}

/** The objects by their keys: of two with one key, the last. */
const byKeys = (objects: readonly HostObject[]): HostObject[] => [
  ...new Map(objects.map((object) => [keyOf(object), object])).values(),
];

/**
 * A node compared with what fixes ask for: their objects, and the saved configuration if one of them says nothing
 * else. Observes the host again.
 */
export async function withFixes(found: NodeDiff, fixes: readonly Fix[]): Promise<NodeDiff> {
  const objects = fixes.flatMap((fix) => fix.objects ?? []);
  const restores = fixes.some((fix) => fix.objects === undefined);
  if (restores && objects.length === 0) return found;
  const desired = byKeys([...(restores ? found.target.desired : asObserved(found)), ...objects]);
  const scope = scopeOf(desired, found.root, found.target.scope.paths);
  const target = { ...found.target, desired, scope };
  return { ...found, target, comparison: await compare(machineAt(found.root), target) };
}
