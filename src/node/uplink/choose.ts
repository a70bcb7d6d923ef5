import { Failure } from '../../errors/index.ts';
import type { Candidate, LinkJson, Uplink, UplinkChoice } from '../../host/index.ts';
import { type Family, type LinkName, parseAddress } from '../../net/index.ts';
import { shellWord } from '../../words/index.ts';
import {
  candidatesAmong,
  deprecatedAddresses,
  FAMILY_LABELS,
  steadyAddresses,
  usableAddresses,
} from './addresses.ts';
import { byAddress, byName, byReach, byRegex } from './by-flag.ts';
import { byDefaultRoute, byPublicIP, bySavedName, SET_UP_WITH, TAKE_ANOTHER } from './by-host.ts';
import { likelyLinks, ownerOf } from './links.ts';
import type { Found, Match, Miss, UplinkFacts } from './match.ts';
import { addressesOfMatch } from './own-addresses.ts';

/** The methods given by flags, in flannel's order. */
function flagMethods(choice: UplinkChoice, facts: UplinkFacts): (() => Found)[] {
  const { iface, canReach, families } = choice;
  return [
    ...iface.map((given) => () => {
      const address = parseAddress(given);
      return address === undefined ? byName(given, facts) : byAddress(address, choice, facts);
    }),
    ...facts.patterns.map((pattern) => () => byRegex(pattern, families, facts)),
    ...(canReach === undefined ? [] : [() => byReach(canReach, families, facts)]),
  ];
}

/**
 * The link of an earlier run, if the flags still permit it. A pattern may match another link by now, or the route may
 * have changed, but the overlay must not change with it.
 */
function bySavedUplink(named: readonly (() => Found)[], remembered: LinkName, facts: UplinkFacts): Found {
  const found = named.map((way) => way());
  return (
    found.find((one) => 'link' in one && one.link.ifname === remembered) ?? bySavedName(remembered, facts)
  );
}

/** The methods of finding the uplink, in flannel's order. Each is used only if those before it found nothing. */
function methodsOf(choice: UplinkChoice, facts: UplinkFacts): (() => Found)[] {
  const { iface, families, remembered, former } = choice;
  const named = flagMethods(choice, facts);
  const isOneNamed = named.length === 1 && iface.length === 1;
  if (named.length > 0)
    return remembered === undefined || isOneNamed ? named : [() => bySavedUplink(named, remembered, facts)];
  return [
    () =>
      byPublicIP(choice, facts) ??
      (remembered === undefined ? byDefaultRoute(families, facts) : bySavedName(remembered, facts)),
    ...(former === undefined ? [] : [() => bySavedName(former, facts)]),
  ];
}

const addTo = (ifname = ''): string => `ip address add ADDRESS/LENGTH dev ${shellWord(ifname)}`;

const WITH_IPV6_FLAGS = '\nName another link with --iface, its address with --public-ipv6.';

function noAddress({ link, by }: Match, family: Family, { links }: UplinkFacts): Miss {
  const { ifname } = link;
  if (by === 'remembered')
    return {
      miss: `${ifname}, ${SET_UP_WITH}, has no ${FAMILY_LABELS[family]} address any more`,
      hint: `Give it back: ${addTo(ifname)}\n${TAKE_ANOTHER}`,
    };
  const owner = ownerOf(link, links);
  if (owner !== undefined)
    return {
      miss: `${ifname} is a port of ${owner.ifname}, and has no ${FAMILY_LABELS[family]} address of its own`,
      hint: `Name ${owner.ifname} instead: --iface ${shellWord(owner.ifname ?? '')}`,
    };
  const [deprecated] = deprecatedAddresses(link, family);
  if (deprecated !== undefined)
    return {
      miss: `${ifname} has no ${FAMILY_LABELS[family]} address but ${deprecated}, which is deprecated: its preferred lifetime is over`,
      hint: 'See why what gave it, a DHCP client or router advertisements, does not renew it.',
    };
  const [local] = usableAddresses(link, family);
  const others = candidatesAmong(likelyLinks(links), [family]);
  const found = others.map(({ name, address }) => `${name} has ${address}`).join(', ');
  return {
    miss: `${ifname} has no ${FAMILY_LABELS[family]} address${local === undefined ? '' : ` but the link-local ${local}`}`,
    hint: `Give it one: ${addTo(ifname)}${found === '' ? '' : `\nOr name a link that has: ${found}.`}${family === 6 ? WITH_IPV6_FLAGS : ''}`,
  };
}

/** The other addresses that peers could know this node by. */
const secondAddresses = (
  link: LinkJson,
  chosen: readonly (readonly [Family, string | undefined])[],
): Candidate[] =>
  chosen.flatMap(([family, taken]) =>
    steadyAddresses(link, family)
      .filter((address) => address !== taken)
      .map((address) => ({ name: link.ifname as LinkName, address })),
  );

/** Makes the uplink of a match, unless the link lacks something. */
function settle(match: Match, choice: UplinkChoice, facts: UplinkFacts): Uplink | Miss {
  const { link, by, reason } = match;
  const { addresses, lost } = addressesOfMatch(match, choice, facts);
  const lacking = addresses.find(([, address]) => address === undefined);
  if (lacking !== undefined) return noAddress(match, lacking[0], facts);
  if (!link.mtu) return { miss: `${link.ifname} has no MTU` };
  return {
    name: link.ifname as LinkName,
    addresses: Object.fromEntries(addresses.map(([family, address]) => [`ipv${family}`, address])),
    ...(lost.length > 0 && { lost }),
    mtu: link.mtu,
    up: link.flags?.includes('UP') ?? false,
    kind: link.linkinfo?.info_kind ?? 'device',
    by,
    reason,
    candidates: [
      ...secondAddresses(link, addresses),
      ...candidatesAmong(
        likelyLinks(facts.links).filter((other) => other !== link),
        choice.families,
      ),
    ],
  };
}

function noUplink(misses: readonly Miss[], choice: UplinkChoice, { links }: UplinkFacts): Failure {
  const candidates = candidatesAmong(likelyLinks(links), choice.families).map(
    ({ name, address }) => `${name} ${address}`,
  );
  const hints = [...new Set(misses.flatMap(({ hint }) => hint ?? []))];
  const families = choice.families.map((family) => FAMILY_LABELS[family]).join(' or ');
  const list =
    candidates.length === 0
      ? `No link has an ${families} address.`
      : `Links with addresses: ${candidates.join(', ')}.`;
  return new Failure('preflight', `Uplink: ${misses.map(({ miss }) => miss).join('; ')}`, {
    hint: [...hints, list].join('\n'),
  });
}

/**
 * Chooses the uplink as flanneld would on this host (flannel-facts 7.2). Throws a Failure with the reason if there is
 * none.
 */
export function chooseUplink(choice: UplinkChoice, facts: UplinkFacts): Uplink {
  const misses: Miss[] = [];
  for (const way of methodsOf(choice, facts)) {
    const found = way();
    const uplink = 'miss' in found ? found : settle(found, choice, facts);
    if (!('miss' in uplink)) return uplink;
    misses.push(uplink);
  }
  throw noUplink(misses, choice, facts);
}
