import type { AnyObject, Kind, Objects } from '../base/kind.ts';
import type { HostObject } from './objects.ts';
import { kindOf } from './registry.ts';

/** The objects of a host, each identity once, found by kind and key. */
export interface HostIndex extends Objects {
  readonly objects: readonly HostObject[];
  /** What is made of each object and its key, which need not be computed again. */
  readonly map: <T>(make: (object: HostObject, key: string) => T) => readonly T[];
  /** The object of the same kind and key. */
  readonly like: (object: HostObject) => HostObject | undefined;
  /** The object of a kind by its key. */
  readonly get: (kind: string, key: string) => HostObject | undefined;
}

/** Positions of objects by kind, then by key: so no text of kind and key has to be made for each. */
type Positions = Map<string, Map<string, number>>;

/** Of two objects of one identity the later one counts, at the position of the first. */
export function indexOf(given: readonly HostObject[]): HostIndex {
  const objects: HostObject[] = [];
  const keys: string[] = [];
  const positions: Positions = new Map();
  for (const object of given) {
    const key = kindOf(object).key(object);
    const alike = ofKind(positions, object.kind);
    const position = alike.get(key) ?? objects.length;
    alike.set(key, position);
    keys[position] = key;
    objects[position] = object;
  }
  const get: HostIndex['get'] = (kind, key) => {
    const position = positions.get(kind)?.get(key);
    return position === undefined ? undefined : objects[position];
  };
  return {
    objects,
    get,
    map: (make) => objects.map((object, position) => make(object, keys[position] as string)),
    like: (object) => get(object.kind, kindOf(object).key(object)),
    has: (kind, object) => get(kind.kind, kind.key(object)) !== undefined,
    // The cast is sound because `kind` names the type of an object.
    of: <T extends AnyObject>({ kind }: Kind<T>) =>
      [...(positions.get(kind)?.values() ?? [])].map(
        (position) => objects[position],
      ) as readonly AnyObject[] as readonly T[],
  };
}

function ofKind(positions: Positions, kind: string): Map<string, number> {
  const known = positions.get(kind);
  if (known !== undefined) return known;
  const alike = new Map<string, number>();
  positions.set(kind, alike);
  return alike;
}
