import { LEAST_MTU } from '../../flannel/index.ts';
import type { LinkName, Mac } from '../../net/index.ts';
import { shellWord, words } from '../../words/index.ts';
import { type Instruction, ip } from '../base/instruction.ts';
import { type Fields, haveEqual, type Kind, LEADS_NOWHERE, type Sides } from '../base/kind.ts';
import { type Need, offersOf } from '../base/needs.ts';
import { isLinkName, isMac } from '../base/values.ts';
import { type LinkSpec, linkTypeOf } from '../link-types/registry.ts';
import { addressKind, isLinkLocalIpv4, isOverlayAddress, type LinkAddress } from './address.ts';

export interface Link {
  readonly kind: 'link';
  readonly name: LinkName;
  readonly spec: LinkSpec;
  readonly mac: Mac;
  readonly mtu: number;
  /** Absent: the kernel's default. */
  readonly txqlen?: number;
  /** The group number is the mark of ownership: it can be set at creation, an alias can't. */
  readonly group: number;
  readonly alias: string;
  readonly up: boolean;
}

/**
 * The link group of our links: the one mark that the kernel takes at creation (6.18; an alias needs a second
 * command).
 */
export const LINK_GROUP = 17996;

/** Whether an object is a link. */
export const isLink = (object: { readonly kind: string }): object is Link => object.kind === 'link';

/** Whether a link bears our mark. Its alias is only for people, because other programs may copy it. */
export const bearsMark = ({ group }: Pick<Link, 'group'>): boolean => group === LINK_GROUP;

/** Whether two links are the same one, whatever was set on it since: no other link has a MAC of ours. */
export const isSameLink = (a: Link, b: Link): boolean =>
  a.name === b.name &&
  a.spec.type === b.spec.type &&
  a.mac === b.mac &&
  linkKind.fields(a)['id'] === linkKind.fields(b)['id'];

/** The desired settings of a link: like all that is on it they are lost and created again with it. */
export const linkSettings = ({ name, spec }: Link): readonly string[] => linkTypeOf(spec).settings(name);

const queue = ({ txqlen }: Link): readonly string[] =>
  txqlen === undefined ? [] : words`txqueuelen ${txqlen}`;

/** A link goes down before anything is put on it: what the kernel deletes then is created again in later phases. */
const setState = (link: Link): Instruction =>
  ip(link.up ? 'up' : 'link', words`link set dev ${link.name} ${link.up ? 'up' : 'down'}`);

const setMtu = (link: Link): Instruction => ip('link', words`link set dev ${link.name} mtu ${link.mtu}`);

const setAlias = (link: Link): Instruction =>
  ip('link', words`link set dev ${link.name} alias ${link.alias}`);

const setType = (link: Link): Instruction =>
  ip('link', words`link set dev ${link.name} type ${linkTypeOf(link.spec).change(link.spec)}`);

/** The changes in place, by field, in this order (kernel-facts 3.1): the underlay limits the MTU. */
const IN_PLACE: Readonly<Record<string, (link: Link) => Instruction>> = {
  mtu: setMtu,
  mac: (link) => ip('link', words`link set dev ${link.name} address ${link.mac}`),
  txqueuelen: (link) => ip('link', words`link set dev ${link.name} ${queue(link)}`),
  group: (link) => ip('link', words`link set dev ${link.name} group ${link.group}`),
  alias: setAlias,
  state: setState,
};

function fields({ spec, mtu, txqlen, group, alias, up, mac }: Link): Fields {
  const type = linkTypeOf(spec);
  return {
    type: type.word(spec),
    mtu: `${mtu}`,
    ...(txqlen === undefined ? {} : { txqueuelen: `${txqlen}` }),
    group: `${group}`,
    alias,
    state: up ? 'up' : 'down',
    ...(type.hasOwnMac ? { mac } : {}),
    ...type.fields(spec),
  };
}

const fixed = ({ spec }: Link): readonly string[] => ['type', ...linkTypeOf(spec).fixed];

/**
 * The needs that a change in place takes away: with the state, with IPv6 as a whole, or with the MAC (kernel-facts
 * 3.1, 3.2).
 */
const changedBy = (from: Link, to: Link): Need[] => [
  ...(from.up && !to.up ? [`up ${from.name}` as const] : []),
  ...(from.mtu >= LEAST_MTU.ipv6 && to.mtu < LEAST_MTU.ipv6 ? [`ipv6 ${from.name}` as const] : []),
  ...(from.mac === to.mac ? [] : [`mac ${from.name}` as const]),
];

/** Whether it has the name and type of a link of flanneld's and bears nobody's mark. */
const isFlannelLink = ({ name, spec, group, alias }: Link): boolean =>
  linkTypeOf(spec).isFlannels(spec, name) && group === 0 && alias === '';

const isSame = (a: Link, b: Link): boolean => haveEqual(fields(a), fields(b));

/**
 * The address by which a link is in use: one of its addresses, if none is desired. On its own links flanneld leaves
 * addresses of earlier networks, and foreign ones such as a DHCP client's.
 */
function usedBy({ name }: Link, { wanted, found }: Sides): LinkAddress | undefined {
  const addresses = found.of(addressKind).filter(({ dev }) => dev === name);
  const isWanted = addresses.some((address) => wanted.has(addressKind, address));
  return isWanted ? undefined : addresses.find((address) => !isLinkLocalIpv4(address));
}

/** Links of flanneld that are not desired: those of an earlier VNI or family. */
export const leftoverLinks = ({ wanted, found }: Sides): LinkName[] =>
  found
    .of(linkKind)
    .filter((link) => isFlannelLink(link) && !wanted.has(linkKind, link))
    .map(({ name }) => name)
    .filter((name) =>
      found
        .of(addressKind)
        .every((other) => other.dev !== name || isOverlayAddress(other) || isLinkLocalIpv4(other)),
    );

/** Whether the observed link can be changed in place to the desired one. */
function isAlike(desired: Link, observed: Link): boolean {
  const [wanted, found] = [fields(desired), fields(observed)];
  return (
    linkTypeOf(observed.spec).isAdoptable(observed.spec) &&
    fixed(desired).every((field) => wanted[field] === found[field])
  );
}

function create(link: Link): Instruction[] {
  const { name, spec, mtu } = link;
  const type = linkTypeOf(spec);
  const first = type.firstMtu(mtu);
  return [
    ip(
      'link',
      words`link add name ${name} group ${link.group} address ${link.mac} mtu ${first} ${queue(link)} type ${type.create(spec)}`,
    ),
    ...(first === mtu ? [] : [setMtu(link)]),
    ...(link.alias === '' ? [] : [setAlias(link)]),
    ...(link.up ? [setState(link)] : []),
  ];
}

function update(from: Link, to: Link): Instruction[] {
  const [before, after] = [fields(from), fields(to)];
  const differs = (field: string): boolean => field in after && before[field] !== after[field];
  return [
    ...(linkTypeOf(to.spec).changed.some(differs) ? [setType(to)] : []),
    ...Object.entries(IN_PLACE).flatMap(([field, set]) => (differs(field) ? [set(to)] : [])),
  ];
}

export const linkKind: Kind<Link> = {
  kind: 'link',
  key: (link) => link.name,
  name: ({ name }) => `link ${name}`,
  show: ({ name, mtu, spec }) =>
    words`link ${name} mtu ${mtu} type ${linkTypeOf(spec).create(spec)}`.join(' '),
  isWellFormed: ({ name, spec, mac }) =>
    isLinkName(name) && isMac(mac) && linkTypeOf(spec).isWellFormed(spec),
  fields,
  isSame,
  fixed,
  isOurs: (link, { links }) => bearsMark(link) || links.has(link.name),
  isRecorded: () => false,
  // The bridge plugin creates cni0 itself if a pod starts before flannelctl, and flanneld creates its own links.
  foreign: (desired, observed, _takeover, sides) => {
    if (isSame(desired, observed)) return 'keep';
    return isAlike(desired, observed) && usedBy(observed, sides) === undefined ? 'adopt' : 'conflict';
  },
  usedBy: (desired, observed, sides) => (isAlike(desired, observed) ? usedBy(observed, sides) : undefined),
  resolution: ({ name, spec }) =>
    `If nobody needs it: ip link delete ${shellWord(name)}; else ${linkTypeOf(spec).resolution}.`,
  linkName: ({ name }) => name,
  conflictDetail: ({ name }, _to, observed) => {
    const addresses = observed.of(addressKind).flatMap(({ dev, address }) => (dev === name ? [address] : []));
    return addresses.length === 0 ? '' : `, which has ${addresses.join(', ')}`;
  },
  isTrace: isFlannelLink,
  isLeftover: (link, { links }) => isFlannelLink(link) && links.has(link.name),
  needs: () => [],
  loses: (from, to) =>
    to === undefined ? [...offersOf(from.name), `mac ${from.name}`] : changedBy(from, to),
  ...LEADS_NOWHERE,
  create,
  update,
  remove: ({ name }) => [ip('link', words`link del dev ${name}`)],
};
