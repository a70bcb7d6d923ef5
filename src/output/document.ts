export type Format = 'text' | 'json' | 'yaml';

/** A document for programs. Keys stay in the order the document was built in, so the same input gives the same bytes. */
export async function renderDocument(document: object, format: 'json' | 'yaml'): Promise<string> {
  if (format === 'json') return `${JSON.stringify(document, null, 2)}\n`;
  const { stringify } = await import('yaml');
  return stringify(document, { aliasDuplicateObjects: false, lineWidth: 0 });
}
