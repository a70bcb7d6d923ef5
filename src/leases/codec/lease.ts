import { type LeaseRules, leaseRules } from '../../backends/index.ts';
import type { Problem } from '../../errors/index.ts';
import type { Family, NodeName, Prefix } from '../../net/index.ts';
import { openingOf, problemAt, type Source, type SourceNode, type TextRange } from '../../text/index.ts';
import type { FamilyRequest } from '../types.ts';
import { isUnset, readPublished } from './public-ip.ts';
import { problemOf, type Refusals } from './refusals.ts';
import type { EntryPlace, SourceEntry } from './types.ts';

/** A lease in a record, before its values are checked. */
export interface WrittenLease {
  readonly name: NodeName;
  /** The record's name in messages. */
  readonly called: string;
  readonly place: EntryPlace;
  /** The text that its values are in. */
  readonly source: Source;
  /** Absent: flannel never ran on the node, and publishes nothing of it. */
  readonly backendType?: string;
  readonly ipv4: WrittenFamily;
  readonly ipv6: WrittenFamily;
}

/** The values of a lease in one family. */
export interface WrittenFamily {
  readonly subnet?: Prefix;
  readonly publicIP?: { readonly text: string; readonly node: TextRange };
  readonly data?: SourceNode;
  /** The problem for which the data can't be read. */
  readonly dataFault?: Problem;
}

/**
 * Checks the values of a lease. A family without a subnet or a public IP is absent: the families are independent. An
 * unusable value makes the whole record unusable in a network that has its family.
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

/** The request of a family, or its problem. */
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
  // A backend that publishes nothing ignores old BackendData.
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

/** Published data can be random, so it can't be derived without the record. */
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
