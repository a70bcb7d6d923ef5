import { lengthOf } from '../net/index.ts';
import { ip } from './instruction.ts';
import type { Kind } from './kind.ts';
import type { LinkAddress } from './objects.ts';

/** A /32 has no broadcast address; everything shorter than /31 gets the usual one, as the CNI bridge plugin gives it. */
const broadcast = ({ address }: LinkAddress): string =>
  lengthOf(address) < 31 && !address.includes(':') ? ' brd +' : '';

/** Addresses have no mark of their own in iproute2 6.1 (`ip addr add … proto` is not understood): they are ours by their link. */
export const addressKind: Kind<LinkAddress> = {
  key: ({ dev, address }) => `${dev} ${address}`,
  fields: () => ({}),
  fixed: [],
  isOurs: ({ dev }, { links }) => links.has(dev),
  foreign: () => 'keep',
  create: (object) => [ip('address', `address add ${object.address}${broadcast(object)} dev ${object.dev}`)],
  update: () => [],
  remove: ({ address, dev }) => [ip('address', `address del ${address} dev ${dev}`)],
  show: ({ address, dev }) => `address ${address} dev ${dev}`,
};
