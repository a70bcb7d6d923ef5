import { leasePartOf, readNodeObject } from '../../../leases/index.ts';
import type { StoredLease } from '../../store.ts';

/** A Node as far as it matters here: its name, and the JSON of what its lease is read from. */
export interface NodePart {
  readonly name: string;
  readonly text: string;
}

/** Undefined for what is no object with a name. */
export function nodePart(object: unknown, annotationPrefix: string | undefined): NodePart | undefined {
  const part = leasePartOf(object, annotationPrefix) as { readonly metadata: { readonly name?: unknown } };
  const { name } = part.metadata;
  // On lines, so that what is shown of it with a problem is the value that has it.
  return typeof name === 'string' ? { name, text: JSON.stringify(part, undefined, 2) } : undefined;
}

/** The record of a node; undefined if it is no lease, because flannel never ran on the node. */
export async function nodeRecord(
  { name, text }: NodePart,
  annotationPrefix: string | undefined,
): Promise<StoredLease | undefined> {
  const read = await readNodeObject(`nodes/${name}`, text, annotationPrefix);
  if (read === undefined) return undefined;
  const [entry] = read.entries;
  return { key: name, ...(entry && { entry }), problems: read.problems };
}
