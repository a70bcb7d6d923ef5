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
} from '../../net/index.ts';

/** Whether the kernel accepts a text as a link's name (dev_valid_name, 6.18). */
export const isLinkName = (name: LinkName): boolean =>
  /^[^/: \t\n\v\f\r]{1,15}$/.test(name) && name !== '.' && name !== '..';

export const isAddress = (address: Address): boolean => parseAddress(address) !== undefined;

export const isCidr = (cidr: Prefix | InterfaceAddress): boolean =>
  isAddress(addressPart(cidr)) && Number.isInteger(lengthOf(cidr)) && lengthOf(cidr) <= 128;

/** Whether a text is a link-layer address; those of tunnels have other lengths, or none. */
export const isMac = (mac: Mac): boolean => /^([0-9a-f]{2}(:[0-9a-f]{2})*)?$/.test(mac);

/** Whether a value is absent, empty or sound: readers write an absent part either way. */
export const orNone = <T extends string>(isSound: (value: T) => boolean, value: T | undefined): boolean =>
  value === undefined || value === '' || isSound(value);

export const isPath = (file: string): boolean => path.isAbsolute(file) && path.normalize(file) === file;
