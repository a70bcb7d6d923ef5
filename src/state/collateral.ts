import { LEAST_MTU } from '../flannel/index.ts';
import { type Address, addressPart, familyOf, type LinkName } from '../net/index.ts';
import type { Change } from './change.ts';
import type { ForeignObject } from './foreign.ts';
import type { HostObject, LinkAddress } from './objects.ts';
import { keyOf } from './registry.ts';

/**
 * What something can rest on: a link as such, a link that is up, a link that speaks IPv4 or IPv6, an address of this
 * host, a nexthop object.
 */
export type Need =
  | `${'link' | 'up' | 'ipv4' | 'ipv6'} ${LinkName}`
  | `address ${Address}`
  | `nexthop ${number}`;

/** Something that others made, and what it rests on: with that the kernel takes it along. */
export interface Dependent {
  readonly foreign: ForeignObject;
  /** The key of the object that it is, where it is one that is observed. */
  readonly object?: string;
  /** It goes as soon as one of these goes. */
  readonly needs: readonly Need[];
  /** What goes with it in turn. */
  readonly offers: readonly Need[];
  /** A group of nexthops only loses members, and is there for others until it has lost the last. */
  readonly isGroup?: true;
}

/** Something of others that goes with something of ours. */
export interface Collateral extends Pick<Dependent, 'foreign'> {
  /** What of ours takes it along, as `keyOf` names it. */
  readonly lostWith: string;
}

/** What others can rest on and goes, each with what of ours takes it along. */
export type Losses = ReadonlyMap<Need, string>;

/** All that a link is for others. */
export const offersOf = (link: LinkName): Need[] => [
  `link ${link}`,
  `up ${link}`,
  `ipv4 ${link}`,
  `ipv6 ${link}`,
];

/** What of ours goes by a list of changes, if only until it is put back (kernel-facts 3.1, 3.2). */
export function lossesOf(changes: readonly Change[], observed: readonly HostObject[]): Losses {
  const kept = keptAddresses(changes, observed);
  const losses = new Map<Need, string>();
  for (const change of changes) {
    const cause = 'lostWith' in change && change.lostWith !== undefined ? change.lostWith : change.key;
    for (const need of needsLost(change, kept)) if (!losses.has(need)) losses.set(need, cause);
  }
  return losses;
}

/** The addresses that stay all the time, and those that come before others go. */
function keptAddresses(changes: readonly Change[], observed: readonly HostObject[]): LinkAddress[] {
  const gone = new Set(changes.filter((change) => goneBy(change) !== undefined).map(({ key }) => key));
  const stay = observed.filter((object) => !gone.has(keyOf(object)));
  const come = changes.flatMap((change) => ('to' in change && !gone.has(change.key) ? [change.to] : []));
  const tooLate = new Set(
    changes.flatMap((change) =>
      change.action === 'delete' && change.moment === 'before' && 'dev' in change.from
        ? [change.from.dev]
        : [],
    ),
  );
  const inTime = come.filter((object) => object.kind === 'address' && !tooLate.has(object.dev));
  return [...stay, ...inTime].filter((object) => object.kind === 'address');
}

/** The object that a change takes off the host, for good or until it is put back. */
function goneBy(change: Change): HostObject | undefined {
  switch (change.action) {
    case 'create':
      return change.lostWith === undefined ? undefined : change.to;
    case 'delete':
    case 'replace':
      return change.from;
    default:
      return undefined;
  }
}

function needsLost(change: Change, kept: readonly LinkAddress[]): Need[] {
  const gone = goneBy(change);
  switch (gone?.kind) {
    case undefined:
      return changedLink(change);
    case 'link':
      return offersOf(gone.name);
    case 'address':
      return withAddress(gone, kept);
    case 'nexthop':
      return [`nexthop ${gone.id}`];
    default:
      return [];
  }
}

function changedLink(change: Change): Need[] {
  if (change.action !== 'update' && change.action !== 'adopt') return [];
  const { from, to } = change;
  if (from.kind !== 'link' || to.kind !== 'link') return [];
  return [
    ...(from.up && !to.up ? [`up ${from.name}` as const] : []),
    ...(from.mtu >= LEAST_MTU.ipv6 && to.mtu < LEAST_MTU.ipv6 ? [`ipv6 ${from.name}` as const] : []),
  ];
}

/** With the last IPv4 address of a link the kernel takes all of IPv4 off it (6.18). */
function withAddress({ dev, address }: LinkAddress, kept: readonly LinkAddress[]): Need[] {
  const own = addressPart(address);
  const isElsewhere = kept.some((other) => addressPart(other.address) === own);
  const isLast = familyOf(own) === 4 && !kept.some((other) => other.dev === dev && isIpv4(other));
  return [...(isElsewhere ? [] : [`address ${own}` as const]), ...(isLast ? [`ipv4 ${dev}` as const] : [])];
}

const isIpv4 = ({ address }: LinkAddress): boolean => familyOf(addressPart(address)) === 4;

/**
 * What of others goes along with what of ours goes.
 * @param dependents those that others depend on before those that depend on them
 */
export function victimsOf(losses: Losses, dependents: readonly Dependent[]): Collateral[] {
  const lost = new Map(losses);
  return dependents.flatMap(({ foreign, needs, offers, isGroup }) => {
    const gone = needs.filter((need) => lost.has(need));
    const [first] = gone;
    const lostWith = first === undefined ? undefined : lost.get(first);
    if (lostWith === undefined) return [];
    const isGone = !isGroup || gone.length === needs.length;
    if (isGone) for (const offer of offers) lost.set(offer, lostWith);
    return [{ foreign, lostWith }];
  });
}
