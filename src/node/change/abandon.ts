import { machineAt, readFiles } from '../../host/index.ts';
import {
  dropUnfinished,
  type Listener,
  type OpenTransaction,
  recordEnd,
  saveUnchanged,
  saveVersion,
  type Transaction,
} from '../../reconcile/index.ts';
import { contentHash, type OwnedByRecord } from '../saved/owned-by-record.ts';
import { readSaved } from '../saved/read-saved.ts';
import { recordVersions } from '../saved/saved-node.ts';

/** Ends a transaction and leaves the host as it is. What the transaction created stays ours by the record. */
export async function abandon(root: string, { transaction }: OpenTransaction, on: Listener): Promise<void> {
  const { versions } = transaction;
  await saveVersion(machineAt(root), versions, 'during');
  await noteFilesAsFound(root, transaction);
  await recordEnd({ host: machineAt(root), on }, transaction, { outcome: 'abandoned' });
  await dropUnfinished(machineAt(root));
  on({ event: 'end', outcome: 'abandoned' });
}

/**
 * The record has the files as they were to become. A file that is still as flannelctl wrote it before is ours in that
 * form.
 */
async function noteFilesAsFound(root: string, transaction: Transaction): Promise<void> {
  const record = await readSaved(root);
  if (record === undefined) return;
  const files = { ...record.ledger.files, ...(await filesAsBefore(root, transaction)) };
  await saveUnchanged(
    machineAt(root),
    await recordVersions(root, { ...record, ledger: { ...record.ledger, files } }),
  );
}

async function filesAsBefore(
  root: string,
  { before, recorded }: Transaction,
): Promise<OwnedByRecord['files']> {
  const contents = new Map(
    before.flatMap((object) => (object.kind === 'file' ? [[object.path, object.content] as const] : [])),
  );
  const found = await readFiles(root, recorded.paths);
  return Object.fromEntries(
    found
      .filter(({ path, type, content }) => type === 'file' && contents.get(path) === content)
      .map(({ path, content }) => [path, contentHash(content)]),
  );
}
