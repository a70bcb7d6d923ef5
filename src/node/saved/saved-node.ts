import path from 'node:path';
import type { NodeRecord as RecordDocument } from '../../generated/types.d.ts';
import { machineAt, readTrusted } from '../../host/index.ts';
import { planDocument, type SubnetPlan } from '../../leases/index.ts';
import type { Address, NodeName } from '../../net/index.ts';
import {
  kernelIdentity,
  makeStateFolder,
  requireSameKernel,
  type SavedVersions,
  STATE_FOLDER,
} from '../../reconcile/index.ts';
import { jsonText } from '../../text/index.ts';
import type { OwnedByRecord } from './owned-by-record.ts';
import { sealed } from './seal.ts';

/** The options of a node, besides the plan. */
export type NodeOptions = RecordDocument['options'];

/** The record of a node, which is kept between commands. */
export interface SavedNode {
  readonly name: NodeName;
  readonly plan: SubnetPlan;
  readonly options: NodeOptions;
  /** The public IPs that it had with its present subnets, the latest first; absent: none. */
  readonly formerPublicIPs?: readonly Address[];
  readonly ledger: OwnedByRecord;
}

const RECORD = path.join(STATE_FOLDER, 'node.json');

/** The path of the record, under a root. */
export const recordFile = (root: string): string => path.join(root, RECORD);

/** The text of the record; undefined if the node was never set up. */
export const readRecordText = async (root: string): Promise<string | undefined> =>
  readTrusted(recordFile(root));

async function recordText(
  root: string,
  { name, plan, options, formerPublicIPs = [], ledger }: SavedNode,
  made: readonly string[],
): Promise<string> {
  const document: RecordDocument = {
    kind: 'NodeRecord',
    name,
    plan: planDocument(plan),
    options,
    ...(formerPublicIPs.length > 0 && { formerPublicIPs: [...formerPublicIPs] }),
    ledger: {
      ...ledger,
      ...(await kernelIdentity(machineAt(root))),
      recordFolders: [...ledger.recordFolders, ...made],
    },
  };
  return sealed(`${jsonText(document, 2)}\n`);
}

/**
 * The current record, which a rollback restores; a command in another namespace may have written it without this
 * lock.
 */
async function textBefore(root: string): Promise<string | null> {
  const text = await readRecordText(root);
  if (text === undefined) return null;
  await requireSameKernel(machineAt(root), recordFile(root), (JSON.parse(text) as RecordDocument).ledger);
  return text;
}

/**
 * The versions of the record in a transaction: the current one, and the given one. Makes the folder for it.
 * @param marks what is ours while the transaction runs
 */
export async function recordVersions(
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

/** The versions of the record in a reset, which deletes it and the folders made for it. */
export async function recordVersionsOfReset(root: string, owned: OwnedByRecord): Promise<SavedVersions> {
  const made = await makeStateFolder(machineAt(root));
  const before = await textBefore(root);
  return { file: RECORD, before, after: null, folders: [...owned.recordFolders, ...made] };
}
