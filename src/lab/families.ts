import type { Family } from '../net/index.ts';

/** The address families, as members of objects are named after them. */
export const FAMILIES = ['ipv4', 'ipv6'] as const;

export type FamilyName = (typeof FAMILIES)[number];

/** Something that each family has one of; a family that is not there has none. */
export type ByFamily<T> = { readonly [family in FamilyName]?: T };

/** What a family is called in a sentence. */
export const FAMILY_WORDS = { ipv4: 'IPv4', ipv6: 'IPv6' } as const;

export const familyName = (family: Family): FamilyName => `ipv${family}`;

/** The families that have something, IPv4 first. */
export const familiesOf = (by: ByFamily<unknown>): FamilyName[] =>
  FAMILIES.filter((family) => by[family] !== undefined);

/** What each family has, IPv4's first. */
export const valuesOf = <T>(by: ByFamily<T>): T[] => familiesOf(by).map((family) => by[family] as T);

/** The same families with something else each; one that it gives nothing for is left out. */
export const mapFamilies = <T, R>(
  by: ByFamily<T>,
  map: (value: T, family: FamilyName) => R | undefined,
): ByFamily<R> =>
  Object.fromEntries(
    FAMILIES.flatMap((family) => {
      const value = by[family];
      const mapped = value === undefined ? undefined : map(value, family);
      return mapped === undefined ? [] : [[family, mapped]];
    }),
  );

/** Each family's value under the key that documents have for it. */
export const keyed = <T, A extends string, B extends string>(
  { ipv4, ipv6 }: ByFamily<T>,
  ipv4Key: A,
  ipv6Key: B,
): { readonly [key in A | B]?: T } =>
  ({
    ...(ipv4 === undefined ? {} : { [ipv4Key]: ipv4 }),
    ...(ipv6 === undefined ? {} : { [ipv6Key]: ipv6 }),
  }) as { readonly [key in A | B]?: T };
