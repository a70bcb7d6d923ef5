import type { Problem } from '../../../errors/index.ts';
import { ANNOTATIONS, annotationBase } from '../../../flannel/index.ts';
import { parseNodeName } from '../../../net/index.ts';
import {
  nodeAt,
  openingOf,
  type ParsedSource,
  printable,
  problemAt,
  quote,
  type Source,
  type SourceNode,
  textOf,
} from '../../../text/index.ts';
import { makeRefusals, type Refusals } from '../refusals.ts';
import type { EntryPlace, KubernetesNode, RecordSource, SourceEntry, SourceOptions } from '../types.ts';
import { readFlannelNode } from './flannel-node.ts';
import { readPlainNode } from './plain-node.ts';

/**
 * The kind of an object. The items of a NodeList have none in the API server's answer, nor where jq took them out of
 * it; their metadata tells them from other records.
 */
const kindOf = (root: SourceNode): string | undefined =>
  textOf(root, 'kind') ?? (nodeAt(root, ['metadata', 'name']) === undefined ? undefined : 'Node');

/** Whether documents are Kubernetes objects, or lists of them as jq prints them. */
export const isKubernetes = (roots: readonly SourceNode[]): boolean =>
  roots.some((root) => {
    if (root.kind === 'array') return isKubernetes(root.items);
    const kind = kindOf(root);
    return (
      kind === 'Node' ||
      kind?.endsWith('List') ||
      (kind !== undefined && textOf(root, 'apiVersion') !== undefined)
    );
  });

/** Reads the output of `kubectl get nodes -o json` or `-o yaml`: Node objects, in lists or alone. */
export function readKubernetes(
  { roots, source, problems }: ParsedSource,
  { annotationPrefix, strict }: SourceOptions,
): RecordSource {
  const form = 'kubernetes';
  const prefix = annotationBase(annotationPrefix);
  if ('refused' in prefix)
    return { form, entries: [], problems: [...problems, { severity: 'error', message: prefix.refused }] };
  const items = roots.flatMap(nodeObjects);
  if (items.length === 0) {
    const [at = { start: 0, end: 0 }] = roots.map(openingOf);
    const hint = 'Give what `kubectl get nodes -o json` prints.';
    const none = problemAt(source, at, 'error', whyNoNode(roots), hint);
    return { form, entries: [], problems: [...problems, none] };
  }
  const cut = cutOff(roots, source);
  if (cut !== undefined) return { form, entries: [], problems: [...problems, cut] };
  const refusals = makeRefusals(strict);
  const entries = items.flatMap(
    (item) => readNode(item, { source, range: openingOf(item) }, prefix.base, refusals) ?? [],
  );
  return { form, entries, problems: [...problems, ...refusals.problems] };
}

function nodeObjects(root: SourceNode): readonly SourceNode[] {
  if (root.kind === 'array') return root.items.flatMap(nodeObjects);
  const kind = kindOf(root);
  if (kind === 'Node') return [root];
  const items = nodeAt(root, ['items']);
  return kind?.endsWith('List') && items?.kind === 'array' ? items.items.flatMap(nodeObjects) : [];
}

/**
 * What is wrong with pages of a list of which the last is missing: as a whole list it would take away the peers that are
 * not in it. kubectl puts the pages together by itself, other clients don't.
 */
function cutOff(roots: readonly SourceNode[], source: Source): Problem | undefined {
  const last = roots.filter((root) => nodeAt(root, ['items']) !== undefined).at(-1);
  if (last === undefined || !textOf(nodeAt(last, ['metadata']), 'continue')) return undefined;
  return problemAt(
    source,
    nodeAt(last, ['metadata', 'continue']) ?? openingOf(last),
    'error',
    'this is one page of a longer list of nodes: those on the next pages are missing',
    'Give all pages, one after another, or what `kubectl get nodes -o json` prints.',
  );
}

function whyNoNode(roots: readonly SourceNode[]): string {
  const status = roots.find((root) => textOf(root, 'kind') === 'Status');
  return status === undefined
    ? 'there is no Node in this output of kubectl'
    : `Kubernetes answered with an error: ${printable(textOf(status, 'message') ?? '')}`;
}

/**
 * A node that is not ready, or is being deleted, is read like any other: flanneld keeps its routes until the object
 * is deleted, because its pods may still run (flannel-facts 4.4).
 */
function readNode(
  item: SourceNode,
  place: EntryPlace,
  base: string,
  refusals: Refusals,
): SourceEntry | undefined {
  const text = textOf(nodeAt(item, ['metadata']), 'name');
  const name = text === undefined ? undefined : parseNodeName(text);
  if (name === undefined) {
    const why = text === undefined ? 'a Node has no name' : `${quote(text)} is not a node name`;
    return refusals.refuse(place, why);
  }
  const node: KubernetesNode = { name, called: `node ${quote(name)}`, item, place };
  const annotations = nodeAt(item, ['metadata', 'annotations']);
  const isFlannels = textOf(annotations, `${base}${ANNOTATIONS.managed}`) === 'true';
  if (isFlannels) return readFlannelNode(node, annotations, base, refusals);
  const other = otherBase(annotations, base);
  if (other === undefined) return readPlainNode(node, annotations, base, refusals);
  const hint = `Give the prefix that flanneld has in --kube-annotation-prefix.`;
  return refusals.refuse(
    place,
    `${node.called} has flannel's annotations as ${quote(other)}, not as ${quote(base)}`,
    hint,
  );
}

/**
 * Another annotation prefix in use on the node. Read as a node without flannel, it would get a MAC that it doesn't
 * have.
 */
function otherBase(annotations: SourceNode | undefined, base: string): string | undefined {
  if (annotations?.kind !== 'object') return undefined;
  const other = annotations.entries.find(
    ({ key, value }) =>
      key.endsWith(ANNOTATIONS.managed) && value.kind === 'scalar' && value.value === 'true',
  );
  const found = other?.key.slice(0, -ANNOTATIONS.managed.length);
  return found === base ? undefined : found;
}
