import type { ReconcileHost } from '../base/host.ts';
import { leaveFolders, remember, type SavedVersions } from '../journal/saved-versions.ts';
import { forgetHistory } from './history-file.ts';

/** Writes the node's record where nothing of the host changes. */
export async function keepMemory(host: ReconcileHost, memory: SavedVersions): Promise<void> {
  if (memory.after === null) await forgetHistory(host);
  await remember(host, memory, 'after');
  if (memory.after === null) await leaveFolders(host, memory.folders);
}
