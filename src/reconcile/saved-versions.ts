import path from 'node:path';
import { Failure, reasonOf } from '../errors/index.ts';
import type { ReconcileHost } from './host.ts';

/** Where flannelctl keeps what outlives a command: the node's record, and the journal while a transaction runs. */
export const STATE_FOLDER = '/var/lib/flannelctl';

/** The file in which a node remembers what it was given: its text before a transaction, during it, and after it; null: none. */
export interface SavedVersions {
  /** Without the root. */
  readonly file: string;
  readonly before: string | null;
  /** With the marks of all that may be ours during it; absent: as after it, or where that is none, as before. */
  readonly during?: string;
  readonly after: string | null;
  /** Folders that were made for it, outermost first: they go when it goes. */
  readonly folders: readonly string[];
}

/** That the state folder can't be written to: said before the first change. */
export const unwritable = (error: unknown): Failure =>
  new Failure('rolledBack', `the journal can't be written: ${reasonOf(error)}`, {
    hint: 'Nothing was changed: the host is as it was before. Make room for the journal, or let it be written there; then run the command again.',
  });

/** Makes the state folder, for root alone; gives those of its path that were missing, without the root, outermost first. */
export async function makeStateFolder({ root, files }: ReconcileHost): Promise<string[]> {
  const made = await files.makePrivateFolder(path.join(root, STATE_FOLDER)).catch((error: unknown) => {
    throw error instanceof Failure ? error : unwritable(error);
  });
  return made.map((folder) => path.join('/', path.relative(root, folder)));
}

/** What the node remembers at a time, as text; null: nothing. */
export const memoryText = (
  { before, during, after }: SavedVersions,
  when: 'before' | 'during' | 'after',
): string | null => ({ before, during: during ?? after ?? before, after })[when];

/** Whether the node remembers something else by now than what a transaction started from. */
export const isStale = async (
  { root, files }: ReconcileHost,
  { file, before }: SavedVersions,
): Promise<boolean> => ((await files.readTrusted(path.join(root, file))) ?? null) !== before;

/** Makes the node remember what it did before the transaction, does during it, or will after it. */
export async function remember(
  { root, files }: ReconcileHost,
  memory: SavedVersions,
  when: 'before' | 'during' | 'after',
): Promise<void> {
  const file = path.join(root, memory.file);
  const text = memoryText(memory, when);
  await files.removeTemporary(file);
  if (text === null) {
    await files.removeFile(file);
    await files.syncFolder(path.dirname(file));
  } else if ((await files.readTrusted(file)) !== text) await files.writeAnyhow(file, text, 0o600);
}

/** Deletes the folders that were made for it, where nothing is in them any more. */
export async function leaveFolders(
  { root, files }: ReconcileHost,
  folders: readonly string[],
): Promise<void> {
  for (const folder of folders.toReversed()) await files.removeIfEmpty(path.join(root, folder));
}

/** Makes the node remember what it is from now on, where nothing of the host changes. */
export async function keepMemory(host: ReconcileHost, memory: SavedVersions): Promise<void> {
  await remember(host, memory, 'after');
  if (memory.after === null) await leaveFolders(host, memory.folders);
}
