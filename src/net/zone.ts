import type { Address } from './address.ts';
import type { LinkName } from './names.ts';

/** An address with the link that it is on, as ping takes and prints it (RFC 4007 11). */
export const zonedAddress = ({
  address,
  zone,
}: {
  readonly address: Address;
  readonly zone?: LinkName;
}): string => (zone === undefined ? address : `${address}%${zone}`);
