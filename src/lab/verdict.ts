import type { LabTestDocument } from '../generated/types.d.ts';
import type { Address } from '../net/index.ts';
import type { FamilyName } from './families.ts';
import type { Dialled } from './probe/protocol.ts';

export type Path = LabTestDocument['paths'][number];

/** A pod or node that dials pods. */
export interface Source {
  readonly name: string;
  readonly kind: 'pod' | 'node';
  /** A pod's own address; a node has several, and no rule says which one a pod is to see. */
  readonly address?: Address;
}

/** A pod that is dialled over one family. */
export interface Destination {
  readonly name: string;
  readonly family: FamilyName;
  /** Absent if it was not given one. */
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

/** What came of one dial, measured by the rules of the Kubernetes network model. */
export function judge(
  from: Source,
  to: Destination,
  { seen, ms, error }: Pick<Dialled, 'seen' | 'ms' | 'error'>,
): Path {
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

type Sums = Pick<LabTestDocument, 'podToPod' | 'nodeToPod' | 'sourceKept'>;

/** The three rules over some paths. A source address can only be kept on a path that leads somewhere. */
function sumsOf(paths: readonly Path[]): Sums {
  const pods = paths.filter(({ kind }) => kind === 'podToPod');
  const nodes = paths.filter(({ kind }) => kind === 'nodeToPod');
  const count = (some: readonly Path[], holds: (path: Path) => boolean): { ok: number; total: number } => ({
    ok: some.filter(holds).length,
    total: some.length,
  });
  const isReached = ({ seen }: Path): boolean => seen !== undefined;
  return {
    podToPod: count(pods, isReached),
    nodeToPod: count(nodes, isReached),
    sourceKept: count(pods, ({ ok }) => ok),
  };
}

/** The three rules over all paths, and over those of each family that the lab has. */
export function sumUp(
  name: string,
  families: readonly FamilyName[],
  paths: readonly Path[],
): LabTestDocument {
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
