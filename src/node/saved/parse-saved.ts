import { Failure } from '../../errors/index.ts';
import type { NodeRecord as RecordDocument } from '../../generated/types.d.ts';
import { validateNodeRecord } from '../../generated/validators.js';
import { machineAt } from '../../host/index.ts';
import { checkedPlan, planOfValue, type SubnetPlan } from '../../leases/index.ts';
import { type NodeName, parseAddress } from '../../net/index.ts';
import { kernelIdentity, requireSameKernel } from '../../reconcile/index.ts';
import { checkSchema, parseSource } from '../../text/index.ts';
import { requirePlan } from '../input/read-plan.ts';
import { type OwnedByRecord, ofKernel } from './owned-by-record.ts';
import { noteTextRead, recordFile, type SavedNode } from './saved-node.ts';
import { isSealed } from './seal.ts';

/** The recorded objects that may exist in this kernel: those of another boot or namespace are dropped. */
async function stillOwned(root: string, owned: OwnedByRecord): Promise<OwnedByRecord> {
  const isSame = await requireSameKernel(machineAt(root), recordFile(root), owned);
  return isSame ? owned : ofKernel(owned, await kernelIdentity(machineAt(root)));
}

const DAMAGED =
  'It was changed or damaged. Give the plan again with `flannelctl join --nodes FILE`, after moving it away.';

/** The failure for a record that is not valid, with places. */
async function damage(file: string, text: string): Promise<Failure> {
  const { source, root, problems } = await parseSource(file, text, 'json');
  const all = [...problems, ...(root === undefined ? [] : checkSchema(validateNodeRecord, root, source))];
  return new Failure('invalidConfig', `${file} is not a node record`, { problems: all, hint: DAMAGED });
}

/** A text as a record; undefined if it is not one. */
function documentIn(text: string): RecordDocument | undefined {
  try {
    const document: unknown = JSON.parse(text);
    return validateNodeRecord(document) ? (document as RecordDocument) : undefined;
  } catch {
    return undefined;
  }
}

/** The plan of a record that may have been changed by hand. */
const checkPlan = (file: string, { plan }: RecordDocument): SubnetPlan =>
  requirePlan(`the plan in ${file}`, planOfValue(plan), DAMAGED);

/** Reads a record, of the node under a root; a Failure says what is wrong with it. */
export async function parseSaved(root: string, text: string): Promise<SavedNode> {
  const file = recordFile(root);
  const document = documentIn(text);
  if (document === undefined) throw await damage(file, text);
  const { name, options, formerPublicIPs = [], ledger } = document;
  const sealedPlan = isSealed(text) ? checkedPlan(document.plan) : undefined;
  const saved = {
    ...{ name: name as NodeName, plan: sealedPlan ?? checkPlan(file, document), options },
    formerPublicIPs: formerPublicIPs.flatMap((one) => parseAddress(one) ?? []),
    ledger: await stillOwned(root, ledger),
  };
  if (sealedPlan !== undefined) noteTextRead(saved, text);
  return saved;
}
