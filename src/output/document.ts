import { escapeUnprintable, isPrintable, jsonText } from '../text/index.ts';
import { plainYaml } from './plain-yaml.ts';

/** The output formats. `ndjson` prints a line for each event as it happens, and one for the result. */
export type Format = 'text' | 'json' | 'yaml' | 'ndjson';

const hex = (character: string, digits: number): string =>
  (character.codePointAt(0) ?? 0).toString(16).padStart(digits, '0');

/** An escape of YAML's double-quoted style (YAML 1.2, 5.7). */
const yamlEscape = (character: string): string =>
  character.length === 1 ? `\\u${hex(character, 4)}` : `\\U${hex(character, 8)}`;

/** A document as YAML. Text with unprintable characters is quoted so that they can be escaped. */
export async function yamlText(document: object): Promise<string> {
  const { Document, visit } = await import('yaml');
  // `compat` quotes texts that YAML 1.1 readers would take for another type: a node named `on`, a MAC of digits.
  const tree = new Document(document, { aliasDuplicateObjects: false, compat: 'yaml-1.1' });
  visit(tree, {
    Scalar: (_, scalar) => {
      if (typeof scalar.value === 'string' && !isPrintable(scalar.value)) scalar.type = 'QUOTE_DOUBLE';
    },
  });
  return escapeUnprintable(
    tree.toString({ lineWidth: 0, doubleQuotedMinMultiLineLength: Number.MAX_SAFE_INTEGER }),
    yamlEscape,
  );
}

/**
 * A document as JSON or YAML. Unprintable characters are escaped, so that the output is harmless and loses nothing.
 * Keys keep their order, so that the same input gives the same bytes.
 */
export async function renderDocument(document: object, format: 'json' | 'yaml'): Promise<string> {
  return format === 'json'
    ? `${jsonText(document, 2)}\n`
    : (plainYaml(document) ?? (await yamlByKey(document)));
}

/** Only what needs quotes is left to the library: often a warning, beside thousands of nodes that need none. */
async function yamlByKey(document: object): Promise<string> {
  if (Array.isArray(document)) return yamlText(document);
  const texts = Object.entries(document)
    .filter(([, value]) => value !== undefined)
    .map(async ([key, value]) => plainYaml({ [key]: value }) ?? yamlText({ [key]: value }));
  return (await Promise.all(texts)).join('');
}
