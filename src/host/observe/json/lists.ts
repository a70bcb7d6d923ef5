import { type HostObject, keyOf } from '../../../state/index.ts';
import { type Item, isEmpty, text } from './fields.ts';

/** The objects of a list that aren't empty, each made something, or left out where it is undefined. */
export function each<T>(list: readonly Item[], read: (item: Item) => T | undefined): T[] {
  const found: T[] = [];
  for (const item of list) {
    const object = isEmpty(item) ? undefined : read(item);
    if (object !== undefined) found.push(object);
  }
  return found;
}

/** A number that says whose an object is. A name in its place is none of ours. */
export const protocolOf = (item: Item, otherwise: number): number => {
  const value = text(item, 'protocol');
  return value === undefined ? otherwise : Number.parseInt(value, 10) || 0;
};

/** Neighbours and FDB entries come in the order of hashes that differ from boot to boot; here always in the same. */
export const inOrder = <T extends HostObject>(objects: readonly T[]): T[] =>
  objects
    .map((object) => ({ key: keyOf(object), object }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ object }) => object);
