import { type RecordSource, readDocument, readListing } from '../leases/index.ts';
import { entryOf, type ParsedSource, parseDocuments, type SourceNode, textOf } from '../text/index.ts';
import { type DocumentKind, documentKindOf } from './kinds.ts';

const isNode = (object: SourceNode): boolean => textOf(object, 'kind') === 'Node';

/** Whether a document has Node objects, or says why there are none. Other Kubernetes objects are handled as a manifest. */
function hasNodes(root: SourceNode): boolean {
  if (root.kind === 'array') return root.items.some(hasNodes);
  const items = entryOf(root, 'items')?.value;
  return (
    isNode(root) ||
    ['NodeList', 'Status'].includes(textOf(root, 'kind') ?? '') ||
    (items?.kind === 'array' && (items.items.length === 0 || items.items.some(isNode)))
  );
}

/** What a text was recognised as. */
export type Recognised = { readonly records: RecordSource } | { readonly parsed: ParsedSource };

/** Recognises a text by its content: nodes as kubectl or etcdctl prints them, or another document. */
export async function recognise(file: string, text: string): Promise<Recognised> {
  const listing = readListing(file, text);
  if (listing !== undefined) return { records: listing };
  const parsed = await parseDocuments(file, text);
  const source = readDocument(parsed);
  const isRecords = 'entries' in source && (source.form === 'etcd' || parsed.roots.some(hasNodes));
  return isRecords ? { records: source } : { parsed };
}

/** The kind of a text that was recognised. */
export const recognisedKind = (found: Recognised, file: string): DocumentKind | undefined =>
  'records' in found ? 'node-records' : documentKindOf(found.parsed.roots, file);
