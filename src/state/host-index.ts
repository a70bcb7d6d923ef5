import type { AnyObject, Kind, Objects } from './kind.ts';
import type { HostObject } from './objects.ts';
import { kindOf } from './registry.ts';

/** The objects of a host, each identity once, found by kind and key. */
export interface HostIndex extends Objects {
  readonly objects: readonly HostObject[];
  /** The object of the same kind and key. */
  readonly like: (object: HostObject) => HostObject | undefined;
  /** The object of a kind by its key. */
  readonly get: (kind: string, key: string) => HostObject | undefined;
}

/** Objects by kind, then by key: so no text of kind and key has to be made for each. */
type Sorted = ReadonlyMap<string, ReadonlyMap<string, HostObject>>;

function sortedOut(objects: readonly HostObject[]): Sorted {
  const sorted = new Map<string, Map<string, HostObject>>();
  for (const object of objects) {
    const key = kindOf(object).key(object);
    const alike = sorted.get(object.kind);
    if (alike === undefined) sorted.set(object.kind, new Map([[key, object]]));
    else alike.set(key, object);
  }
  return sorted;
}

/** Of two objects of one identity the later one counts, at the position of the first. */
function eachOnce(objects: readonly HostObject[], sorted: Sorted): readonly HostObject[] {
  const count = [...sorted.values()].reduce((sum, alike) => sum + alike.size, 0);
  if (count === objects.length) return objects;
  const counted = new Set<HostObject>();
  return objects.flatMap((object) => {
    const last = sorted.get(object.kind)?.get(kindOf(object).key(object)) ?? object;
    if (counted.has(last)) return [];
    counted.add(last);
    return [last];
  });
}

export function indexOf(given: readonly HostObject[]): HostIndex {
  const sorted = sortedOut(given);
  const get: HostIndex['get'] = (kind, key) => sorted.get(kind)?.get(key);
  return {
    objects: eachOnce(given, sorted),
    get,
    like: (object) => get(object.kind, kindOf(object).key(object)),
    has: (kind, object) => get(kind.kind, kind.key(object)) !== undefined,
    // The cast is sound because `kind` names the type of an object.
    of: <T extends AnyObject>({ kind }: Kind<T>) =>
      [...(sorted.get(kind)?.values() ?? [])] as readonly AnyObject[] as readonly T[],
  };
}
