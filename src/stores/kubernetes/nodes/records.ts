import { leasePartOf, readNodeObject } from '../../../leases/index.ts';
import type { StoredLease } from '../../store.ts';

/** A Node as far as it matters here: its name, and the JSON of what its lease is read from. */
export interface NodePart {
  readonly name: string;
  readonly text: string;
  /** Whether it has the condition NetworkUnavailable. */
  readonly isUnavailable: boolean;
}

/** Undefined for what is no object with a name. */
export function nodePart(object: unknown, annotationPrefix: string | undefined): NodePart | undefined {
  const part = leasePartOf(object, annotationPrefix) as { readonly metadata: { readonly name?: unknown } };
  const { name } = part.metadata;
  // On lines, so that what is shown of it with a problem is the value that has it.
  if (typeof name !== 'string') return undefined;
  const isUnavailable = conditionOf(object)?.status === 'True';
  return { name, text: JSON.stringify(part, undefined, 2), isUnavailable };
}

/** What is read of a Node's conditions. */
interface WithConditions {
  readonly status?: { readonly conditions?: readonly Readonly<Record<string, unknown>>[] | null } | null;
}

export const NETWORK_UNAVAILABLE = 'NetworkUnavailable';

/** The condition NetworkUnavailable of a Node, if it has it. */
export const conditionOf = (object: unknown): Readonly<Record<string, unknown>> | undefined =>
  ((object ?? {}) as WithConditions).status?.conditions?.find(({ type }) => type === NETWORK_UNAVAILABLE);

/** The record of a node; undefined if it is no lease, because flannel never ran on the node. */
export async function nodeRecord(
  { name, text, isUnavailable }: NodePart,
  annotationPrefix: string | undefined,
): Promise<StoredLease | undefined> {
  const read = await readNodeObject(`nodes/${name}`, text, annotationPrefix);
  if (read === undefined) return undefined;
  const [entry] = read.entries;
  return {
    key: name,
    ...(entry && { entry }),
    problems: read.problems,
    ...(isUnavailable && { isUnavailable }),
  };
}
