import { isError, type Problem } from '../../../errors/index.ts';
import { makeSource, problemAt } from '../../../text/index.ts';
import { makeRefusals } from '../refusals.ts';
import type { SourceEntry } from '../types.ts';
import { readRecord } from './read.ts';

/** A record below `<prefix>/subnets/`, as a client of etcd has it. */
interface LeaseText {
  /** The full key. */
  readonly key: string;
  /** The part of the key behind `<prefix>/subnets/`. */
  readonly subnets: string;
  readonly value: string;
  /** The revision of the last write. */
  readonly revision?: number;
  /** The revision of the first one. */
  readonly created?: number;
}

/** A lease has a few hundred characters; a longer text is not read, so that no record costs more than others. */
const LONGEST_LEASE = 2 ** 16;

/** Reads one lease of etcd's. Errors say why there is no entry; a problem's file is the key. Never throws. */
export function readEtcdLease({ key, subnets, value, revision, created }: LeaseText): {
  readonly entry?: SourceEntry;
  readonly problems: readonly Problem[];
} {
  if (value.length > LONGEST_LEASE) return { problems: [tooLong(key, value.length)] };
  const source = makeSource(key, value);
  const at = { source, range: { start: 0, end: 0 } };
  const node = { kind: 'scalar', start: 0, end: value.length, value, raw: value } as const;
  const record = {
    key,
    at,
    ...(value !== '' && { value: { source, node } }),
    ...(revision !== undefined && { revision }),
    ...(created !== undefined && { created }),
  };
  const refusals = makeRefusals(true);
  const entry = readRecord(subnets, record, refusals);
  return { ...(entry && { entry }), problems: refusals.problems };
}

const tooLong = (key: string, length: number): Problem =>
  problemAt(
    makeSource(key, ''),
    { start: 0, end: 0 },
    'error',
    `the record ${key} is not read: it has ${length} characters, and a lease has a few hundred`,
    `See who wrote it, and remove it: etcdctl del ${key}`,
  );

/** Whether a lease can be used in all of its families. */
export const isSound = ({ entry, problems }: ReturnType<typeof readEtcdLease>): boolean =>
  entry !== undefined && entry.faults === undefined && !problems.some(isError);
