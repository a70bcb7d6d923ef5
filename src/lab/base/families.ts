import { FAMILY_NAMES, type Family, type FamilyName } from '../../net/index.ts';

/** A value for each address family; a family that is not used has none. */
export type ByFamily<T> = { readonly [family in FamilyName]?: T };

/** The names of the families in messages. */
export const FAMILY_WORDS = { ipv4: 'IPv4', ipv6: 'IPv6' } as const;

export const familyName = (family: Family): FamilyName => `ipv${family}`;

/** The families with a value, IPv4 first. */
export const familiesOf = (by: ByFamily<unknown>): FamilyName[] =>
  FAMILY_NAMES.filter((family) => by[family] !== undefined);

/** The values of all families, IPv4 first. */
export const valuesOf = <T>(by: ByFamily<T>): T[] => familiesOf(by).map((family) => by[family] as T);

/** Maps the value of each family. A family whose result is undefined is left out. */
export const mapFamilies = <T, R>(
  by: ByFamily<T>,
  map: (value: T, family: FamilyName) => R | undefined,
): ByFamily<R> =>
  Object.fromEntries(
    FAMILY_NAMES.flatMap((family) => {
      const value = by[family];
      const mapped = value === undefined ? undefined : map(value, family);
      return mapped === undefined ? [] : [[family, mapped]];
    }),
  );

/** The value of each family under the key that documents use for it. */
export const keyed = <T, A extends string, B extends string>(
  { ipv4, ipv6 }: ByFamily<T>,
  ipv4Key: A,
  ipv6Key: B,
): { readonly [key in A | B]?: T } =>
  ({
    ...(ipv4 === undefined ? {} : { [ipv4Key]: ipv4 }),
    ...(ipv6 === undefined ? {} : { [ipv6Key]: ipv6 }),
  }) as { readonly [key in A | B]?: T };
