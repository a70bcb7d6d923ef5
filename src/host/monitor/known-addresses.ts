import os from 'node:os';
import type { InterfaceAddress } from '../../net/index.ts';
import { toInterfaceAddress, toLinkName } from '../observe/json/names.ts';
import type { Seen, WatchInterest } from './events.ts';
import type { MonitorLine } from './ip-lines.ts';

/** Keys of the addresses that were seen. */
export type KnownAddresses = Set<string>;

const keyOfAddress = (dev: string, address: string): string => `address ${dev} ${address}`;

/** The addresses of the links that are up, without starting a process. */
export const listKnownAddresses = (): KnownAddresses =>
  new Set(
    Object.entries(os.networkInterfaces()).flatMap(([dev, addresses = []]) =>
      addresses.flatMap(({ cidr }) => (cidr === null ? [] : [keyOfAddress(dev, cidr)])),
    ),
  );

/** RT_SCOPE of link-local addresses, which come with the link. */
const LINK_SCOPE = '253';

function addressOf(local: string, peer: string | undefined): InterfaceAddress | undefined {
  const [host, ownLength] = local.split('/');
  const length = ownLength ?? peer?.split('/')[1];
  return toInterfaceAddress(host, length === undefined ? undefined : Number(length));
}

/**
 * An address that came to a link of ours or the uplink, or went. Nothing of one that is there with a new lifetime, as
 * router advertisements and DHCP give it; nor of link-local and temporary ones.
 */
export function readAddressLine(
  { isGone, text }: MonitorLine,
  known: KnownAddresses,
  { links, uplink }: WatchInterest,
): Seen | undefined {
  const [, name, local = '', peer] = /^\d+: (\S+) +inet6? (\S+)(?: peer (\S+))?/.exec(text) ?? [];
  const dev = toLinkName(name);
  if (dev === undefined || !(links.has(dev) || dev === uplink)) return undefined;
  const address = addressOf(local, peer);
  const isOwnDoing = text.includes(` scope ${LINK_SCOPE} `) || / temporary\b/.test(text);
  if (address === undefined || isOwnDoing) return undefined;
  const key = keyOfAddress(dev, address);
  const wasKnown = known.has(key);
  if (isGone) known.delete(key);
  else known.add(key);
  if (isGone) return { kind: 'address', key, what: 'gone', dev };
  if (/ dadfailed\b/.test(text)) return { kind: 'address', key, what: 'changed', dev };
  return wasKnown ? undefined : { kind: 'address', key, what: 'came', dev };
}
