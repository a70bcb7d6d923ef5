import path from 'node:path';
import { checkSchema, parseSource } from '../config/index.ts';
import { errorCode, Failure, isError } from '../errors/index.ts';
import type { NodeRecord as RecordDocument } from '../generated/types.d.ts';
import { validateNodeRecord } from '../generated/validators.js';
import { bootId, makeFolders, readText, removeFile, removeIfEmpty, writeAtomically } from '../host/index.ts';
import { planDocument, type SubnetPlan } from '../leases/index.ts';
import type { NodeName } from '../net/index.ts';
import { inBoot, type Ledger } from './ledger.ts';
import { readPlan } from './read-plan.ts';

/** What the node was told besides the plan. */
export type NodeOptions = RecordDocument['options'];

/** What a node remembers between commands. */
export interface NodeRecord {
  readonly name: NodeName;
  readonly plan: SubnetPlan;
  readonly options: NodeOptions;
  readonly ledger: Ledger;
}

const RECORD = '/var/lib/flannelctl/node.json';

/** The record of the node under a root; undefined if it was never set up. */
export async function readRecord(root: string): Promise<NodeRecord | undefined> {
  const file = path.join(root, RECORD);
  const text = await readText(file).catch((error: unknown) => {
    throw errorCode(error) === 'EACCES'
      ? new Failure('permission', `cannot read ${file}`, { hint: 'Run it as root.' })
      : error;
  });
  if (text === undefined) return undefined;
  const { source, root: node, problems } = await parseSource(file, text, 'json');
  const all = [...problems, ...(node === undefined ? [] : checkSchema(validateNodeRecord, node, source))];
  if (all.some(isError)) {
    const hint =
      'It was changed or damaged. Give the plan again with `flannelctl join --plan FILE`, after moving it away.';
    throw new Failure('invalidConfig', `${file} is not a node record`, { problems: all, hint });
  }
  const { name, plan, options, ledger: kept } = JSON.parse(text) as RecordDocument;
  const ledger = inBoot(kept, await bootId());
  return {
    name: name as NodeName,
    plan: await readPlan(file, JSON.stringify(plan)),
    options,
    ledger,
  };
}

/** Keeps the record, making the folders for it; which ones those were is kept in it. */
export async function writeRecord(root: string, record: NodeRecord): Promise<void> {
  const file = path.join(root, RECORD);
  const made = await makeFolders(path.dirname(file));
  const { recordFolders } = record.ledger;
  const ledger = {
    ...record.ledger,
    boot: await bootId(),
    recordFolders: [...recordFolders, ...made.map((folder) => relativeTo(root, folder))],
  };
  const { name, plan, options } = record;
  const document: RecordDocument = { kind: 'NodeRecord', name, plan: planDocument(plan), options, ledger };
  const text = `${JSON.stringify(document, null, 2)}\n`;
  if ((await readText(file)) !== text) await writeAtomically(file, text, 0o600);
}

const relativeTo = (root: string, folder: string): string => path.join('/', path.relative(root, folder));

/** Forgets the node: takes away the record, and the folders that were made for it where nothing else is in them. */
export async function removeRecord(root: string, { recordFolders }: Ledger): Promise<void> {
  await removeFile(path.join(root, RECORD));
  for (const folder of recordFolders.toReversed()) await removeIfEmpty(path.join(root, folder));
}
