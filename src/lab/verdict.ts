import type { LabTestDocument } from '../generated/types.d.ts';
import type { Dialled } from './probe/protocol.ts';

export type Path = LabTestDocument['paths'][number];

/** A pod or node that dials pods. */
export interface Source {
  readonly name: string;
  /** A pod's own address; a node has several, and no rule says which one a pod is to see. */
  readonly address?: string;
}

const WORDS: Readonly<Record<string, string>> = {
  ETIMEDOUT: 'no answer',
  STALLED: "connected, but then no answer: full packets don't get through (MTU?)",
  EHOSTUNREACH: 'host unreachable: nobody answers for the address on the last link',
  ENETUNREACH: 'network unreachable: no route',
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'the connection was cut',
};

/** What came of one dial, measured by the rules of the Kubernetes network model. */
export function judge(from: Source, to: Required<Source>, { seen, ms, error }: Dialled): Path {
  const expected = from.address;
  const ok = seen !== undefined && (expected === undefined || seen === expected);
  return {
    from: from.name,
    to: to.name,
    kind: expected === undefined ? 'nodeToPod' : 'podToPod',
    ok,
    address: to.address,
    ...(seen === undefined ? {} : { seen }),
    ...(expected === undefined ? {} : { expected }),
    ...(ms === undefined ? {} : { ms }),
    ...(error === undefined ? {} : { error: WORDS[error] ?? error }),
  };
}

/** The three rules over all paths. A source address can only be kept on a path that leads somewhere. */
export function sumUp(name: string, paths: readonly Path[]): LabTestDocument {
  const pods = paths.filter(({ kind }) => kind === 'podToPod');
  const nodes = paths.filter(({ kind }) => kind === 'nodeToPod');
  const count = (some: readonly Path[], holds: (path: Path) => boolean): { ok: number; total: number } => ({
    ok: some.filter(holds).length,
    total: some.length,
  });
  const isReached = ({ seen }: Path): boolean => seen !== undefined;
  return {
    kind: 'LabTest',
    name,
    ok: paths.every(({ ok }) => ok),
    podToPod: count(pods, isReached),
    nodeToPod: count(nodes, isReached),
    sourceKept: count(pods, ({ ok }) => ok),
    paths: [...paths],
  };
}
