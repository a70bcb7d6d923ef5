import type { LinkJson, UplinkChoice } from '../../host/index.ts';
import { type Address, type Family, familyOf, parseAddress } from '../../net/index.ts';
import { FAMILY_LABELS, hasAddress, usableAddresses } from './addresses.ts';
import { likelyLinks } from './links.ts';
import { type Found, fixedTo, type Miss, matchOf, publicOf, type UplinkFacts } from './match.ts';
import type { Pattern } from './regex.ts';

/** The link with the name that --iface gives. */
export function byName(name: string, { links }: UplinkFacts): Found {
  const link = links.find(({ ifname }) => ifname === name);
  if (link === undefined) return { miss: `no link is named ${name}` };
  return matchOf(link, { fixed: {}, by: 'iface', reason: `--iface ${name} names it` });
}

/**
 * The failure for a public IP on another link than the address. A public IP on no link is behind NAT, which is valid.
 */
function elsewhere(
  link: LinkJson,
  address: Address,
  choice: UplinkChoice,
  { links }: UplinkFacts,
): Miss | undefined {
  const others = choice.families
    .filter((family) => family !== familyOf(address))
    .flatMap((family) => publicOf(choice, family) ?? []);
  for (const other of others) {
    const holder = hasAddress(link, other) ? link : links.find((candidate) => hasAddress(candidate, other));
    if (holder !== undefined && holder !== link)
      return {
        miss: `${address} is on ${link.ifname}, but the public IP ${other} is on ${holder.ifname}`,
        hint: 'Both families go by the same link.',
      };
  }
  return undefined;
}

/** The link with the address that --iface gives; the address is then the public IP of its family. */
export function byAddress(address: Address, choice: UplinkChoice, facts: UplinkFacts): Found {
  if (!choice.families.includes(familyOf(address)))
    return {
      miss: `${address} is an ${FAMILY_LABELS[familyOf(address)]} address, of which the network has none`,
    };
  const link = facts.links.find((candidate) => hasAddress(candidate, address));
  if (link === undefined) return { miss: `no link has the address ${address}` };
  const reason = `it has the address ${address} of --iface`;
  return (
    elsewhere(link, address, choice, facts) ?? matchOf(link, { fixed: fixedTo(address), by: 'iface', reason })
  );
}

/** The first likely link of which an address of each family matches --iface-regex, else the first whose name does. */
export function byRegex(
  { text, matches }: Pattern,
  families: readonly Family[],
  { links }: UplinkFacts,
): Found {
  const likely = likelyLinks(links);
  const by = 'iface-regex';
  for (const link of likely) {
    const matching = families.flatMap(
      (family) => usableAddresses(link, family).find((address) => matches(address)) ?? [],
    );
    if (matching.length === families.length) {
      const reason = `--iface-regex ${text} matches its address ${matching.join(' and ')}`;
      return { link, fixed: fixedTo(...matching), by, reason };
    }
  }
  const link = likely.find(({ ifname }) => matches(ifname ?? ''));
  if (link === undefined)
    return { miss: `no link has an address or a name that --iface-regex ${text} matches` };
  return { link, fixed: {}, by, reason: `--iface-regex ${text} matches its name` };
}

/** The link that the kernel sends by to the address of --iface-can-reach. */
export function byReach(address: Address, families: readonly Family[], { links, reach }: UplinkFacts): Found {
  if (reach?.type === '2')
    return { miss: `${address} of --iface-can-reach is this node's own address`, hint: "Give a peer's." };
  const link = reach === undefined ? undefined : links.find(({ ifname }) => ifname === reach.dev);
  if (link === undefined) return { miss: `there is no route to ${address}, which --iface-can-reach is for` };
  const source = parseAddress(reach?.prefsrc ?? '');
  const isAsked = source !== undefined && families.includes(familyOf(source));
  return matchOf(link, {
    fixed: isAsked ? fixedTo(source) : {},
    by: 'iface-can-reach',
    reason: `it leads to ${address}, which --iface-can-reach asks for`,
  });
}
