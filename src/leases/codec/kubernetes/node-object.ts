import { ANNOTATIONS, annotationBase, type LeaseSubnets } from '../../../flannel/index.ts';
import { makeSource, nodeAt, parseSource, type SourceNode, textOf, treeOf } from '../../../text/index.ts';
import { makeRefusals } from '../refusals.ts';
import type { KubernetesNode, RecordSource } from '../types.ts';
import { podSubnets } from './pod-cidrs.ts';
import { readKubernetes } from './read.ts';

/**
 * Reads one Node object that has flannel's annotations. Whatever keeps it from being a lease is an error.
 * @param called the object in messages, in place of a file: `nodes/n1`
 * @param text its JSON, as made of `leasePartOf`
 * @returns undefined if flannel never ran on the node: it has none of flannel's annotations, with any prefix
 */
export async function readNodeObject(
  called: string,
  text: string,
  annotationPrefix?: string,
): Promise<Pick<RecordSource, 'entries' | 'problems'> | undefined> {
  const root = treeOf(JSON.parse(text));
  if (!isManaged(nodeAt(root, ['metadata', 'annotations']))) return undefined;
  const options = { strict: true, ...(annotationPrefix === undefined ? {} : { annotationPrefix }) };
  const source = makeSource(called, text);
  const read = readKubernetes({ source, format: 'json', root, roots: [root], problems: [] }, options);
  const isGood = read.problems.length === 0 && read.entries.every(({ faults }) => faults === undefined);
  // Positions are needed where something is wrong, and cost more than all else.
  return isGood ? read : readKubernetes(await parseSource(called, text, 'json'), options);
}

/** Whether a node has flannel's mark, with any prefix. */
const isManaged = (annotations: SourceNode | undefined): boolean =>
  annotations?.kind === 'object' &&
  annotations.entries.some(
    ({ key, value }) =>
      key.endsWith(ANNOTATIONS.managed) && value.kind === 'scalar' && value.value === 'true',
  );

/**
 * The subnets that Kubernetes has given a node, by its podCIDRs; neither if it has given none.
 * @returns problems if they are not one of each family at most
 */
export async function nodeSubnets(
  called: string,
  text: string,
): Promise<{ readonly subnets?: LeaseSubnets } & Pick<RecordSource, 'problems'>> {
  const { root, source, problems } = await parseSource(called, text, 'json');
  if (root === undefined) return { problems };
  const refusals = makeRefusals(true);
  const name = (textOf(nodeAt(root, ['metadata']), 'name') ?? '') as KubernetesNode['name'];
  const subnets = podSubnets({ name, called, item: root, place: { source, range: root } }, refusals);
  return { ...(subnets && { subnets }), problems: refusals.problems };
}

/** The part of a Node that its lease is read from; the rest, of 15 KB, need not be kept. */
export function leasePartOf(node: unknown, annotationPrefix?: string): object {
  const base = annotationBase(annotationPrefix);
  const { metadata, spec } = asRecord(node);
  const { name, annotations, creationTimestamp } = asRecord(metadata);
  const { podCIDR, podCIDRs } = asRecord(spec);
  const isOurs = (key: string): boolean =>
    key.endsWith(ANNOTATIONS.managed) || ('base' in base && key.startsWith(base.base));
  const kept = Object.entries(asRecord(annotations)).filter(
    ([key, value]) => isOurs(key) && typeof value === 'string',
  );
  const sorted = kept.toSorted(([a], [b]) => (a < b ? -1 : 1));
  return {
    kind: 'Node',
    metadata: {
      name,
      annotations: Object.fromEntries(sorted),
      creationTimestamp: typeof creationTimestamp === 'string' ? creationTimestamp : undefined,
    },
    spec: {
      podCIDR: typeof podCIDR === 'string' ? podCIDR : undefined,
      podCIDRs: Array.isArray(podCIDRs) ? podCIDRs.map(String) : undefined,
    },
  };
}

const asRecord = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? { ...value } : {};
