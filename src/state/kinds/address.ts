import { isOverlayName } from '../../flannel/index.ts';
import {
  ADDRESS_BITS,
  addressPart,
  familyOf,
  type InterfaceAddress,
  isLinkLocal,
  type LinkName,
  lengthOf,
  type Prefix,
  prefixContainsAddress,
  prefixOf,
} from '../../net/index.ts';
import { words } from '../../words/index.ts';
import { type Instruction, ip } from '../base/instruction.ts';
import { DELETE_IT, type Kind, LEADS_NOWHERE, type Objects } from '../base/kind.ts';
import type { Need } from '../base/needs.ts';
import { isCidr, isLinkName } from '../base/values.ts';

export interface LinkAddress {
  readonly kind: 'address';
  readonly dev: LinkName;
  readonly address: InterfaceAddress;
}

/** A DHCP client sets such an address on every link that is up (RFC 3927), and sets it again. */
export const isLinkLocalIpv4 = ({ address }: LinkAddress): boolean =>
  familyOf(addressPart(address)) === 4 && isLinkLocal(addressPart(address));

/** Whether it is a host address on a link of flanneld's, which sets no others. It leaves those of earlier networks. */
export const isOverlayAddress = ({ dev, address }: LinkAddress): boolean =>
  isOverlayName(dev) && lengthOf(address) === ADDRESS_BITS[familyOf(addressPart(address))];

/** Whether another program, such as a DHCP client, set it on a link of ours: flannel leaves such addresses alone. */
export const isForeignAddress = (object: LinkAddress, networks: readonly Prefix[] | undefined): boolean =>
  isLinkLocalIpv4(object) ||
  (networks !== undefined &&
    !isOverlayAddress(object) &&
    !networks.some((network) => prefixContainsAddress(network, addressPart(object.address))));

const isIpv6 = ({ address }: LinkAddress): boolean => familyOf(addressPart(address)) === 6;

/** A /32 has no broadcast address; prefixes shorter than /31 get the usual one, as the CNI bridge plugin sets it. */
const broadcast = (object: LinkAddress): readonly string[] =>
  lengthOf(object.address) < 31 && !isIpv6(object) ? words`brd +` : [];

/** The plan makes addresses unique, and the kernel drops an IPv6 address's packets during duplicate detection. */
const nodad = (object: LinkAddress): readonly string[] => (isIpv6(object) ? words`nodad` : []);

const put = (verb: 'add' | 'replace', object: LinkAddress): Instruction =>
  ip(
    'address',
    words`address ${verb} ${object.address} ${broadcast(object)} dev ${object.dev} ${nodad(object)}`,
  );

/** With the last IPv4 address of a link the kernel removes IPv4 from it (6.18). */
function goesWith({ dev, address }: LinkAddress, staying: Objects): Need[] {
  const own = addressPart(address);
  const kept = staying.of(addressKind);
  const isElsewhere = kept.some((other) => addressPart(other.address) === own);
  const isLast = familyOf(own) === 4 && !kept.some((other) => other.dev === dev && !isIpv6(other));
  return [...(isElsewhere ? [] : [`address ${own}` as const]), ...(isLast ? [`ipv4 ${dev}` as const] : [])];
}

/** Whether two IPv4 addresses of a link are of one subnet: the kernel deletes the others with the first (6.18). */
const isMate = (a: LinkAddress, b: LinkAddress): boolean =>
  a.dev === b.dev && !isIpv6(a) && lengthOf(a.address) === lengthOf(b.address) && subnetOf(a) === subnetOf(b);

const subnetOf = ({ address }: LinkAddress): Prefix => prefixOf(addressPart(address), lengthOf(address));

/**
 * An address is deleted in the middle of the steps if its link keeps others of the family: right after its successor
 * is created, so that routes and gateways find its place free; or right before, if deleting it would delete its
 * successor.
 */
function moment(
  gone: LinkAddress,
  wanted: Objects,
  isCreated: (object: LinkAddress) => boolean,
): 'before' | 'after' | undefined {
  const others = wanted.of(addressKind).filter(({ dev }) => dev === gone.dev);
  if (others.some((other) => isMate(gone, other) && isCreated(other))) return 'before';
  return others.some((other) => isIpv6(gone) === isIpv6(other)) ? 'after' : undefined;
}

const show = ({ address, dev }: LinkAddress): string => `address ${address} dev ${dev}`;

/**
 * Addresses have no mark of their own in iproute2 6.1 (it refuses `ip addr add … proto`): they are ours by their
 * link.
 */
export const addressKind: Kind<LinkAddress> = {
  kind: 'address',
  key: ({ dev, address }) => `${dev} ${address}`,
  name: show,
  show,
  isWellFormed: ({ dev, address }) => isLinkName(dev) && isCidr(address),
  fields: () => ({}),
  isSame: () => true,
  fixed: () => [],
  isOurs: (object, { links, networks }) => links.has(object.dev) && !isForeignAddress(object, networks),
  isRecorded: () => false,
  foreign: () => 'keep',
  resolution: () => DELETE_IT,
  // When a link goes down the kernel deletes IPv6 addresses only (kernel-facts 3.2).
  needs: (object) =>
    isIpv6(object)
      ? [`link ${object.dev}`, `up ${object.dev}`, `ipv6 ${object.dev}`]
      : [`link ${object.dev}`],
  loses: (from, to, staying) => (to === undefined ? goesWith(from, staying) : []),
  ...LEADS_NOWHERE,
  secondaries: (gone, found) => {
    const mates = found.of(addressKind).filter((other) => isMate(gone, other));
    return mates[0]?.address === gone.address ? mates.slice(1) : [];
  },
  moment,
  create: (object) => [put('add', object)],
  recreate: (object) => [put('replace', object)],
  update: () => [],
  remove: ({ address, dev }) => [ip('address', words`address del ${address} dev ${dev}`)],
};
