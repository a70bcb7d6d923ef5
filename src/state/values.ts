import path from 'node:path';
import {
  type Address,
  addressPart,
  type InterfaceAddress,
  type LinkName,
  lengthOf,
  type Mac,
  type Prefix,
  parseAddress,
} from '../net/index.ts';

/** What the kernel takes for the name of a link (dev_valid_name, 6.18). */
export const isLinkName = (name: LinkName): boolean =>
  /^[^/: \t\n\v\f\r]{1,15}$/.test(name) && name !== '.' && name !== '..';

export const isAddress = (address: Address): boolean => parseAddress(address) !== undefined;

export const isCidr = (cidr: Prefix | InterfaceAddress): boolean =>
  isAddress(addressPart(cidr)) && Number.isInteger(lengthOf(cidr)) && lengthOf(cidr) <= 128;

/** Tunnels have addresses of other lengths, or none, for a MAC. */
export const isMac = (mac: Mac): boolean => /^([0-9a-f]{2}(:[0-9a-f]{2})*)?$/.test(mac);

/** Absent and empty are both none: so readers say that an object has no such part. */
export const orNone = <T extends string>(isSound: (value: T) => boolean, value: T | undefined): boolean =>
  value === undefined || value === '' || isSound(value);

export const isPath = (file: string): boolean => path.isAbsolute(file) && path.normalize(file) === file;
