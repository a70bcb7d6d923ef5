import type { HeldLease } from '../../../src/agent/own/own-lease.ts';
import type { NetConf } from '../../../src/config/index.ts';
import { plannedEntry, type SourceEntry, subnetName } from '../../../src/leases/index.ts';
import { type Address, type Prefix, parseMac } from '../../../src/net/index.ts';
import type { StoredLease } from '../../../src/stores/index.ts';
import { makeSource } from '../../../src/text/index.ts';

/** A lease of vxlan as a store has it. @param mac its last byte */
export function storedLease(
  key: string,
  {
    publicIP,
    subnet,
    mac,
    revision,
    created,
  }: {
    readonly publicIP: string;
    readonly subnet: string;
    readonly mac: number;
    readonly revision?: number;
    readonly created?: number;
  },
): StoredLease {
  const pin = subnet as Prefix;
  const vtepMac = parseMac(`0a:00:00:00:00:${mac.toString(16).padStart(2, '0')}`);
  const entry: SourceEntry = {
    name: subnetName(pin),
    backendType: 'vxlan',
    ipv4: { publicIP: publicIP as Address, pin, data: { vtepMac } },
    ...(revision !== undefined && { revision }),
    ...(created !== undefined && { created }),
    place: { source: makeSource(key, ''), range: { start: 0, end: 0 } },
  };
  return { key, entry, problems: [] };
}

/** A lease as a node of the network holds it. */
export function heldLease(lease: StoredLease, netConf: NetConf): HeldLease {
  if (lease.entry === undefined) throw new Error('no entry');
  return { node: plannedEntry(lease.entry, netConf), lease };
}
