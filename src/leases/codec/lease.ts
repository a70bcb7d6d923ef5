import { type LeaseRules, leaseRules } from '../../backends/index.ts';
import type { Problem } from '../../errors/index.ts';
import type { Family, NodeName, Prefix } from '../../net/index.ts';
import { openingOf, problemAt, type Source, type SourceNode, type TextRange } from '../../text/index.ts';
import type { FamilyRequest } from '../types.ts';
import { isUnset, readPublished } from './public-ip.ts';
import { problemOf, type Refusals } from './refusals.ts';
import type { EntryPlace, SourceEntry } from './types.ts';

/** A lease as a record has it, before its values are looked at. */
export interface WrittenLease {
  readonly name: NodeName;
  /** What to call the record in messages. */
  readonly called: string;
  readonly place: EntryPlace;
  /** What its values stand in. */
  readonly source: Source;
  /** Absent: flannel never ran on the node, and publishes nothing of it. */
  readonly backendType?: string;
  readonly ipv4: WrittenFamily;
  readonly ipv6: WrittenFamily;
}

/** What a lease says of one family. */
export interface WrittenFamily {
  readonly subnet?: Prefix;
  readonly publicIP?: { readonly text: string; readonly node: TextRange };
  readonly data?: SourceNode;
  /** Why the data can't be read. */
  readonly dataFault?: Problem;
}

/**
 * Judges the values of a lease. A family without a subnet or a public IP is not there: the families are independent.
 * A value that can't be used costs the whole record in a network that has its family.
 */
export function readLease(lease: WrittenLease, refusals: Refusals): SourceEntry | undefined {
  const ipv4 = readFamily(lease, 4);
  const ipv6 = readFamily(lease, 6);
  const { name, called, place, backendType } = lease;
  const isAnyGood = [ipv4, ipv6].some((family) => family?.request !== undefined);
  const faults = { ...(ipv4?.fault && { ipv4: ipv4.fault }), ...(ipv6?.fault && { ipv6: ipv6.fault }) };
  const all = Object.values(faults);
  if (!isAnyGood) {
    for (const fault of all) refusals.refuseFor(fault);
    if (all.length > 0) return undefined;
    return refusals.refuse(place, `${called} has no public IP that goes with its subnet`);
  }
  const shared = ipv4?.shared ?? ipv6?.shared;
  return {
    name,
    ...(ipv4?.request && { ipv4: ipv4.request }),
    ...(ipv6?.request && { ipv6: ipv6.request }),
    ...(all.length === 0 ? {} : { faults }),
    ...(backendType === undefined ? {} : { backendType }),
    ...(shared === undefined ? {} : { shared }),
    place,
  };
}

/** What a family asks for, or what is wrong with it. */
interface ReadFamily {
  readonly request?: FamilyRequest;
  readonly shared?: number;
  readonly fault?: Problem;
}

function readFamily(lease: WrittenLease, family: Family): ReadFamily | undefined {
  const { called, backendType, place, source } = lease;
  const { subnet, publicIP, data, dataFault } = family === 4 ? lease.ipv4 : lease.ipv6;
  const isThere = subnet !== undefined || backendType === undefined;
  if (publicIP === undefined || !isThere || isUnset(publicIP.text)) return undefined;
  const address = readPublished(publicIP.text, family);
  if ('refused' in address)
    return {
      fault: problemAt(source, publicIP.node, 'error', `the public IP of ${called}: ${address.refused}`),
    };
  const rules = backendType === undefined ? undefined : leaseRules(backendType);
  // With backends that publish nothing what is left in an old annotation is nobody's concern.
  if (rules !== undefined && dataFault !== undefined)
    return { fault: problemOf(dataFault, `the backend data of ${called}`) };
  const read = rules && readData(lease, family, data, rules);
  if (typeof read === 'string') {
    const at = data === undefined ? place : { source, range: openingOf(data) };
    return { fault: problemAt(at.source, at.range, 'error', read) };
  }
  const request = {
    publicIP: address.value,
    ...(subnet && { pin: subnet }),
    ...(read && { data: read.data }),
  };
  return { request, ...(read?.shared === undefined ? {} : { shared: read.shared }) };
}

/** What a node publishes can be random, so without its record there is no knowing it. */
function readData(
  { called }: WrittenLease,
  family: Family,
  data: SourceNode | undefined,
  rules: LeaseRules,
): ReturnType<LeaseRules['readRecord']> {
  const what = `the backend data of ${called}${family === 6 ? ' for IPv6' : ''}`;
  if (data === undefined || (data.kind === 'scalar' && data.value === null)) return `${what} is missing`;
  const read = rules.readRecord(data);
  return typeof read === 'string' ? `${what} ${read}` : read;
}
