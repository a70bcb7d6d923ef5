/** An object that a tool printed. What is in it is taken by the functions below, never by a cast. */
export type Item = Readonly<Record<string, unknown>>;

/** Something that no known version of a tool prints: nothing more can be taken from what it said. */
export class Unreadable extends Error {}

const LONGEST_EXCERPT = 120;

const excerpt = (value: unknown): string => {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > LONGEST_EXCERPT ? `${text.slice(0, LONGEST_EXCERPT)}…` : text;
};

const wrong = (item: Item, name: string, what: string): Unreadable =>
  new Unreadable(`${JSON.stringify(name)} is ${what} in ${excerpt(item)}`);

/** Whether a value is an object, and no list. */
export const isItem = (value: unknown): value is Item =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** An object, of a value that has to be one. */
function asItem(value: unknown): Item {
  if (isItem(value)) return value;
  throw new Unreadable(`there is no object in ${excerpt(value)}`);
}

/** A list of objects, of a value that has to be one. */
export function asItems(value: unknown): readonly Item[] {
  if (!Array.isArray(value)) throw new Unreadable(`there is no list in ${excerpt(value)}`);
  return value.map(asItem);
}

/** A text, or a number as one; undefined where it isn't given. */
export function text(item: Item, name: string): string | undefined {
  const value = item[name];
  if (typeof value === 'string' || value === undefined) return value;
  if (value === null) return undefined;
  if (typeof value === 'number') return String(value);
  throw wrong(item, name, 'no text');
}

/** A number, also one that is written as a text; undefined where it isn't given. */
export function number(item: Item, name: string): number | undefined {
  const value = item[name];
  if (typeof value === 'number' || value === undefined) return value;
  if (value === null) return undefined;
  if (typeof value === 'string' && /^\d+$/.test(value)) return Number(value);
  throw wrong(item, name, 'no number');
}

/** iproute2 prints a flag as true or, by other functions of its own, as null; one that isn't set not at all, or as false. */
export function flag(item: Item, name: string): boolean | undefined {
  const value = item[name];
  if (typeof value === 'boolean' || value === undefined) return value;
  if (value === null) return true;
  throw wrong(item, name, 'no flag');
}

/** Several words, or one that stands alone; none where they aren't given. */
export function wordList(item: Item, name: string): readonly string[] {
  const value = item[name];
  if (value === undefined || value === null) return [];
  if (typeof value === 'string') return [value];
  if (Array.isArray(value) && value.every((word) => typeof word === 'string')) return value;
  throw wrong(item, name, 'no list of words');
}

/** Objects in an object; none where they aren't given. */
export function items(item: Item, name: string): readonly Item[] {
  const value = item[name];
  if (value === undefined || value === null) return [];
  if (Array.isArray(value) && value.every(isItem)) return value;
  throw wrong(item, name, 'no list of objects');
}

/** An object in an object; an empty one where it isn't given. */
export function inner(item: Item, name: string): Item {
  const value = item[name];
  if (value === undefined || value === null) return {};
  if (isItem(value)) return value;
  throw wrong(item, name, 'no object');
}

/** A field that every version prints. */
export function required<T>(take: (item: Item, name: string) => T | undefined, item: Item, name: string): T {
  const value = take(item, name);
  if (value === undefined) throw wrong(item, name, 'missing');
  return value;
}

/** iproute2 leaves `{}` in a list for what it was asked to filter out (kernel-facts 3.4). */
export const isEmpty = (item: Item): boolean => {
  for (const _ in item) return false;
  return true;
};

/** An object without the fields that aren't given. */
export function given<T extends object>(fields: { readonly [Name in keyof T]: T[Name] | undefined }): T {
  const present: Partial<T> = {};
  for (const name in fields) if (fields[name] !== undefined) present[name] = fields[name];
  return present as T;
}
