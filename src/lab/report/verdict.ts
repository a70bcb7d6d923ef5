import type { Address, FamilyName } from '../../net/index.ts';
import type { DialResult } from '../probe/protocol.ts';
import type { LabTestReport } from './reports.ts';

export type TestedPath = LabTestReport['paths'][number];

/** A pod or node that dials pods. */
export interface DialSource {
  readonly name: string;
  readonly kind: 'pod' | 'node';
  /**
   * A pod's own address. A node has none here, because it has several and no rule says which of them a pod must see.
   */
  readonly address?: Address;
}

/** A pod's address in one family. */
export interface DialDestination {
  readonly name: string;
  readonly family: FamilyName;
  /** Absent if the pod has none. */
  readonly address?: Address;
}

const WORDS: Readonly<Record<string, string>> = {
  ETIMEDOUT: 'no answer',
  STALLED: "connected, and small packets get through, but full packets don't (MTU?)",
  SILENT: 'connected, but then no answer in time, not to small packets either',
  EHOSTUNREACH: 'host unreachable: nobody answers for the address on the last link',
  ENETUNREACH: 'network unreachable: no route',
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'the connection was cut',
};

/** Judges the result of one dial by the rules of the Kubernetes network model. */
export function judge(
  from: DialSource,
  to: DialDestination,
  { seen, ms, error }: Pick<DialResult, 'seen' | 'ms' | 'error'>,
): TestedPath {
  const isNode = from.kind === 'node';
  const ok = seen !== undefined && (isNode || seen === from.address);
  return {
    from: from.name,
    to: to.name,
    kind: isNode ? 'nodeToPod' : 'podToPod',
    family: to.family,
    ok,
    ...(to.address === undefined ? {} : { address: to.address }),
    ...(seen === undefined ? {} : { seen }),
    ...(isNode || from.address === undefined ? {} : { expected: from.address }),
    ...(ms === undefined ? {} : { ms }),
    ...(error === undefined ? {} : { error: WORDS[error] ?? error }),
  };
}

type Sums = Pick<LabTestReport, 'podToPod' | 'nodeToPod' | 'sourceKept'>;

/** Counts the three rules over some paths. A source address can only be preserved on a path that works. */
function sumsOf(paths: readonly TestedPath[]): Sums {
  const pods = paths.filter(({ kind }) => kind === 'podToPod');
  const nodes = paths.filter(({ kind }) => kind === 'nodeToPod');
  const count = (
    some: readonly TestedPath[],
    holds: (path: TestedPath) => boolean,
  ): { ok: number; total: number } => ({
    ok: some.filter(holds).length,
    total: some.length,
  });
  const isReached = ({ seen }: TestedPath): boolean => seen !== undefined;
  return {
    podToPod: count(pods, isReached),
    nodeToPod: count(nodes, isReached),
    sourceKept: count(pods, ({ ok }) => ok),
  };
}

/** Counts the three rules over all paths, and over those of each family of the lab. */
export function sumUp(
  name: string,
  families: readonly FamilyName[],
  paths: readonly TestedPath[],
): LabTestReport {
  const sums = (family: FamilyName): [FamilyName, Sums] => [
    family,
    sumsOf(paths.filter((path) => path.family === family)),
  ];
  return {
    kind: 'LabTest',
    name,
    ok: paths.every(({ ok }) => ok),
    ...sumsOf(paths),
    families: Object.fromEntries(families.map(sums)),
    paths: [...paths],
  };
}
