import type { UplinkChoice } from '../../host/index.ts';
import { type Address, type Family, familyOf, isLinkLocal } from '../../net/index.ts';
import { deprecatedAddresses, hasAddress, usableAddresses } from './addresses.ts';
import { isLoopback } from './links.ts';
import { type Match, publicOf, type UplinkFacts } from './match.ts';

interface OwnAddresses {
  /** By family; undefined where the link has none. */
  readonly addresses: readonly (readonly [Family, Address | undefined])[];
  /** Those of them that the link does not have now. */
  readonly lost: readonly Address[];
}

/**
 * The address of a link: the one given by a flag, else the public IP if the link has it, else the address of an earlier
 * run, else the one that the default route sends from, else flannel's choice. An address on the loopback is the node's
 * own, too. One of an earlier run that is deprecated by now still works, and is kept if there is no other.
 */
function addressOf(
  { link, fixed, by }: Match,
  family: Family,
  choice: UplinkChoice,
  { links, defaultRoutes }: UplinkFacts,
): Address | undefined {
  const given = publicOf(choice, family);
  const isOwn = (address: Address): boolean =>
    [link, ...links.filter(isLoopback)].some((one) => hasAddress(one, address));
  const own = given !== undefined && isOwn(given) ? given : undefined;
  // No other node reaches an IPv6 link-local address, unless another one is given for it.
  const usable = usableAddresses(link, family).filter(
    (address) => family === 4 || given !== undefined || !isLinkLocal(address),
  );
  const { rememberedAddresses = [] } = by === 'remembered' ? choice : {};
  const before = usable.find((address) => rememberedAddresses.includes(address));
  const deprecated = deprecatedAddresses(link, family).find((address) =>
    rememberedAddresses.includes(address),
  );
  const source = defaultRoutes[family]?.find(({ dev }) => dev === link.ifname)?.prefsrc;
  const sentFrom = usable.find((address) => address === source);
  return fixed[family] ?? own ?? before ?? sentFrom ?? usable[0] ?? deprecated;
}

/** The address of an earlier run that a link has lost. One behind NAT is on no link. */
function lostAddress({ link }: Match, family: Family, choice: UplinkChoice): Address | undefined {
  if (choice.former !== link.ifname || publicOf(choice, family) !== undefined) return undefined;
  return choice.rememberedAddresses?.find((address) => familyOf(address) === family);
}

/** A link's addresses of the families that are asked for. One that it has lost counts while it has that of another family. */
export function addressesOfMatch(match: Match, choice: UplinkChoice, facts: UplinkFacts): OwnAddresses {
  const there = choice.families.map((family) => [family, addressOf(match, family, choice, facts)] as const);
  const missing = there.flatMap(([family, address]) => (address === undefined ? [family] : []));
  if (missing.length === there.length) return { addresses: there, lost: [] };
  const lost = missing.flatMap((family) => lostAddress(match, family, choice) ?? []);
  const find = (family: Family) => lost.find((address) => familyOf(address) === family);
  return { addresses: there.map(([family, address]) => [family, address ?? find(family)]), lost };
}
