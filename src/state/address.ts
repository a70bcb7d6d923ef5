import { addressPart, familyOf, lengthOf } from '../net/index.ts';
import { words } from '../words/index.ts';
import { type Instruction, ip } from './instruction.ts';
import type { Kind } from './kind.ts';
import type { LinkAddress } from './objects.ts';

const isIpv6 = ({ address }: LinkAddress): boolean => familyOf(addressPart(address)) === 6;

/** A /32 has no broadcast address; everything shorter than /31 gets the usual one, as the CNI bridge plugin gives it. */
const broadcast = (object: LinkAddress): readonly string[] =>
  lengthOf(object.address) < 31 && !isIpv6(object) ? words`brd +` : [];

/** The plan makes addresses unique, and while duplicates are looked for the kernel drops the packets of an IPv6 address. */
const nodad = (object: LinkAddress): readonly string[] => (isIpv6(object) ? words`nodad` : []);

const put = (verb: 'add' | 'replace', object: LinkAddress): Instruction =>
  ip(
    'address',
    words`address ${verb} ${object.address} ${broadcast(object)} dev ${object.dev} ${nodad(object)}`,
  );

/** Addresses have no mark of their own in iproute2 6.1 (`ip addr add … proto` is not understood): they are ours by their link. */
export const addressKind: Kind<LinkAddress> = {
  key: ({ dev, address }) => `${dev} ${address}`,
  fields: () => ({}),
  fixed: [],
  isOurs: ({ dev }, { links }) => links.has(dev),
  foreign: () => 'keep',
  create: (object) => [put('add', object)],
  putBack: (object) => [put('replace', object)],
  update: () => [],
  remove: ({ address, dev }) => [ip('address', words`address del ${address} dev ${dev}`)],
  show: ({ address, dev }) => `address ${address} dev ${dev}`,
};
