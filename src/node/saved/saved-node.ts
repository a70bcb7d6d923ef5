import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
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

/**
 * The texts of saved nodes that were read, where flannelctl wrote them. By the node itself, and not a field of it,
 * because a copy with other values has another text.
 */
const textsRead = new WeakMap<SavedNode, string>();

/** Notes the text that a saved node was read from: it need not be made again where nothing of it changes. */
export const noteTextRead = (saved: SavedNode, text: string): void => {
  textsRead.set(saved, text);
};

/** What belongs to a record besides its plan. */
type RecordRest = Required<Omit<SavedNode, 'plan'>>;

async function recordRest(
  root: string,
  { name, options, formerPublicIPs = [], ledger }: SavedNode,
  made: readonly string[],
): Promise<RecordRest> {
  const recordFolders = [...ledger.recordFolders, ...made];
  const identity = await kernelIdentity(machineAt(root));
  return { name, options, formerPublicIPs, ledger: { ...ledger, ...identity, recordFolders } };
}

function recordText(
  { name, options, formerPublicIPs, ledger }: RecordRest,
  plan: RecordDocument['plan'],
): string {
  const document: RecordDocument = {
    ...{ kind: 'NodeRecord', name, plan, options },
    ...(formerPublicIPs.length > 0 && { formerPublicIPs: [...formerPublicIPs] }),
    ledger,
  };
  return sealed(`${jsonText(document, 2)}\n`);
}

/**
 * The current record, which a rollback restores; a command in another namespace may have written it without this
 * lock.
 * @param known the text that was read, by whose kernel this command goes already
 */
async function textBefore(root: string, known?: string): Promise<string | null> {
  const text = await readRecordText(root);
  if (text === undefined) return null;
  if (text !== known)
    await requireSameKernel(machineAt(root), recordFile(root), (JSON.parse(text) as RecordDocument).ledger);
  return text;
}

/**
 * The versions of the record in a transaction: the current one, and the given one. Makes the folder for it.
 * @param marks what is ours while the transaction runs
 * @param read the saved node as it was read
 */
export async function recordVersions(
  root: string,
  record: SavedNode,
  marks = record.ledger,
  read?: SavedNode,
): Promise<SavedVersions> {
  const folders = await makeStateFolder(machineAt(root));
  const known = read && textsRead.get(read);
  const before = await textBefore(root, known);
  const [rest, restDuring] = [
    await recordRest(root, record, folders),
    await recordRest(root, { ...record, ledger: marks }, folders),
  ];
  const isSame = isDeepStrictEqual(rest, restDuring);
  if (isSame && known !== undefined && read?.plan === record.plan && isRestOf(rest, read))
    return { file: RECORD, before, after: known, folders };
  const plan = planDocument(record.plan);
  const during = isSame ? {} : { during: recordText(restDuring, plan) };
  return { file: RECORD, before, ...during, after: recordText(rest, plan), folders };
}

const isRestOf = (rest: RecordRest, { name, options, formerPublicIPs = [], ledger }: SavedNode): boolean =>
  isDeepStrictEqual(rest, { name, options, formerPublicIPs, ledger });

/** The versions of the record in a reset, which deletes it and the folders made for it. */
export async function recordVersionsOfReset(root: string, owned: OwnedByRecord): Promise<SavedVersions> {
  const made = await makeStateFolder(machineAt(root));
  const before = await textBefore(root);
  return { file: RECORD, before, after: null, folders: [...owned.recordFolders, ...made] };
}
