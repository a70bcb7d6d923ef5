import path from 'node:path';
import { listFolder } from '../host/index.ts';
import type { Change } from '../state/index.ts';
import type { WayBack } from './foreign-changes.ts';

const pathOf = (change: Change): string | undefined =>
  change.action === 'delete' && change.from.kind === 'file' ? change.from.path : undefined;

const isFolder = (change: Change): boolean =>
  change.action === 'delete' && change.from.kind === 'file' && change.from.type === 'directory';

const deepestFirst = (folders: readonly string[]): string[] =>
  folders.toSorted((a, b) => b.split('/').length - a.split('/').length);

/** Folders that we made and that have something in them which stays are others' by now, and so are those above them. */
export async function leaveUsedFolders(root: string, { ours, others }: WayBack): Promise<WayBack> {
  const going = new Set(ours.flatMap((change) => pathOf(change) ?? []));
  const folders = ours.filter(isFolder).flatMap((change) => pathOf(change) ?? []);
  for (const folder of deepestFirst(folders)) {
    const names = await listFolder(path.join(root, folder));
    if (names.some((name) => !going.has(path.join(folder, name)))) going.delete(folder);
  }
  const isUsed = (change: Change): boolean => isFolder(change) && !going.has(pathOf(change) ?? '');
  return {
    ours: ours.filter((change) => !isUsed(change)),
    others: [...others, ...ours.filter(isUsed)],
  };
}
