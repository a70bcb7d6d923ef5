import type { AnyObject, Kind, Objects } from './kind.ts';
import type { HostObject } from './objects.ts';

/** Objects of a host by kind: sorted out once it is asked for one. */
export function byKind(objects: Iterable<HostObject>): Objects {
  let sorted: Map<string, HostObject[]> | undefined;
  return {
    of: <T extends AnyObject>({ kind }: Kind<T>) => {
      sorted ??= sortedOut(objects);
      // The cast is sound because an object is of the kind that bears its `kind`.
      return (sorted.get(kind) ?? []) as readonly AnyObject[] as readonly T[];
    },
  };
}

function sortedOut(objects: Iterable<HostObject>): Map<string, HostObject[]> {
  const sorted = new Map<string, HostObject[]>();
  for (const object of objects) {
    const alike = sorted.get(object.kind);
    if (alike === undefined) sorted.set(object.kind, [object]);
    else alike.push(object);
  }
  return sorted;
}
