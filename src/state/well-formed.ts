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
import type { ForeignObject } from './foreign.ts';
import type { FileObject, HostObject, Link, Route } from './objects.ts';

/** What the kernel takes for the name of a link (dev_valid_name, 6.18). */
const isLinkName = (name: LinkName): boolean =>
  /^[^/: \t\n\v\f\r]{1,15}$/.test(name) && name !== '.' && name !== '..';

const isAddress = (address: Address): boolean => parseAddress(address) !== undefined;

const isCidr = (cidr: Prefix | InterfaceAddress): boolean =>
  isAddress(addressPart(cidr)) && Number.isInteger(lengthOf(cidr)) && lengthOf(cidr) <= 128;

/** Tunnels have addresses of other lengths, or none, for a MAC. */
const isMac = (mac: Mac): boolean => /^([0-9a-f]{2}(:[0-9a-f]{2})*)?$/.test(mac);

/** Absent and empty are both none: so readers say that an object has no such part. */
const orNone = <T extends string>(isSound: (value: T) => boolean, value: T | undefined): boolean =>
  value === undefined || value === '' || isSound(value);

const isPath = (file: string): boolean => path.isAbsolute(file) && path.normalize(file) === file;

/** A setting's place below /proc/sys, and nowhere else. */
const isSetting = (name: string): boolean => name.startsWith('net/') && isPath(`/${name}`);

const isSoundLink = ({ name, spec, mac }: Link): boolean =>
  isLinkName(name) &&
  isMac(mac) &&
  (spec.type !== 'vxlan' || (isAddress(spec.local) && orNone(isLinkName, spec.dev)));

const isSoundRoute = ({ dst, via, dev }: Route): boolean =>
  isCidr(dst) && orNone(isAddress, via) && orNone(isLinkName, dev);

const isSoundFile = ({ path: file, mode }: FileObject): boolean => isPath(file) && mode <= 0o7777;

/**
 * Whether the values of an object are such as a host can have: names, addresses and paths, each of its form. Its shape
 * is known already.
 */
export function isWellFormed(object: HostObject): boolean {
  switch (object.kind) {
    case 'sysctl':
      return isSetting(object.path) && orNone(isLinkName, object.dev);
    case 'link':
      return isSoundLink(object);
    case 'address':
      return isLinkName(object.dev) && isCidr(object.address);
    case 'neighbor':
      return isLinkName(object.dev) && orNone(isAddress, object.dst) && isMac(object.lladdr);
    case 'fdb':
      return isLinkName(object.dev) && isMac(object.mac) && isAddress(object.dst);
    case 'nexthop':
      return orNone(isAddress, object.via) && orNone(isLinkName, object.dev);
    case 'route':
      return isSoundRoute(object);
    case 'file':
      return isSoundFile(object);
    case 'basechain':
    case 'ruleset':
      return true;
  }
}

/** The same of what flannelctl did not create. */
export function isWellFormedForeign(object: ForeignObject): boolean {
  switch (object.kind) {
    case 'port':
      return isLinkName(object.name) && isLinkName(object.master);
    case 'link':
      return isLinkName(object.name) && isLinkName(object.lower);
    case 'address':
      return isLinkName(object.dev) && isCidr(object.address);
    case 'proxy':
      return isLinkName(object.dev) && isAddress(object.dst);
    case 'nexthop':
    case 'route':
      return true;
  }
}
