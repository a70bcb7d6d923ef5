import { entryOf, type ParsedSource, type SourceNode, textOf } from '../config/index.ts';
import { type RecordSource, readNodeSource } from '../leases/index.ts';
import { type DocumentKind, kindOf } from './kinds.ts';

const isNode = (object: SourceNode): boolean => textOf(object, 'kind') === 'Node';

/** Whether Node objects are in it; of other Kubernetes objects those are for the manifest. */
function hasNodes(root: SourceNode): boolean {
  const items = entryOf(root, 'items')?.value;
  return (
    isNode(root) ||
    textOf(root, 'kind') === 'NodeList' ||
    (items?.kind === 'array' && items.items.some(isNode))
  );
}

/** What kubectl or etcdctl printed of nodes; undefined if a text is something else. */
export async function readRecords(
  file: string,
  text: string,
  { roots }: ParsedSource,
): Promise<RecordSource | undefined> {
  const source = await readNodeSource(file, text);
  if (!('entries' in source)) return undefined;
  return source.form === 'etcd' || roots.some(hasNodes) ? source : undefined;
}

/** What a text is, by its content. */
export const kindOfText = async (
  file: string,
  text: string,
  parsed: ParsedSource,
): Promise<DocumentKind | undefined> =>
  (await readRecords(file, text, parsed)) === undefined ? kindOf(parsed.roots, file) : 'node-records';
