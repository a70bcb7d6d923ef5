/** `ndjson`: a line for each event, as it happens, and one for the result. */
export type Format = 'text' | 'json' | 'yaml' | 'ndjson';

/** A document for programs. Keys stay in the order the document was built in, so the same input gives the same bytes. */
export async function renderDocument(document: object, format: 'json' | 'yaml'): Promise<string> {
  if (format === 'json') return `${JSON.stringify(document, null, 2)}\n`;
  // `compat` quotes what older YAML readers would take for something else: a node named `on`, a MAC of digits.
  const { stringify } = await import('yaml');
  return stringify(document, { aliasDuplicateObjects: false, lineWidth: 0, compat: 'yaml-1.1' });
}
