import { isHarmful, type LeaseReview } from '../agent/index.ts';
import type { ListedLease } from '../generated/types.d.ts';
import { counted, printable } from '../text/index.ts';
import { paint } from './paint.ts';
import { table } from './table.ts';

const STATES: Readonly<Record<ListedLease['state'], string>> = {
  own: 'this node',
  peer: 'peer',
  leftOut: 'left out',
  stale: 'stale',
  duplicate: 'duplicate',
};

/** States whose words have a plural. */
const NOUNS: ReadonlySet<string> = new Set<ListedLease['state']>(['peer', 'duplicate']);

/** The records of a store as a table, with what is wrong below each, and their counts. */
export function leasesText(review: LeaseReview): string {
  const { store, leases } = review;
  if (leases.length === 0) return `${printable(store)} has no leases.`;
  return [printable(store), '', tableText(review, leases), '', countsText(leases)].join('\n');
}

/** One record of a store, as the list has it. */
export const leaseText = (review: LeaseReview, lease: ListedLease): string => tableText(review, [lease]);

function tableText({ backend }: LeaseReview, leases: readonly ListedLease[]): string {
  const head = ['RECORD', 'PUBLIC IP', backend === 'vxlan' ? 'VTEP MAC' : 'DATA', 'NODE', 'EXPIRES', 'STATE'];
  const [first = '', ...rows] = table([head, ...leases.map(rowOf)]).split('\n');
  return [first, ...leases.flatMap((lease, i) => [rows[i] ?? '', ...linesBelow(lease)])].join('\n');
}

const rowOf = ({ key, subnets, publicIPs, data, node, expires, state }: ListedLease): string[] => [
  subnets.length === 0 ? key : subnets.join(' '),
  publicIPs.join(' '),
  data ?? '',
  node ?? '',
  expires?.replace(/\.\d+Z$/, 'Z') ?? 'never',
  STATES[state],
];

function linesBelow(lease: ListedLease): string[] {
  const { reason, stall, key, subnets } = lease;
  return [
    ...(reason === undefined ? [] : [`  ${printable(reason)}`]),
    ...(stall === undefined ? [] : [paint.boldRed(`  would stop flanneld: ${stall}`)]),
    ...(isHarmful(lease) && subnets.length > 0 ? [`  its key: ${printable(key)}`] : []),
  ];
}

function countsText(leases: readonly ListedLease[]): string {
  const counts = Object.entries(STATES).flatMap(([state, words]) => {
    const count = leases.filter((lease) => lease.state === state).length;
    if (count === 0) return [];
    return [NOUNS.has(state) ? counted(count, words) : `${count} ${words}`];
  });
  const stalling = leases.filter(({ stall }) => stall !== undefined).length;
  const all = `${counted(leases.length, 'record')}: ${counts.join(', ')}.`;
  if (stalling === 0) return all;
  return `${all} ${stalling} would stop flanneld; to remove one: flannelctl leases remove KEY`;
}
