import { readRecordText, type SavedNode } from './saved-node.ts';

/** The record of the node under a root; undefined if it was never set up. */
export async function readSaved(root: string): Promise<SavedNode | undefined> {
  const text = await readRecordText(root);
  if (text === undefined) return undefined;
  // Where nothing is remembered, nothing of this is loaded.
  const { parseSaved } = await import('./parse-saved.ts');
  return parseSaved(root, text);
}
