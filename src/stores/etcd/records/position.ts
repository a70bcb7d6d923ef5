import { fieldsIn, type JsonFields, numberIn, textIn } from '../access/fields.ts';

/** Where an answer stands in the history of a cluster. */
export interface Position {
  readonly revision: number;
  /** The count of the cluster's leader elections. It never falls, but in a cluster that was restored. */
  readonly term: number;
  readonly cluster: string;
}

export function positionOf(answer: JsonFields): Position {
  const header = fieldsIn(answer, 'header');
  return {
    revision: numberIn(header, 'revision'),
    term: numberIn(header, 'raft_term'),
    cluster: textIn(header, 'cluster_id'),
  };
}

/** A position in the form that the users of a store keep it in. */
export const positionText = ({ revision, term, cluster }: Position): string =>
  `${revision}/${term}/${cluster}`;

export function parsePosition(text: string): Position | undefined {
  const [, revision, term, cluster = ''] = /^(\d+)\/(\d+)\/(\d*)$/.exec(text) ?? [];
  return revision === undefined ? undefined : { revision: Number(revision), term: Number(term), cluster };
}

/**
 * Whether what etcd holds now is no continuation of what was read before: it is another cluster, or it was restored
 * from a snapshot. etcd would accept a revision that it has not reached yet, and say nothing until it is there.
 */
export const isRestored = (before: Position, now: Position): boolean =>
  now.cluster !== before.cluster || now.revision < before.revision || now.term < before.term;
