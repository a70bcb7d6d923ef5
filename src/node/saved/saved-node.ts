import path from 'node:path';
import type { NodeRecord as RecordDocument } from '../../generated/types.d.ts';
import { machineAt, readTrusted } from '../../host/index.ts';
import { planDocument, type SubnetPlan } from '../../leases/index.ts';
import type { NodeName } from '../../net/index.ts';
import {
  kernelIdentity,
  makeStateFolder,
  requireSameKernel,
  type SavedVersions,
  STATE_FOLDER,
} from '../../reconcile/index.ts';
import { jsonText } from '../../text/index.ts';
import type { OwnedByRecord } from './owned-by-record.ts';

/** What the node was told besides the plan. */
export type NodeOptions = RecordDocument['options'];

/** What a node remembers between commands. */
export interface SavedNode {
  readonly name: NodeName;
  readonly plan: SubnetPlan;
  readonly options: NodeOptions;
  readonly ledger: OwnedByRecord;
}

const RECORD = path.join(STATE_FOLDER, 'node.json');

/** Where what a node remembers is kept, under its root. */
export const recordFile = (root: string): string => path.join(root, RECORD);

/** The text of what a node remembers; undefined if it was never set up. */
export const readRecordText = async (root: string): Promise<string | undefined> =>
  readTrusted(recordFile(root));

async function recordText(
  root: string,
  { name, plan, options, ledger }: SavedNode,
  made: readonly string[],
): Promise<string> {
  const document: RecordDocument = {
    kind: 'NodeRecord',
    name,
    plan: planDocument(plan),
    options,
    ledger: {
      ...ledger,
      ...(await kernelIdentity(machineAt(root))),
      recordFolders: [...ledger.recordFolders, ...made],
    },
  };
  return `${jsonText(document, 2)}\n`;
}

/** What the node remembers now, for a transaction to go back to; another namespace may have been faster than its lock. */
async function textBefore(root: string): Promise<string | null> {
  const text = await readRecordText(root);
  if (text === undefined) return null;
  await requireSameKernel(machineAt(root), recordFile(root), (JSON.parse(text) as RecordDocument).ledger);
  return text;
}

/**
 * The record as a transaction keeps it: as it is now, and as the given one. Makes the folder for it.
 * @param marks what is ours as long as the transaction runs
 */
export async function memoryOf(
  root: string,
  record: SavedNode,
  marks = record.ledger,
): Promise<SavedVersions> {
  const folders = await makeStateFolder(machineAt(root));
  const before = await textBefore(root);
  const during = await recordText(root, { ...record, ledger: marks }, folders);
  const after = await recordText(root, record, folders);
  return { file: RECORD, before, ...(during === after ? {} : { during }), after, folders };
}

/** The record as a transaction keeps it that forgets the node, with the folders that were made for it. */
export async function memoryOfReset(root: string, ledger: OwnedByRecord): Promise<SavedVersions> {
  const made = await makeStateFolder(machineAt(root));
  const before = await textBefore(root);
  return { file: RECORD, before, after: null, folders: [...ledger.recordFolders, ...made] };
}
