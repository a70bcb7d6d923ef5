import { type LeaseRules, leaseRules } from '../../backends/index.ts';
import type { Family, NodeName, Prefix } from '../../net/index.ts';
import { openingOf, type Source, type SourceNode, type TextRange } from '../../text/index.ts';
import type { FamilyRequest } from '../types.ts';
import { isUnset, readPublished } from './public-ip.ts';
import type { Refusals } from './refusals.ts';
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
}

/**
 * Judges the values of a lease. A family without a subnet or a public IP is not there: the families are independent.
 * A value that can't be used costs the whole record, because it says that the rest is not to be trusted either.
 */
export function readLease(lease: WrittenLease, refusals: Refusals): SourceEntry | undefined {
  const ipv4 = readFamily(lease, 4, refusals);
  const ipv6 = readFamily(lease, 6, refusals);
  if (ipv4 === 'refused' || ipv6 === 'refused') return undefined;
  const { name, called, place, backendType } = lease;
  if (ipv4 === undefined && ipv6 === undefined)
    return refusals.refuse(place, `${called} has no public IP that goes with its subnet`);
  const shared = ipv4?.shared ?? ipv6?.shared;
  return {
    name,
    ...(ipv4 && { ipv4: ipv4.request }),
    ...(ipv6 && { ipv6: ipv6.request }),
    ...(backendType === undefined ? {} : { backendType }),
    ...(shared === undefined ? {} : { shared }),
    place,
  };
}

interface ReadFamily {
  readonly request: FamilyRequest;
  readonly shared?: number;
}

/** `refused`: something is wrong with the family, and was said. */
function readFamily(
  lease: WrittenLease,
  family: Family,
  refusals: Refusals,
): ReadFamily | 'refused' | undefined {
  const { called, backendType, place, source } = lease;
  const { subnet, publicIP, data } = family === 4 ? lease.ipv4 : lease.ipv6;
  const isThere = subnet !== undefined || backendType === undefined;
  if (publicIP === undefined || !isThere || isUnset(publicIP.text)) return undefined;
  const address = readPublished(publicIP.text, family);
  if ('refused' in address) {
    refusals.refuse({ source, range: publicIP.node }, `the public IP of ${called}: ${address.refused}`);
    return 'refused';
  }
  const rules = backendType === undefined ? undefined : leaseRules(backendType);
  const read = rules && readData(lease, family, data, rules);
  if (typeof read === 'string') {
    refusals.refuse(data === undefined ? place : { source, range: openingOf(data) }, read);
    return 'refused';
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
