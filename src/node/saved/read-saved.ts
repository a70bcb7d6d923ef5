import { readRecordText, type SavedNode } from './saved-node.ts';

/** The record of the node under a root; undefined if it was never set up. */
export async function readSaved(root: string): Promise<SavedNode | undefined> {
  const text = await readRecordText(root);
  if (text === undefined) return undefined;
  // Loaded only on a node that is set up.
  const { parseSaved } = await import('./parse-saved.ts');
  return parseSaved(root, text);
}
