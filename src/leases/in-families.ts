import type { FamilyName } from '../net/index.ts';

/** An object with the value of each family that has one. */
export function inFamilies<T extends object>(
  valueIn: (family: FamilyName) => T | undefined,
): { readonly [F in FamilyName]?: T } {
  const [ipv4, ipv6] = [valueIn('ipv4'), valueIn('ipv6')];
  return { ...(ipv4 && { ipv4 }), ...(ipv6 && { ipv6 }) };
}
