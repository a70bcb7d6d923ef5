import path from 'node:path';
import type { Change } from '../state/index.ts';
import type { AttributedChanges } from './foreign-changes.ts';
import type { ReconcileHost } from './host.ts';

const pathOf = (change: Change): string | undefined =>
  change.action === 'delete' && change.from.kind === 'file' ? change.from.path : undefined;

const isFolder = (change: Change): boolean =>
  change.action === 'delete' && change.from.kind === 'file' && change.from.type === 'directory';

const deepestFirst = (folders: readonly string[]): string[] =>
  folders.toSorted((a, b) => b.split('/').length - a.split('/').length);

/** Folders of ours that contain something foreign become foreign, and so do those above them. */
export async function leaveUsedFolders(
  { root, files }: ReconcileHost,
  { ours, foreign }: AttributedChanges,
): Promise<AttributedChanges> {
  const going = new Set(ours.flatMap((change) => pathOf(change) ?? []));
  const folders = ours.filter(isFolder).flatMap((change) => pathOf(change) ?? []);
  for (const folder of deepestFirst(folders)) {
    const names = await files.listFolder(path.join(root, folder));
    if (names.some((name) => !going.has(path.join(folder, name)))) going.delete(folder);
  }
  const isUsed = (change: Change): boolean => isFolder(change) && !going.has(pathOf(change) ?? '');
  return {
    ours: ours.filter((change) => !isUsed(change)),
    foreign: [...foreign, ...ours.filter(isUsed)],
  };
}
