import type { ReconcileHost } from '../base/host.ts';
import { leaveFolders, type SavedVersions, saveVersion } from '../journal/saved-versions.ts';
import { forgetHistory } from './history-file.ts';

/** Writes the node's record where nothing of the host changes. */
export async function saveUnchanged(host: ReconcileHost, versions: SavedVersions): Promise<void> {
  if (versions.after === null) await forgetHistory(host);
  await saveVersion(host, versions, 'after');
  if (versions.after === null) await leaveFolders(host, versions.folders);
}
