import path from 'node:path';
import { Failure } from '../../errors/index.ts';
import type { NodeRecord as RecordDocument } from '../../generated/types.d.ts';
import { validateNodeRecord } from '../../generated/validators.js';
import { readTrusted } from '../../host/index.ts';
import { planDocument, planOfValue, type SubnetPlan } from '../../leases/index.ts';
import type { NodeName } from '../../net/index.ts';
import {
  kernelIdentity,
  makeStateFolder,
  requireSameKernel,
  type SavedVersions,
  STATE_FOLDER,
} from '../../reconcile/index.ts';
import { checkSchema, jsonText, parseSource } from '../../text/index.ts';
import { requirePlan } from '../input/read-plan.ts';
import { type OwnedByRecord, ofKernel } from './owned-by-record.ts';

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

const readRecordText = async (root: string): Promise<string | undefined> => readTrusted(recordFile(root));

/** The record of the node under a root; undefined if it was never set up. */
export async function readSaved(root: string): Promise<SavedNode | undefined> {
  const text = await readRecordText(root);
  return text === undefined ? undefined : parseRecord(root, text);
}

/** A ledger as it holds in this kernel: what another has forgotten is forgotten here, too. */
async function currentLedger(file: string, ledger: OwnedByRecord): Promise<OwnedByRecord> {
  const isSame = await requireSameKernel(file, ledger);
  return isSame ? ledger : ofKernel(ledger, await kernelIdentity());
}

const DAMAGED =
  'It was changed or damaged. Give the plan again with `flannelctl join --plan FILE`, after moving it away.';

/** What is wrong with a record, in place. */
async function damage(file: string, text: string): Promise<Failure> {
  const { source, root, problems } = await parseSource(file, text, 'json');
  const all = [...problems, ...(root === undefined ? [] : checkSchema(validateNodeRecord, root, source))];
  return new Failure('invalidConfig', `${file} is not a node record`, { problems: all, hint: DAMAGED });
}

/** The document that a text is; undefined if it is none. */
function documentIn(text: string): RecordDocument | undefined {
  try {
    const document: unknown = JSON.parse(text);
    return validateNodeRecord(document) ? (document as RecordDocument) : undefined;
  } catch {
    return undefined;
  }
}

/** The record that a text is, of the node under a root; a Failure says what is wrong with it. */
export async function parseRecord(root: string, text: string): Promise<SavedNode> {
  const file = recordFile(root);
  const document = documentIn(text);
  if (document === undefined) throw await damage(file, text);
  const { name, options, ledger } = document;
  const plan = requirePlan(`the plan in ${file}`, planOfValue(document.plan), DAMAGED);
  return { name: name as NodeName, plan, options, ledger: await currentLedger(file, ledger) };
}

async function recordText(
  { name, plan, options, ledger }: SavedNode,
  made: readonly string[],
): Promise<string> {
  const document: RecordDocument = {
    kind: 'NodeRecord',
    name,
    plan: planDocument(plan),
    options,
    ledger: { ...ledger, ...(await kernelIdentity()), recordFolders: [...ledger.recordFolders, ...made] },
  };
  return `${jsonText(document, 2)}\n`;
}

/** What the node remembers now, for a transaction to go back to; another namespace may have been faster than its lock. */
async function textBefore(root: string): Promise<string | null> {
  const text = await readRecordText(root);
  if (text === undefined) return null;
  await requireSameKernel(recordFile(root), (JSON.parse(text) as RecordDocument).ledger);
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
  const folders = await makeStateFolder(root);
  const before = await textBefore(root);
  const during = await recordText({ ...record, ledger: marks }, folders);
  const after = await recordText(record, folders);
  return { file: RECORD, before, ...(during === after ? {} : { during }), after, folders };
}

/** The record as a transaction keeps it that forgets the node, with the folders that were made for it. */
export async function memoryOfReset(root: string, ledger: OwnedByRecord): Promise<SavedVersions> {
  const made = await makeStateFolder(root);
  const before = await textBefore(root);
  return { file: RECORD, before, after: null, folders: [...ledger.recordFolders, ...made] };
}
