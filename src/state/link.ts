import { LEAST_MTU } from '../flannel/index.ts';
import { type Address, addressPart, familyOf } from '../net/index.ts';
import { type Words, words } from '../words/index.ts';
import { type Instruction, ip } from './instruction.ts';
import type { Kind } from './kind.ts';
import type { HostObject, Link, VxlanSpec } from './objects.ts';

/** The link group that marks ours: the one mark that the kernel takes at creation (kernel 6.18; alias needs a second command). */
export const LINK_GROUP = 17996;

/** Whether a link bears our mark. Its alias is for people: others may copy it. */
export const bearsMark = ({ group }: Pick<Link, 'group'>): boolean => group === LINK_GROUP;

/** Whether two links are the same one, whatever has been set on it since it was made: a MAC of ours is nobody else's. */
export const isSameLink = (a: Link, b: Link): boolean =>
  a.name === b.name &&
  a.spec.type === b.spec.type &&
  a.mac === b.mac &&
  linkKind.fields(a)['id'] === linkKind.fields(b)['id'];

/** `fixed`: what can be given only when it is made. */
function vxlan({ vni, dev, local, learning }: VxlanSpec, fixed: readonly string[] = []): Words {
  return words`vxlan id ${vni} dev ${dev} local ${local} ${fixed} ${learning ? 'learning' : 'nolearning'}`;
}

const spec = ({ spec }: Link): Words => {
  if (spec.type === 'bridge') return words`bridge`;
  if (spec.type === 'other') return words`${spec.kind}`;
  return words`${vxlan(spec, words`dstport ${spec.port}`)} ${spec.gbp ? words`gbp` : []}`;
};

const queue = ({ txqlen }: Link): readonly string[] =>
  txqlen === undefined ? [] : words`txqueuelen ${txqlen}`;

/** Down before anything is put on it: what the kernel drops then is put back in the phases after. */
const setState = (link: Link): Instruction =>
  ip(link.up ? 'up' : 'link', words`link set dev ${link.name} ${link.up ? 'up' : 'down'}`);

const setMtu = (link: Link): Instruction => ip('link', words`link set dev ${link.name} mtu ${link.mtu}`);

/** The most that a bridge takes (ETH_MAX_MTU). */
const LARGEST_MTU = 65535;

/**
 * A bridge's MTU follows its ports, and goes to 1500 with the last of them, until one is set that it does not have yet
 * (br_set_mtu, kernel 6.18). So it is created with another one.
 */
const firstMtu = ({ spec, mtu }: Link): number => {
  if (spec.type !== 'bridge') return mtu;
  return mtu < LARGEST_MTU ? mtu + 1 : mtu - 1;
};

const setAlias = (link: Link): Instruction =>
  ip('link', words`link set dev ${link.name} alias ${link.alias}`);

/** What can be changed while the link stays, by field, in this order (kernel-facts 3.1): the underlay limits the MTU. */
const IN_PLACE: Readonly<Record<string, (link: Link) => Instruction>> = {
  learning: changeVxlan,
  local: changeVxlan,
  dev: changeVxlan,
  mtu: setMtu,
  mac: (link) => ip('link', words`link set dev ${link.name} address ${link.mac}`),
  txqueuelen: (link) => ip('link', words`link set dev ${link.name} ${queue(link)}`),
  group: (link) => ip('link', words`link set dev ${link.name} group ${link.group}`),
  alias: setAlias,
  state: setState,
};

/** `ip link set type vxlan` takes all of these together; the VNI has to be named again. */
function changeVxlan(link: Link): Instruction {
  const type = link.spec.type === 'vxlan' ? vxlan(link.spec) : spec(link);
  return ip('link', words`link set dev ${link.name} type ${type}`);
}

/** What the kernel drops when a link goes down (kernel-facts 3.2); of addresses only those of IPv6. */
const LOST_WHEN_DOWN: ReadonlySet<HostObject['kind']> = new Set(['neighbor', 'nexthop', 'route']);

/** The address by which an object on a link is of one family or the other. */
function addressOf(object: HostObject): Address | undefined {
  switch (object.kind) {
    case 'address':
      return addressPart(object.address);
    case 'route':
      return addressPart(object.dst);
    case 'neighbor':
      return object.dst;
    case 'nexthop':
      return object.via;
    default:
      return undefined;
  }
}

const isIpv6 = (object: HostObject): boolean => familyOf(addressOf(object) ?? ('' as Address)) === 6;

/** What goes with a change in place: with the state, with IPv6 as a whole, or with the MAC (kernel-facts 3.1). */
const isLostBy = (from: Link, to: Link, other: HostObject): boolean =>
  (from.up && !to.up && (LOST_WHEN_DOWN.has(other.kind) || (other.kind === 'address' && isIpv6(other)))) ||
  (from.mtu >= LEAST_MTU.ipv6 && to.mtu < LEAST_MTU.ipv6 && isIpv6(other)) ||
  (from.mac !== to.mac && other.kind === 'neighbor');

function vxlanFields(link: Link): Record<string, string> {
  if (link.spec.type !== 'vxlan') return {};
  const { vni, local, dev, port, learning, gbp } = link.spec;
  // A bridge's MAC is given at creation and then left alone: pods have it in their ARP caches.
  return {
    mac: link.mac,
    id: `${vni}`,
    local,
    dev,
    dstport: `${port}`,
    learning: `${learning}`,
    gbp: `${gbp}`,
    // "New local address family does not match old." (kernel 6.18)
    ...(familyOf(local) === 6 ? { family: 'inet6' } : {}),
  };
}

export const linkKind: Kind<Link> = {
  key: (link) => link.name,
  fields: (link) => ({
    type: link.spec.type === 'other' ? link.spec.kind : link.spec.type,
    mtu: `${link.mtu}`,
    ...(link.txqlen === undefined ? {} : { txqueuelen: `${link.txqlen}` }),
    group: `${link.group}`,
    alias: link.alias,
    state: link.up ? 'up' : 'down',
    ...vxlanFields(link),
  }),
  fixed: ['type', 'id', 'dstport', 'gbp', 'family'],
  isOurs: (link, { links }) => bearsMark(link) || links.has(link.name),
  // The bridge plugin makes cni0 by itself when a pod starts before we do, and flanneld its own links.
  foreign: (desired, observed, same) => {
    if (same) return 'keep';
    return isAlike(desired, observed) ? 'adopt' : 'conflict';
  },
  takesAlong: (from, to, other) =>
    'dev' in other && other.dev === from.name && (to === undefined || isLostBy(from, to, other)),
  create: (link) => [
    ip(
      'link',
      words`link add name ${link.name} group ${link.group} address ${link.mac} mtu ${firstMtu(link)} ${queue(link)} type ${spec(link)}`,
    ),
    ...(link.spec.type === 'bridge' ? [setMtu(link)] : []),
    ...(link.alias === '' ? [] : [setAlias(link)]),
    ...(link.up ? [setState(link)] : []),
  ],
  update: changeFields,
  remove: (link) => [ip('link', words`link del dev ${link.name}`)],
  show: (link) => words`link ${link.name} mtu ${link.mtu} type ${spec(link)}`.join(' '),
};

/** Whether one can be made the other while it stays. */
function isAlike(desired: Link, observed: Link): boolean {
  const [wanted, found] = [linkKind.fields(desired), linkKind.fields(observed)];
  const isExternal = observed.spec.type === 'vxlan' && observed.spec.external;
  return (
    desired.spec.type !== 'other' &&
    !isExternal &&
    linkKind.fixed.every((field) => wanted[field] === found[field])
  );
}

function changeFields(from: Link, to: Link): Instruction[] {
  const [before, after] = [linkKind.fields(from), linkKind.fields(to)];
  const lines = Object.entries(IN_PLACE)
    .filter(([field]) => field in after && before[field] !== after[field])
    .map(([, change]) => change(to));
  return lines.filter((line, i) => lines.findIndex((other) => same(line, other)) === i);
}

const same = (a: Instruction, b: Instruction): boolean => JSON.stringify(a) === JSON.stringify(b);
