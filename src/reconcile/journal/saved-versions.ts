import path from 'node:path';
import { Failure, reasonOf } from '../../errors/index.ts';
import type { ReconcileHost } from '../base/host.ts';

/** The folder of the node's record and, during a transaction, of the journal. */
export const STATE_FOLDER = '/var/lib/flannelctl';

/** The content of the node's record before, during and after a transaction; null: no file. */
export interface SavedVersions {
  /** Its path below the root. */
  readonly file: string;
  readonly before: string | null;
  /** Includes all ownership by record during the transaction; absent: as `after`, or as `before` if that is null. */
  readonly during?: string;
  readonly after: string | null;
  /** Folders that were created for it, outermost first; they are deleted with it. */
  readonly folders: readonly string[];
}

/** The Failure of a state folder that can't be written, before the first change. */
export const unwritable = (error: unknown): Failure =>
  new Failure('rolledBack', `the journal can't be written: ${reasonOf(error)}`, {
    hint: 'Nothing was changed: the host is as it was before. Make room for the journal, or let it be written there; then run the command again.',
  });

/** Creates the state folder (mode 0700). @returns the missing folders of its path, below the root, outermost first */
export async function makeStateFolder({ root, files }: ReconcileHost): Promise<string[]> {
  const made = await files.makePrivateFolder(path.join(root, STATE_FOLDER)).catch((error: unknown) => {
    throw error instanceof Failure ? error : unwritable(error);
  });
  return made.map((folder) => path.join('/', path.relative(root, folder)));
}

/**
 * The content of the node's record at a stage of a transaction; null: no file. One that is to be deleted stays until the
 * end: after a crash it tells what is ours.
 */
export const versionText = (
  { before, during, after }: SavedVersions,
  when: 'before' | 'during' | 'after',
): string | null => ({ before, during: during ?? after ?? before, after })[when];

/** Whether the node's record differs from the one that a transaction started from. */
export const isStale = async (
  { root, files }: ReconcileHost,
  { file, before }: SavedVersions,
): Promise<boolean> => ((await files.readTrusted(path.join(root, file))) ?? null) !== before;

/** Writes the node's record of a stage of a transaction. */
export async function saveVersion(
  { root, files }: ReconcileHost,
  versions: SavedVersions,
  when: 'before' | 'during' | 'after',
): Promise<void> {
  const file = path.join(root, versions.file);
  const text = versionText(versions, when);
  await files.removeTemporary(file);
  if (text === null) {
    await files.removeFile(file);
    await files.syncFolder(path.dirname(file));
  } else if ((await files.readTrusted(file)) !== text) await files.writeOrOverwrite(file, text, 0o600);
}

/** Deletes the folders that were created for the record and are empty. */
export async function leaveFolders(
  { root, files }: ReconcileHost,
  folders: readonly string[],
): Promise<void> {
  for (const folder of folders.toReversed()) await files.removeIfEmpty(path.join(root, folder));
}
