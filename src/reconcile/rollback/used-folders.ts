import path from 'node:path';
import { type Change, kindOf } from '../../state/index.ts';
import type { ReconcileHost } from '../base/host.ts';
import type { AttributedChanges } from './foreign-changes.ts';

const deletedFile = (change: Change): string | undefined =>
  change.action === 'delete' ? kindOf(change.from).filePath?.(change.from) : undefined;

const deletedFolder = (change: Change): string | undefined =>
  change.action === 'delete' ? kindOf(change.from).folderPath?.(change.from) : undefined;

const deepestFirst = (folders: readonly string[]): string[] =>
  folders.toSorted((a, b) => b.split('/').length - a.split('/').length);

/** Folders of ours that contain something foreign become foreign, and so do those above them. */
export async function leaveUsedFolders(
  { root, files }: ReconcileHost,
  { ours, foreign }: AttributedChanges,
): Promise<AttributedChanges> {
  const going = new Set(ours.flatMap((change) => deletedFile(change) ?? []));
  const folders = ours.flatMap((change) => deletedFolder(change) ?? []);
  for (const folder of deepestFirst(folders)) {
    const names = await files.listFolder(path.join(root, folder));
    if (names.some((name) => !going.has(path.join(folder, name)))) going.delete(folder);
  }
  const isUsed = (change: Change): boolean => {
    const folder = deletedFolder(change);
    return folder !== undefined && !going.has(folder);
  };
  return {
    ours: ours.filter((change) => !isUsed(change)),
    foreign: [...foreign, ...ours.filter(isUsed)],
  };
}
